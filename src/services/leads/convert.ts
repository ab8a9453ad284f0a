import { CONTACT_NAME_LENGTH_MAX } from '../../domain/contacts/shapes.ts';
import { leadConverted } from '../../domain/leads/events.ts';
import { leadLabel } from '../../domain/leads/labels.ts';
import { fault } from '../../domain/shared/faults.ts';
import { parsePhone } from '../../domain/shared/phones.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { markLeadConverted } from '../../queries/leads/changes.ts';
import type { LeadRow } from '../../queries/leads/records.ts';
import {
  createOrganisation,
  createPerson,
  findOrganisationByName,
  findPeopleByPoints,
} from '../contacts/create.ts';
import { statusesOf } from '../lead-statuses.ts';
import { emitStatus, versionConflict } from './change.ts';
import { aboutLead, leadState } from './facts.ts';

/**
 * Makes a lead a contact: the one person who has its e-mail address, else a new one; and the organisation of
 * its company name, if it has one. The caller holds the lock of the lead. Two leads with one address that are
 * converted at the same time get the same person: the addresses are locked (src/services/contacts/create.ts).
 * Twice: the lead keeps the contact it has.
 */
export const convertLead = async (tx: Transaction, before: LeadRow): Promise<LeadRow> => {
  if (before.converted_at !== null) return before;
  const statuses = await statusesOf(tx);
  const status = statuses.find(({ role }) => role === 'converted');
  if (!status) throw new Error('no status of leads is of conversion');
  const organisationId = await organisationOf(tx, before);
  const personId = await personOf(tx, before, organisationId);
  const after = await markLeadConverted(tx, {
    id: before.id,
    version: before.version,
    status: status.code,
    personId,
    organisationId,
  });
  if (!after) throw versionConflict(before);
  if (after.status !== before.status) await emitStatus(tx, { before, after, statuses });
  tx.emit(leadConverted, {
    ...aboutLead(after),
    data: { ...leadState(after), person_id: personId, organisation_id: organisationId },
    before: { status: before.status },
    after: { status: after.status, person_id: personId, organisation_id: organisationId },
  });
  return after;
};

/** A visitor may write more than the name of a contact holds; so may an e-mail address that stands for it. */
const cut = (name: string): string => name.slice(0, CONTACT_NAME_LENGTH_MAX).toWellFormed().trim();

const organisationOf = async (tx: Transaction, lead: LeadRow): Promise<number | null> => {
  if (lead.company_name === null) return null;
  const name = cut(lead.company_name);
  const known = await findOrganisationByName(tx, name);
  return (known ?? (await createOrganisation(tx, { name }))).id;
};

const personOf = async (
  tx: Transaction,
  lead: LeadRow,
  organisationId: number | null,
): Promise<number> => {
  const { email, phone } = lead;
  const same = email === null ? [] : await findPeopleByPoints(tx, { emails: [email], phones: [] });
  const [only] = same;
  if (only !== undefined && same.length === 1) return only.id;
  const name = cut(leadLabel(lead));
  if (name === '') throw invalid([fault('name', 'required', {})]);
  const number = phone === null ? undefined : parsePhone(phone);
  const created = await createPerson(tx, {
    name,
    organisationId,
    emails: email === null ? [] : [{ value: email, label: null }],
    phones: number === undefined ? [] : [{ value: number, label: null }],
  });
  return created.id;
};
