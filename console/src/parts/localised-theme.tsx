import { MantineThemeProvider, type MantineThemeOverride } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useFrameMessages } from '../i18n/index.tsx';

/**
 * Gives the buttons that Mantine itself adds, to close or to show a password, an accessible name in the
 * user's language.
 */
export const LocalisedTheme = ({ children }: { children: ReactNode }) => {
  const { common, signIn } = useFrameMessages();
  const theme = useMemo((): MantineThemeOverride => {
    const defaultProps = { closeButtonProps: { 'aria-label': common.close } };
    return {
      components: {
        Modal: { defaultProps },
        Drawer: { defaultProps },
        Notification: { defaultProps },
        PasswordInput: {
          defaultProps: { visibilityToggleButtonProps: { 'aria-label': signIn.showPassword } },
        },
      },
    };
  }, [common.close, signIn.showPassword]);
  return (
    <MantineThemeProvider theme={theme} inherit>
      {children}
    </MantineThemeProvider>
  );
};
