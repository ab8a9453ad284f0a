import { IconBell } from '@tabler/icons-react';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { notificationsSearch } from './search.ts';

export const notificationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/notifications',
  validateSearch: notificationsSearch,
  component: lazyRouteComponent(() => import('./list.tsx'), 'NotificationsPage'),
});

export const notificationsEntry = {
  section: 'work',
  to: '/notifications',
  icon: IconBell,
  label: ({ notifications }) => notifications.title,
  permission: 'notifications:read',
} as const satisfies NavigationEntry;
