import { useEffect, useRef, type RefObject } from 'react';

/**
 * For a box with `tabIndex={-1}` whose buttons vanish when they are pressed: its field with `data-autofocus` then takes
 * the focus, else the box, so that the next Tab goes on from there.
 */
export const useFocusBox = <Box extends HTMLElement>(): RefObject<Box | null> => {
  const box = useRef<Box>(null);
  const focused = useRef<EventTarget>(null);
  useEffect(() => {
    const element = box.current;
    const onFocus = ({ target }: Event): void => {
      focused.current = target;
    };
    element?.addEventListener('focusin', onFocus);
    return () => element?.removeEventListener('focusin', onFocus);
  }, []);
  useEffect(() => {
    const { current: last } = focused;
    if (!(last instanceof Element) || last.isConnected) return;
    focused.current = null;
    if (document.activeElement !== document.body) return;
    const field = box.current?.querySelector<HTMLElement>('[data-autofocus]') ?? box.current;
    field?.focus({ preventScroll: true });
  });
  return box;
};
