import { IconFileText } from '@tabler/icons-react';
import { createRoute, notFound, redirect } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { id } from '../../routing/search.ts';
import { caseSearch, casesSearch } from './search.ts';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/cases',
  validateSearch: casesSearch,
  component: lazyPage(() => import('./list/page.tsx'), 'CasesPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/cases/$id',
  validateSearch: caseSearch,
  loader: ({ params }) => {
    // oxlint-disable-next-line typescript/only-throw-error -- how the router takes it
    if (id(params.id) === undefined) throw notFound();
  },
  component: lazyPage(() => import('./record/page.tsx'), 'CasePage'),
});

/** Clients are the people of the contacts. */
const clientsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/clients',
  beforeLoad: () => {
    throw redirect({ to: '/people', replace: true });
  },
});

export const casesRoutes = [listRoute, recordRoute, clientsRoute] as const;

export const casesEntry = {
  group: 'clients',
  to: '/cases',
  icon: IconFileText,
  label: ({ navigation }) => navigation.cases,
  permission: 'cases:read',
} as const satisfies NavigationEntry;
