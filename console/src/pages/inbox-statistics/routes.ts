import { IconChartBar } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { inboxStatisticsSearch } from './search.ts';

export const inboxStatisticsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox-statistics',
  validateSearch: inboxStatisticsSearch,
  component: lazyPage(() => import('./page.tsx'), 'InboxStatisticsPage'),
});

export const inboxStatisticsEntry = {
  group: 'reports',
  to: '/inbox-statistics',
  icon: IconChartBar,
  label: ({ navigation }) => navigation.inboxStatistics,
  permission: 'inbox_statistics:read',
} as const satisfies NavigationEntry;
