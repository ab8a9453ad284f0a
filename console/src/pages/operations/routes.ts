import { IconActivityHeartbeat } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { SettingsSection } from '../../routing/navigation.ts';
import { settingsRoute } from '../../routing/parents.ts';
import { actionsSearch } from '../actions/search.ts';

export const operationsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/operations',
  // The filters of the bulk retry; the page cursors are those of the waiting commands.
  validateSearch: actionsSearch,
  component: lazyPage(() => import('./page.tsx'), 'OperationsPage'),
});

export const operationsSection = {
  group: 'oversight',
  to: '/settings/operations',
  icon: IconActivityHeartbeat,
  label: ({ operations }) => operations.title,
  permission: 'operations:read',
} as const satisfies SettingsSection;
