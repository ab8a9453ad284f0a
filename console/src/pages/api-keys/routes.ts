import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { pagesSearch } from '../../routing/search.ts';

export const apiKeysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/api-keys',
  validateSearch: pagesSearch,
  component: lazyRouteComponent(() => import('./page.tsx'), 'ApiKeysPanel'),
});

export const apiKeysSection = {
  to: '/settings/api-keys',
  label: ({ apiKeys }) => apiKeys.title,
  permission: 'api_keys:read',
} as const satisfies SettingsSection;
