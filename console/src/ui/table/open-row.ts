import type { MouseEvent } from 'react';

/** A click on a row opens what its title links to, unless the click selected text. */

const INTERACTIVE = 'a, button, input, label, [role="menuitem"]';

const hasSelectedText = (row: Element): boolean => {
  const selection = window.getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(row, true);
};

/** Before the link of the row gets the click. */
export const keepSelectedText = (event: MouseEvent<HTMLElement>): void => {
  if (event.detail === 0 || !hasSelectedText(event.currentTarget)) return;
  event.preventDefault();
  event.stopPropagation();
};

export const openRow = (event: MouseEvent<HTMLElement>): void => {
  const { target, currentTarget: row } = event;
  // Menus and dialogs of a row are elsewhere in the document; React passes their clicks on.
  if (!(target instanceof Element) || !row.contains(target)) return;
  if (target.closest(INTERACTIVE) !== null) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  row.querySelector('[data-title] a')?.dispatchEvent(
    new window.MouseEvent('click', {
      bubbles: true,
      cancelable: true,
      ctrlKey,
      metaKey,
      shiftKey,
    }),
  );
};
