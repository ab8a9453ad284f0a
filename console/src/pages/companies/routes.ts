import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';

export const companyRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/company',
  component: lazyRouteComponent(() => import('./page.tsx'), 'CompanyPanel'),
});

export const companySection = {
  to: '/settings/company',
  label: ({ company }) => company.title,
  permission: 'company:read',
} as const satisfies SettingsSection;
