import type { KeyboardEvent } from 'react';

/**
 * Enter takes the first match of an open list, if no option is highlighted: also a match that arrived after
 * the typing. While the list is open, Enter never submits the form.
 */
export const takeMatch = (event: KeyboardEvent<HTMLInputElement>): void => {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
    return;
  const { currentTarget: input } = event;
  const list = document.getElementById(input.getAttribute('aria-controls') ?? '');
  if (list === null || input.getAttribute('aria-expanded') !== 'true') return;
  event.preventDefault();
  if (input.value.trim() === '' || list.querySelector('[data-combobox-selected]')) return;
  list.querySelector<HTMLElement>('[data-combobox-option]:not([data-combobox-disabled])')?.click();
};
