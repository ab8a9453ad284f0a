import { IconChecklist } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { tasksSearch } from './search.ts';

export const tasksRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/tasks',
  validateSearch: tasksSearch,
  component: lazyPage(() => import('./page.tsx'), 'TasksPage'),
});

export const tasksEntry = {
  group: 'start',
  to: '/tasks',
  icon: IconChecklist,
  label: ({ navigation }) => navigation.tasks,
  permission: 'tasks:read',
} as const satisfies NavigationEntry;
