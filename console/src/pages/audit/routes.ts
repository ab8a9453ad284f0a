import { IconHistory } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { auditSearch } from './search.ts';

export const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyPage(() => import('./page.tsx'), 'AuditPage'),
});

export const auditSection = {
  group: 'oversight',
  to: '/settings/audit',
  icon: IconHistory,
  label: ({ audit }) => audit.title,
  permission: 'audit:read',
} as const satisfies SettingsSection;
