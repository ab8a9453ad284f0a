import {
  useMutation as useAnyMutation,
  type UseMutateFunction,
  type UseMutationOptions,
  type UseMutationResult,
} from '@tanstack/react-query';
import { useCallback, useRef } from 'react';

/** Changes that a double click makes once. */

/** The second click of a double click: the first may be answered by then, its button still there. */
const isRepeatedClick = ({ event }: Window): boolean =>
  event instanceof MouseEvent && event.type === 'click' && event.detail > 1;

/**
 * `mutate` does nothing for a second click, or for what is being sent already: a button is disabled only
 * once it is drawn again. `mutateAsync` is as it was.
 */
export const useOnce = <D, E, V, C>(
  mutation: UseMutationResult<D, E, V, C>,
): UseMutationResult<D, E, V, C> => {
  const { mutateAsync } = mutation;
  const sending = useRef(new Set<string>());
  const mutate: UseMutateFunction<D, E, V, C> = useCallback(
    (...input) => {
      const content = JSON.stringify(input[0] ?? null);
      if (isRepeatedClick(window) || sending.current.has(content)) return;
      sending.current.add(content);
      const forget = (): boolean => sending.current.delete(content);
      // A failure is told by `onError` and by the result.
      void mutateAsync(...input).then(forget, forget);
    },
    [mutateAsync],
  );
  return { ...mutation, mutate };
};

export const useMutation = <D, V = void>(
  options: UseMutationOptions<D, Error, V>,
): UseMutationResult<D, Error, V> => useOnce(useAnyMutation(options));
