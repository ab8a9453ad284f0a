import { useSuspenseQuery, type QueryClient } from '@tanstack/react-query';
import { api, type Schemas } from './client.ts';

/** Who is signed in and what they may do. */

export type Me = Schemas['Me'];

export const meOptions = api.queryOptions(
  'get',
  '/api/v1/me',
  {},
  { staleTime: Infinity, retry: false },
);

export const useMe = (): Me => useSuspenseQuery(meOptions).data;

/** `can('actions:create')`. What may not be done is not offered. */
export const useCan = (): ((permission: string) => boolean) => {
  const { permissions } = useMe();
  return (permission) => permissions[permission] !== undefined;
};

/** A fresh session: nothing of another person's may stay. */
export const enter = (queryClient: QueryClient, me: Me): void => {
  queryClient.clear();
  queryClient.setQueryData(meOptions.queryKey, me);
};
