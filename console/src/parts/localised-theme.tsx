import { MantineThemeProvider, type MantineThemeOverride } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useFrameMessages } from '../i18n/index.tsx';

/**
 * Gives the close buttons of dialogs, drawers and toasts an accessible name in the user's language.
 */
export const LocalisedTheme = ({ children }: { children: ReactNode }) => {
  const { common } = useFrameMessages();
  const theme = useMemo((): MantineThemeOverride => {
    const defaultProps = { closeButtonProps: { 'aria-label': common.close } };
    return {
      components: {
        Modal: { defaultProps },
        Drawer: { defaultProps },
        Notification: { defaultProps },
      },
    };
  }, [common.close]);
  return (
    <MantineThemeProvider theme={theme} inherit>
      {children}
    </MantineThemeProvider>
  );
};
