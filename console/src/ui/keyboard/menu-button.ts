/**
 * The button of the menu that has the focus, or had it last: the items of a menu are gone when the dialog that one
 * of them opened gives the focus back.
 */

const last: { button: HTMLElement | null } = { button: null };

/** Called for each element that gets the focus. */
export const noteFocus = (focused: EventTarget | null): void => {
  if (!(focused instanceof Element)) return;
  const buttonId = focused.closest('[role=menu]')?.getAttribute('aria-labelledby');
  last.button = buttonId == null ? null : document.getElementById(buttonId);
};

export const menuButton = (): HTMLElement | null => last.button;
