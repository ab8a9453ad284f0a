import { useMemo } from 'react';
import { api, type Schemas } from '../../api/client.ts';

type ActionType = Schemas['ActionType'];

const NONE: readonly ActionType[] = [];

export const useCatalogue = () => api.useQuery('get', '/api/v1/action-types');

/** The types of the catalogue; none while it is loading or if it can't be read. */
export const useActionTypes = (): readonly ActionType[] => useCatalogue().data?.data ?? NONE;

/** The label of a code; undefined while the catalogue is loading and for a deleted type. */
export const useTypeLabels = (): ((code: string) => string | undefined) => {
  const types = useActionTypes();
  return useMemo(() => {
    const labels = new Map(types.map(({ code, label }) => [code, label]));
    return (code) => labels.get(code);
  }, [types]);
};
