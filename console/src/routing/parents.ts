import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router';
import { problemOf } from '../api/problem.ts';
import { meOptions } from '../api/session.ts';
import { loadMessages } from '../i18n/catalogues.ts';

/**
 * The routes that the routes of the capabilities are placed under. Their components are set in router.tsx
 * and pages/settings/routes.ts: both show links to the capabilities, so they can't be imported from here.
 */

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()();

/** The parent of every page that needs a session. Without one, it leads to the sign-in page. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    try {
      const { user } = await context.queryClient.ensureQueryData(meOptions);
      // With the file of the page. If they can't be loaded, the page says so.
      loadMessages(user.locale).catch(() => undefined);
    } catch (error) {
      if (problemOf(error).status !== 401) throw error;
      throw redirect({ to: '/sign-in', search: nextSearch(location.href) });
    }
  },
});

const nextSearch = (href: string) => (href === '/' ? {} : { next: href });

/** The parent of the sections of the settings page. */
export const settingsRoute = createRoute({ getParentRoute: () => shellRoute, path: '/settings' });
