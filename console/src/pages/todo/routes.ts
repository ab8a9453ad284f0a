import { IconInbox } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { pagesSearch } from '../../routing/search.ts';
import { useTodoCount } from './count.ts';

export const todoRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/todo',
  validateSearch: pagesSearch,
  component: lazyPage(() => import('./page.tsx'), 'TodoPage'),
});

export const todoEntry = {
  group: 'start',
  to: '/todo',
  icon: IconInbox,
  label: ({ navigation }) => navigation.todo,
  permission: 'notifications:read',
  useCount: () => useTodoCount()?.count,
} as const satisfies NavigationEntry;
