import { useQueryClient } from '@tanstack/react-query';

/** Reads the list again after a change. */
export const useRefreshReplies = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries({ queryKey: ['get', '/inbox/canned-replies'] });
};
