import { useQueryClient } from '@tanstack/react-query';
import { KIND_PATHS } from '../kinds.ts';

/** Reads what shows contacts again, after an own change: the stream tells only a second later. */
export const useContactsChanged = (): (() => void) => {
  const queryClient = useQueryClient();
  return () => {
    void queryClient.invalidateQueries({
      predicate: ({ queryKey: [, path] }) =>
        typeof path === 'string' &&
        Object.values(KIND_PATHS).some((start) => path.startsWith(start)),
    });
  };
};
