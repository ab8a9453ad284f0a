import { useEffect } from 'react';
import { noteFocus } from './menu-button.ts';

/**
 * A button or a field that is disabled while it saves loses the focus. It gets the focus back once it is
 * enabled again, unless the user has gone elsewhere meanwhile.
 */
export const useKeptFocus = (): void => {
  useEffect(() => {
    let focused: EventTarget | null = null;
    let lost: HTMLElement | null = null;
    const onFocus = ({ target }: Event): void => {
      focused = target;
      lost = null;
      noteFocus(target);
    };
    const onBlur = ({ target }: Event): void => {
      if (target instanceof HTMLElement && !target.matches(':disabled')) focused = null;
    };
    const onPointerDown = (): void => {
      lost = null;
    };
    const onChange = (target: Node): void => {
      if (!(target instanceof HTMLElement)) return;
      const isDisabled = target.matches(':disabled');
      if (isDisabled && target === focused) lost = target;
      if (isDisabled || target !== lost) return;
      lost = null;
      if (document.activeElement === document.body) target.focus({ preventScroll: true });
    };
    const observer = new MutationObserver((records) => {
      for (const { target } of records) onChange(target);
    });
    observer.observe(document.body, { subtree: true, attributeFilter: ['disabled'] });
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', onBlur);
    document.addEventListener('pointerdown', onPointerDown, true);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', onBlur);
      document.removeEventListener('pointerdown', onPointerDown, true);
    };
  }, []);
};
