import type { shortcutsFr } from './words.fr.ts';

/** The English words of the keyboard shortcuts. */
export const shortcutsEn: typeof shortcutsFr = {
  shortcuts: {
    title: 'Keyboard shortcuts',
    close: 'Close',
    or: 'or',
    next: 'then',
    general: 'Everywhere',
    goTo: 'Go to',
    help: 'Show the keyboard shortcuts',
    keys: {
      Enter: 'Enter',
      Escape: 'Esc',
      Backspace: 'Backspace',
      Delete: 'Del',
      ' ': 'Space',
      PageDown: 'Page Down',
      PageUp: 'Page Up',
      ArrowUp: '↑',
      ArrowDown: '↓',
      ArrowLeft: '←',
      ArrowRight: '→',
    },
  },
};
