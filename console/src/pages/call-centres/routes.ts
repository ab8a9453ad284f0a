import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { pagesSearch } from '../../routing/search.ts';

export const callCentresRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/call-centres',
  validateSearch: pagesSearch,
  component: lazyRouteComponent(() => import('./page.tsx'), 'CallCentresPanel'),
});

export const callCentresSection = {
  to: '/settings/call-centres',
  label: ({ callCentres }) => callCentres.title,
  permission: 'call_centres:read',
} as const satisfies SettingsSection;
