import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import { shellRoute } from '../../routing/parents.ts';
import { autoRepliesSearch } from './search.ts';

/** One page for both addresses: the list stays while another draft is opened. */
const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/auto-replies',
  validateSearch: autoRepliesSearch,
  component: lazyPage(() => import('./list/page.tsx'), 'AutoRepliesPage'),
});

const openRoute = createRoute({ getParentRoute: () => listRoute, path: '$id' });

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox-folders/$id/auto-reply',
  component: lazyPage(() => import('./settings/page.tsx'), 'FolderAutoReplyPage'),
});

export const autoRepliesRoutes = [listRoute.addChildren([openRoute]), settingsRoute] as const;
