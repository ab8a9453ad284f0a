import { IconFileText } from '@tabler/icons-react';
import { createRoute, notFound, redirect } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
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

/** `DOS-2026-0001`: how an action names its case. Out: its id. */
const findByNumber = async (reference: string): Promise<number | undefined> => {
  if (!/^DOS-\d{4}-\d{4,}$/.test(reference)) return undefined;
  const { data } = await client.GET('/api/crm/case', { params: { query: { q: reference } } });
  return data?.data.find((row) => row.reference === reference)?.id;
};

const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/cases/$id',
  validateSearch: caseSearch,
  loader: async ({ params }) => {
    if (id(params.id) !== undefined) return;
    const found = await findByNumber(params.id);
    // oxlint-disable-next-line typescript/only-throw-error -- how the router takes it
    if (found === undefined) throw notFound();
    throw redirect({ to: '/cases/$id', params: { id: String(found) }, replace: true });
  },
  component: lazyPage(() => import('./record/page.tsx'), 'CasePage'),
  notFoundComponent: lazyPage(() => import('./record/page.tsx'), 'CaseNotFound'),
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
