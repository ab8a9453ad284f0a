import { IconBolt } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { actionSearch, actionsSearch, newActionSearch } from './search.ts';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/actions',
  validateSearch: actionsSearch,
  component: lazyRouteComponent(() => import('./list/page.tsx'), 'ActionsPage'),
});

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/actions/new',
  validateSearch: newActionSearch,
  component: lazyRouteComponent(() => import('./new/page.tsx'), 'NewActionPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/actions/$id',
  validateSearch: actionSearch,
  component: lazyRouteComponent(() => import('./record/page.tsx'), 'ActionPage'),
});

export const actionsRoutes = [listRoute, newRoute, recordRoute] as const;

export const actionsEntry = {
  section: 'work',
  to: '/actions',
  icon: IconBolt,
  label: ({ actions }) => actions.title,
  permission: 'actions:read',
} as const satisfies NavigationEntry;
