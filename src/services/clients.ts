import type { z } from 'zod';
import type { ClientIn, ClientPatch } from '../domain/clients/shapes.ts';
import type { ContactPoint } from '../domain/contacts/points.ts';
import { scopeOf, type Caller } from '../domain/shared/permissions.ts';
import { AppError, notFound } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import { findPerson, type PersonRow } from '../queries/contacts/people.ts';
import { createOrganisation, createPerson, findOrganisationByName } from './contacts/create.ts';
import { changePerson } from './contacts/update.ts';

/** Clients: people, as seed 004 writes them. */

/** Errors: `forbidden` if its organisation is new, and the caller may not create one. */
export const createClient = async (
  tx: Transaction,
  caller: Caller,
  { company, email, phone, ...rest }: z.infer<typeof ClientIn>,
): Promise<PersonRow> =>
  createPerson(tx, {
    ...rest,
    organisationId: company === null ? null : await organisationOf(tx, caller, company),
    emails: pointsOf(email),
    phones: pointsOf(phone),
  });

/** Errors: as above; `not_found`, `version_conflict`, `conflict` if it is deleted. */
export const changeClient = async (
  tx: Transaction,
  caller: Caller,
  id: number,
  { company, email, phone, ...rest }: z.infer<typeof ClientPatch>,
): Promise<PersonRow> => {
  const before = await findPerson(tx, { id });
  if (!before) throw notFound('person');
  return changePerson(tx, id, {
    ...rest,
    ...(company !== undefined && {
      organisation_id: company === null ? null : await organisationOf(tx, caller, company),
    }),
    ...(email !== undefined && { emails: withMain(before.emails, email) }),
    ...(phone !== undefined && { phones: withMain(before.phones, phone) }),
  });
};

const organisationOf = async (tx: Transaction, caller: Caller, name: string): Promise<number> => {
  const known = await findOrganisationByName(tx, name);
  if (known) return known.id;
  if (scopeOf(caller, 'organisations:create') === undefined) {
    throw new AppError(
      'forbidden',
      'organisations:create is missing: this company is not known yet',
    );
  }
  return (await createOrganisation(tx, { name })).id;
};

const pointsOf = (value: string | null): ContactPoint[] =>
  value === null ? [] : [{ value, label: null }];

/** The main one is replaced; the others stay. */
const withMain = (before: readonly ContactPoint[], value: string | null): ContactPoint[] => {
  const [main, ...others] = before;
  if (value === null) return others;
  return [
    { value, label: main?.label ?? null },
    ...others.filter((point) => point.value !== value),
  ];
};
