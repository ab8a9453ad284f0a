import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client.ts';

export const routesOptions = api.queryOptions('get', '/api/v1/action-routes');

/** Shows a saved table, and reads again what depends on it. */
export const useRefreshRoutes = (): ((table: Schemas['ActionRoutes']) => void) => {
  const queryClient = useQueryClient();
  return (table) => {
    queryClient.setQueryData(routesOptions.queryKey, table);
    for (const path of ['/api/v1/action-routes/resolve', '/api/v1/action-types']) {
      void queryClient.invalidateQueries({ queryKey: ['get', path] });
    }
  };
};
