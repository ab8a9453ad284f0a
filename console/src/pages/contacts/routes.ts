import { IconAddressBook, IconBuilding } from '@tabler/icons-react';
import { createRoute, notFound } from '@tanstack/react-router';
import { lazyPage } from '../../routing/lazy-page.ts';
import type { NavigationEntry } from '../../routing/navigation.ts';
import { shellRoute } from '../../routing/parents.ts';
import { id } from '../../routing/search.ts';
import { contactSearch, organisationsSearch, peopleSearch } from './search.ts';

const peopleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people',
  validateSearch: peopleSearch,
  component: lazyPage(() => import('./list/people.tsx'), 'PeoplePage'),
});

const organisationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/organisations',
  validateSearch: organisationsSearch,
  component: lazyPage(() => import('./list/organisations.tsx'), 'OrganisationsPage'),
});

/** An id that is no number is an unknown page. */
const checkId = (text: string): void => {
  if (id(text) === undefined) throw notFound();
};

const personRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people/$id',
  validateSearch: contactSearch,
  loader: ({ params }) => checkId(params.id),
  component: lazyPage(() => import('./record/person.tsx'), 'PersonPage'),
});

const organisationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/organisations/$id',
  validateSearch: contactSearch,
  loader: ({ params }) => checkId(params.id),
  component: lazyPage(() => import('./record/organisation.tsx'), 'OrganisationPage'),
});

export const contactsRoutes = [
  peopleRoute,
  organisationsRoute,
  personRoute,
  organisationRoute,
] as const;

export const peopleEntry = {
  group: 'clients',
  to: '/people',
  icon: IconAddressBook,
  label: ({ navigation }) => navigation.people,
  permission: 'people:read',
} as const satisfies NavigationEntry;

export const organisationsEntry = {
  group: 'clients',
  to: '/organisations',
  icon: IconBuilding,
  label: ({ navigation }) => navigation.organisations,
  permission: 'organisations:read',
} as const satisfies NavigationEntry;
