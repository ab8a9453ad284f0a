import { IconBell } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import { api } from '../../api/client.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { notificationsSearch } from './search.ts';

export const notificationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/notifications',
  validateSearch: notificationsSearch,
  component: lazyPage(() => import('./list.tsx'), 'NotificationsPage'),
});

export const notificationsEntry = {
  group: 'start',
  to: '/notifications',
  icon: IconBell,
  label: ({ shell }) => shell.toDo,
  permission: 'notifications:read',
  useCount: () => api.useQuery('get', '/api/v1/notifications/unread-count').data?.count,
} as const satisfies NavigationEntry;
