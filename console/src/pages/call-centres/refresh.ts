import { useQueryClient } from '@tanstack/react-query';

/** Reads the list again after a change. */
export const useRefreshCentres = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/call-centres'] });
};
