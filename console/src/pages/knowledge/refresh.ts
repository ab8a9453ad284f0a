import { useQueryClient } from '@tanstack/react-query';

/** Reads the articles again after a change. */
export const useRefreshArticles = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => {
    void queryClient.invalidateQueries({ queryKey: ['get', '/inbox/knowledge/articles'] });
    void queryClient.invalidateQueries({ queryKey: ['get', '/inbox/knowledge/articles/{id}'] });
  };
};
