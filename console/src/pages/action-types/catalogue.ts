import { useMemo } from 'react';
import { api, type Schemas } from '../../api/client.ts';

type ActionType = Schemas['ActionType'];

const NONE: readonly ActionType[] = [];

export const useCatalogue = () => api.useQuery('get', '/api/v1/action-types');

/** For where it is no matter that the catalogue is late, or missing. */
export const useActionTypes = (): readonly ActionType[] => useCatalogue().data?.data ?? NONE;

/** The label of a code; undefined while unknown, and for a type that no longer exists. */
export const useTypeLabels = (): ((code: string) => string | undefined) => {
  const types = useActionTypes();
  return useMemo(() => {
    const labels = new Map(types.map(({ code, label }) => [code, label]));
    return (code) => labels.get(code);
  }, [types]);
};
