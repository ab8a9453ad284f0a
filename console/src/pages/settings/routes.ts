import { IconSettings } from '@tabler/icons-react';
import { createRoute, redirect } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';

settingsRoute.update({
  component: lazyPage(() => import('./page.tsx'), 'SettingsPage'),
});

export const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/profile', replace: true });
  },
});

export const settingsEntry = {
  group: 'end',
  to: '/settings',
  icon: IconSettings,
  label: ({ navigation }) => navigation.settings,
  permission: 'account:read',
} as const satisfies NavigationEntry;
