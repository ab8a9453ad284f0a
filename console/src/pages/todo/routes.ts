import { IconInbox } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { flag, pageFields, set, type RawSearch } from '../../routing/search.ts';
import { useTodoCount } from './count.ts';

export const todoRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/todo',
  validateSearch: (raw: RawSearch) => set({ ...pageFields(raw), mine: flag(raw['mine']) }),
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
