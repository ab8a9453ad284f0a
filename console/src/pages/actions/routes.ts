import { IconBolt } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { actionSearch, actionsSearch, newActionSearch } from './search.ts';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/actions',
  validateSearch: actionsSearch,
  component: lazyPage(() => import('./list/page.tsx'), 'ActionsPage'),
});

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/actions/new',
  validateSearch: newActionSearch,
  component: lazyPage(() => import('./new/page.tsx'), 'NewActionPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/actions/$id',
  validateSearch: actionSearch,
  component: lazyPage(() => import('./record/page.tsx'), 'ActionPage'),
});

export const actionsRoutes = [listRoute, newRoute, recordRoute] as const;

export const actionsEntry = {
  group: 'activity',
  to: '/actions',
  icon: IconBolt,
  label: ({ navigation }) => navigation.actions,
  permission: 'actions:read',
} as const satisfies NavigationEntry;
