import { IconFolders } from '@tabler/icons-react';
import { createRoute, notFound, redirect } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { flag, oneOf, set, type RawSearch } from '../../routing/search.ts';
import { entitiesSearch } from './search.ts';
import { ENTITY_TYPES } from './types.ts';

const indexRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/entities',
  beforeLoad: () => {
    throw redirect({ to: '/entities/$type', params: { type: 'candidat' }, replace: true });
  },
});

/** An unknown type is an unknown page. */
const checkType = (type: string): void => {
  // oxlint-disable-next-line typescript/only-throw-error -- how the router takes it
  if (oneOf(ENTITY_TYPES, type) === undefined) throw notFound();
};

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/entities/$type',
  validateSearch: entitiesSearch,
  loader: ({ params }) => checkType(params.type),
  component: lazyPage(() => import('./list.tsx'), 'EntitiesPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/entities/$type/$ref',
  validateSearch: (raw: RawSearch) => set({ edit: flag(raw['edit']) }),
  loader: ({ params }) => checkType(params.type),
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
