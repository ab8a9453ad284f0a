import { IconReportAnalytics } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { caseReportSearch } from './search.ts';

export const caseReportsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/case-reports',
  validateSearch: caseReportSearch,
  component: lazyPage(() => import('./page.tsx'), 'CaseReportsPage'),
});

export const caseReportsEntry = {
  group: 'reports',
  to: '/case-reports',
  icon: IconReportAnalytics,
  label: ({ navigation }) => navigation.caseReports,
  permission: 'cases:report',
} as const satisfies NavigationEntry;
