import '@fontsource-variable/geist';
import '@fontsource-variable/geist-mono';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { onSignedOut } from './api/client.ts';
import { isAway, problemOf } from './api/problem.ts';
import { onReachableAgain } from './api/reachability.ts';
import { meOptions } from './api/session.ts';
import { endSession } from './api/session-end.ts';
import { loadFrameMessages } from './i18n/catalogues.ts';
import { LanguageProvider } from './i18n/index.tsx';
import { initialLocale } from './i18n/locale.ts';
import { LocalisedTheme } from './parts/localised-theme.tsx';
import { createConsoleRouter } from './router.tsx';
import { cssVariables, theme } from './theme.ts';

const RETRY_COUNT_MAX = 2;

/** Not in the first load. A message that is shown before waits for it. */
const Toasts = lazy(async () => ({ default: (await import('./ui/feedback/toasts.tsx')).Toasts }));

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream marks changed data as stale. This bounds the delay if a message is lost.
      staleTime: 30_000,
      retry: (count, error) => count < RETRY_COUNT_MAX && isAway(problemOf(error)),
    },
    // Without a network the browser would hold a mutation back in silence. So it fails, in words.
    mutations: { networkMode: 'always' },
  },
});

const router = createConsoleRouter(queryClient);

onSignedOut(() => {
  // Before the first sign-in, the router leads to the sign-in page.
  if (queryClient.getQueryData(meOptions.queryKey) !== undefined) endSession();
});

onReachableAgain(() => {
  void queryClient.invalidateQueries({ predicate: ({ state }) => state.status === 'error' });
});

const locale = initialLocale();
const frame = await loadFrameMessages(locale);

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
      <LanguageProvider initial={{ locale, frame }}>
        <LocalisedTheme>
          <QueryClientProvider client={queryClient}>
            <Suspense>
              <Toasts />
            </Suspense>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </LocalisedTheme>
      </LanguageProvider>
    </MantineProvider>
  </StrictMode>,
);
