import { IconRoute } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { set, text, type RawSearch } from '../../routing/search.ts';

export const actionRoutesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/routes',
  validateSearch: (raw: RawSearch) => set({ action_type: text(raw['action_type']) }),
  component: lazyPage(() => import('./page.tsx'), 'ActionRoutesPage'),
});

export const actionRoutesSection = {
  group: 'routing',
  to: '/settings/routes',
  icon: IconRoute,
  label: ({ routes }) => routes.title,
  permission: 'action_routes:write',
} as const satisfies SettingsSection;
