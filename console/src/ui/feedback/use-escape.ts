import { useWindowEvent } from '@mantine/hooks';

/**
 * Closes at Escape from the moment it is open. Mantine listens inside of what opened alone, and the focus
 * arrives there only after it is drawn: an Escape pressed sooner would be lost.
 */
export const useEscape = (isOpen: boolean, close: () => void): void =>
  useWindowEvent('keydown', (event) => {
    if (!isOpen || event.key !== 'Escape') return;
    const focused = document.activeElement;
    close();
    // By now the focus may be on its way into what closes, and would be lost with it.
    setTimeout(() => {
      if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    });
  });
