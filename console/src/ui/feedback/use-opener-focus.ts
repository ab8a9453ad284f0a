import { useEffect, useState } from 'react';

/**
 * Gives the focus back to what opened a dialog that is only there while it is open. Mantine does so
 * where a dialog stays and is closed.
 */
export const useOpenerFocus = (): void => {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement) opener.focus();
    },
    [opener],
  );
};
