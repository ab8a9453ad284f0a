import { IconActivityHeartbeat } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { actionsSearch } from '../actions/search.ts';

export const operationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/operations',
  // The filters of the bulk retry; the page cursors are those of the waiting commands.
  validateSearch: actionsSearch,
  component: lazyRouteComponent(() => import('./page.tsx'), 'OperationsPage'),
});

export const operationsEntry = {
  section: 'administration',
  to: '/operations',
  icon: IconActivityHeartbeat,
  label: ({ operations }) => operations.title,
  permission: 'operations:read',
} as const satisfies NavigationEntry;
