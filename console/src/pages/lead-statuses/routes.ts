import { IconProgressCheck } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';

export const leadStatusesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/lead-statuses',
  component: lazyPage(() => import('./page.tsx'), 'LeadStatusesPanel'),
});

export const leadStatusesSection = {
  group: 'routing',
  to: '/settings/lead-statuses',
  icon: IconProgressCheck,
  label: ({ leadStatuses }) => leadStatuses.title,
  permission: 'lead_statuses:write',
} as const satisfies SettingsSection;
