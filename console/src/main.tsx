import '@fontsource-variable/geist';
import '@fontsource-variable/geist-mono';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './global.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { onSignedOut } from './api/client.ts';
import { problemOf } from './api/problem.ts';
import { LanguageProvider } from './i18n/index.tsx';
import { LocalisedTheme } from './parts/localised-theme.tsx';
import { createConsoleRouter } from './router.tsx';
import { cssVariables, theme } from './theme.ts';
import { TOAST_DURATION_MS } from './ui/feedback/toast.ts';

const RETRY_COUNT_MAX = 2;
const TOAST_COUNT_MAX = 4;

/** A network failure or an unavailable api may be gone a moment later. Other errors are not retried. */
const isTransient = (error: unknown): boolean => {
  const { status } = problemOf(error);
  return status === 0 || status >= 502;
};

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream marks changed data as stale. This bounds the delay if a message is lost.
      staleTime: 30_000,
      retry: (count, error) => count < RETRY_COUNT_MAX && isTransient(error),
    },
  },
});

const router = createConsoleRouter(queryClient);

onSignedOut(() => {
  const { pathname, href } = router.state.location;
  if (pathname === '/sign-in' || pathname === '/invitation') return;
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: { next: href }, ignoreBlocker: true });
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={localStorageColorSchemeManager({ key: 'relais-colour-scheme' })}
    >
      <LanguageProvider>
        <LocalisedTheme>
          <QueryClientProvider client={queryClient}>
            <Notifications
              position="bottom-right"
              autoClose={TOAST_DURATION_MS}
              limit={TOAST_COUNT_MAX}
            />
            <RouterProvider router={router} />
          </QueryClientProvider>
        </LocalisedTheme>
      </LanguageProvider>
    </MantineProvider>
  </StrictMode>,
);
