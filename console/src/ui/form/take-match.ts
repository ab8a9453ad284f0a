import type { KeyboardEvent } from 'react';

/**
 * Enter takes the first match of an open list, if no option is highlighted: also a match that arrived after
 * the typing. Enter never submits the form while the list shows matches.
 */
export const takeMatch = (event: KeyboardEvent<HTMLInputElement>): void => {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
    return;
  const { currentTarget: input } = event;
  const list = document.getElementById(input.getAttribute('aria-controls') ?? '');
  const first = list?.querySelector<HTMLElement>(
    '[data-combobox-option]:not([data-combobox-disabled])',
  );
  if (!list || !first || input.getAttribute('aria-expanded') !== 'true') return;
  event.preventDefault();
  const isHighlighted = list.querySelector('[data-combobox-selected]') !== null;
  if (input.value.trim() !== '' && !isHighlighted) first.click();
};
