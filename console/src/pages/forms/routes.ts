import { IconForms } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { oneOf, pagesSearch, set, type RawSearch } from '../../routing/search.ts';
import { WINDOWS } from './record/windows.ts';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/forms',
  validateSearch: pagesSearch,
  component: lazyPage(() => import('./list.tsx'), 'FormsPage'),
});

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/forms/new',
  component: lazyPage(() => import('./record/page.tsx'), 'NewFormPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/forms/$id',
  validateSearch: (raw: RawSearch) => set({ window: oneOf(WINDOWS, raw['window']) }),
  component: lazyPage(() => import('./record/page.tsx'), 'FormPage'),
});

export const formsRoutes = [listRoute, newRoute, recordRoute] as const;

export const formsEntry = {
  group: 'clients',
  to: '/forms',
  icon: IconForms,
  label: ({ navigation }) => navigation.forms,
  permission: 'forms:read',
} as const satisfies NavigationEntry;
