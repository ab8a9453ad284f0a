import { IconHistory } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { auditSearch } from './search.ts';

export const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./page.tsx'), 'AuditPage'),
});

export const auditEntry = {
  section: 'administration',
  to: '/audit',
  icon: IconHistory,
  label: ({ audit }) => audit.title,
  permission: 'audit:read',
} as const satisfies NavigationEntry;
