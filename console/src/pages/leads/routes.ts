import { IconTargetArrow } from '@tabler/icons-react';
import { createRoute, notFound } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { id, set } from '../../routing/search.ts';
import { leadsSearch } from './search.ts';

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/leads',
  validateSearch: leadsSearch,
  component: lazyPage(() => import('./list/page.tsx'), 'LeadsPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/leads/$id',
  validateSearch: () => set({}),
  loader: ({ params }) => {
    // oxlint-disable-next-line typescript/only-throw-error -- how the router takes it
    if (id(params.id) === undefined) throw notFound();
  },
  component: lazyPage(() => import('./record/page.tsx'), 'LeadPage'),
});

export const leadsRoutes = [listRoute, recordRoute] as const;

export const leadsEntry = {
  group: 'clients',
  to: '/leads',
  icon: IconTargetArrow,
  label: ({ navigation }) => navigation.leads,
  permission: 'leads:read',
} as const satisfies NavigationEntry;
