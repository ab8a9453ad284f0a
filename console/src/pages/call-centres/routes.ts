import { IconHeadset } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { pagesSearch } from '../../routing/search.ts';

export const callCentresRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/call-centres',
  validateSearch: pagesSearch,
  component: lazyPage(() => import('./page.tsx'), 'CallCentresPanel'),
});

export const callCentresSection = {
  group: 'company',
  to: '/settings/call-centres',
  icon: IconHeadset,
  label: ({ callCentres }) => callCentres.title,
  permission: 'call_centres:write',
} as const satisfies SettingsSection;
