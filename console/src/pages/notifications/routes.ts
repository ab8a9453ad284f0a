import { IconBellCog } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute, shellRoute } from '../../routing/parents.ts';
import { notificationsSearch } from './search.ts';

export const notificationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/notifications',
  validateSearch: notificationsSearch,
  component: lazyPage(() => import('./list.tsx'), 'NotificationsPage'),
});

export const notificationPreferencesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/notifications',
  component: lazyPage(() => import('./preferences.tsx'), 'PreferencesPanel'),
});

export const notificationPreferencesSection = {
  group: 'me',
  to: '/settings/notifications',
  icon: IconBellCog,
  label: ({ preferences }) => preferences.title,
  permission: 'account:read',
} as const satisfies SettingsSection;
