import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import { shellRoute } from '../../routing/parents.ts';
import { pagesSearch } from '../../routing/search.ts';

/** Under the address of the leads, so that the navigation shows where one is. */

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/leads/imports',
  validateSearch: pagesSearch,
  component: lazyPage(() => import('./list.tsx'), 'LeadImportsPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/leads/imports/$importId',
  component: lazyPage(() => import('./record.tsx'), 'LeadImportPage'),
});

export const leadImportsRoutes = [listRoute, recordRoute] as const;
