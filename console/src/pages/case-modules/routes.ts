import { IconPlug } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';

export const caseModulesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/modules',
  component: lazyPage(() => import('./page.tsx'), 'CaseModulesPage'),
});

export const caseModulesSection = {
  group: 'connections',
  to: '/settings/modules',
  icon: IconPlug,
  label: ({ caseModules }) => caseModules.title,
  permission: 'case_modules:read',
} as const satisfies SettingsSection;
