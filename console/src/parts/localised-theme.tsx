import { MantineThemeProvider, type MantineThemeOverride } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useMessages } from '../i18n/index.tsx';

/** What the theme says to those who hear it: the crosses that close things, in the reader's language. */
export const SpokenTheme = ({ children }: { children: ReactNode }) => {
  const { common } = useMessages();
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
