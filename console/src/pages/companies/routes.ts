import { IconBuilding } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';

export const companyRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/company',
  component: lazyPage(() => import('./page.tsx'), 'CompanyPanel'),
});

export const companySection = {
  group: 'company',
  to: '/settings/company',
  icon: IconBuilding,
  label: ({ company }) => company.title,
  permission: 'company:update',
} as const satisfies SettingsSection;
