import { useSuspenseQuery, type QueryClient } from '@tanstack/react-query';
import { api, type Schemas } from './client.ts';
import { resumeSession } from './session-end.ts';
import { tellSignedIn } from './session-tabs.ts';

/** The signed-in user and their permissions. */

export type Me = Schemas['Me'];

export const meOptions = api.queryOptions(
  'get',
  '/api/v1/me',
  {},
  { staleTime: Infinity, retry: false },
);

export const useMe = (): Me => useSuspenseQuery(meOptions).data;

/** `can('actions:create')`: a page hides the buttons that the user has no permission for. */
export const useCan = (): ((permission: string) => boolean) => {
  const { permissions } = useMe();
  return (permission) => permissions[permission] !== undefined;
};

/** Starts a session. Clears the cache first, so that no data of another user stays in it. */
export const startSession = (queryClient: QueryClient, me: Me): void => {
  queryClient.clear();
  queryClient.setQueryData(meOptions.queryKey, me);
  resumeSession();
  tellSignedIn(me);
};
