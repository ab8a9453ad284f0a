import type { ContactKind } from '../../domain/contacts/kinds.ts';
import type { Permission } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { findOrganisation } from '../../queries/contacts/organisations.ts';
import { findPerson, type PersonRow } from '../../queries/contacts/people.ts';

/** What differs between the routes that both kinds have. */

interface KindOfRoutes {
  /** Of the operation ids. */
  name: 'people' | 'organisations';
  path: string;
  plural: string;
  permission: Record<'read' | 'delete', Permission>;
  find: (
    tx: Transaction,
    params: { id: number },
  ) => Promise<Pick<PersonRow, 'id' | 'emails' | 'phones'> | undefined>;
}

export const KINDS: Record<ContactKind, KindOfRoutes> = {
  person: {
    name: 'people',
    path: '/api/v1/people',
    plural: 'People',
    permission: { read: 'people:read', delete: 'people:delete' },
    find: findPerson,
  },
  organisation: {
    name: 'organisations',
    path: '/api/v1/organisations',
    plural: 'Organisations',
    permission: { read: 'organisations:read', delete: 'organisations:delete' },
    find: findOrganisation,
  },
};
