import { organisationMatchesRead, personMatchesRead } from '../../domain/contacts/events.ts';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import { MATCH_COUNT_MAX } from '../../domain/contacts/shapes.ts';
import { reachOf, type Caller } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { listMatches, type MatchRow } from '../../queries/contacts/matches.ts';
import type { PersonRow } from '../../queries/contacts/people.ts';
import { KINDS } from './kinds.ts';

/** Possible duplicates of a contact. Each time some are shown, the audit trail records it. */

export const matchesRead = { person: personMatchesRead, organisation: organisationMatchesRead };

type Compared = Pick<PersonRow, 'id' | 'emails' | 'phones'>;

export const listDuplicates = async (
  tx: Transaction,
  kind: ContactKind,
  { id, emails, phones }: Compared,
): Promise<MatchRow[]> =>
  listMatches(tx, kind, {
    emails: emails.map(({ value }) => value),
    phones: phones.map(({ value }) => value),
    exceptId: id,
    limit: MATCH_COUNT_MAX,
  });

/** Of a record that the caller has just created. None for a caller who may create, but not read. */
export const duplicatesOfCreated = async (
  tx: Transaction,
  caller: Caller,
  kind: ContactKind,
  created: Compared,
): Promise<MatchRow[]> => {
  if (reachOf(caller, KINDS[kind].permission.read) === 'none') return [];
  const data = await listDuplicates(tx, kind, created);
  if (data.length > 0) {
    tx.emit(matchesRead[kind], { subjectId: created.id, after: { ids: data.map(({ id }) => id) } });
  }
  return data;
};
