import { useEffect, useState } from 'react';
import { menuButton } from '../keyboard/menu-button.ts';

/**
 * Returns the focus to the element that opened a dialog. Mantine does this for a dialog that stays
 * mounted; this is for one that is mounted only while it is open.
 */
export const useOpenerFocus = (): void => {
  const [opener] = useState(() => menuButton() ?? document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement) opener.focus();
    },
    [opener],
  );
};
