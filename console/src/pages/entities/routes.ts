import { IconFolders } from '@tabler/icons-react';
import { createRoute, redirect } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { flag, set, type RawSearch } from '../../routing/search.ts';
import { entitiesSearch } from './search.ts';

const indexRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/entities',
  beforeLoad: () => {
    throw redirect({ to: '/entities/$type', params: { type: 'candidat' }, replace: true });
  },
});

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/entities/$type',
  validateSearch: entitiesSearch,
  component: lazyPage(() => import('./list.tsx'), 'EntitiesPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/entities/$type/$ref',
  validateSearch: (raw: RawSearch) => set({ edit: flag(raw['edit']) }),
  component: lazyPage(() => import('./record/page.tsx'), 'EntityPage'),
});

export const entitiesRoutes = [indexRoute, listRoute, recordRoute] as const;

export const entitiesEntry = {
  group: 'clients',
  to: '/entities',
  icon: IconFolders,
  label: ({ navigation }) => navigation.entities,
  permission: 'entities:read',
} as const satisfies NavigationEntry;
