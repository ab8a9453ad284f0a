import { IconKey } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { pagesSearch } from '../../routing/search.ts';

export const apiKeysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/api-keys',
  validateSearch: pagesSearch,
  component: lazyPage(() => import('./page.tsx'), 'ApiKeysPanel'),
});

export const apiKeysSection = {
  group: 'connections',
  to: '/settings/api-keys',
  icon: IconKey,
  label: ({ apiKeys }) => apiKeys.title,
  permission: 'api_keys:read',
} as const satisfies SettingsSection;
