import type { z } from '@hono/zod-openapi';
import type { ContactMergeOut } from '../../domain/contacts/merges.ts';
import { undoUntil } from '../../domain/contacts/merges.ts';
import type { OrganisationOut, PersonOut } from '../../domain/contacts/shapes.ts';
import type { MergeRow } from '../../queries/contacts/merges.ts';
import type { OrganisationRow } from '../../queries/contacts/organisations.ts';
import type { PersonRow } from '../../queries/contacts/people.ts';
import { organisationOf } from '../../services/contacts/facts.ts';

/** Rows as the endpoints answer them. */

interface StateRow {
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
}

const stateOut = (row: StateRow) => ({
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
  deleted_at: row.deleted_at?.toISOString() ?? null,
});

export const personOut = (row: PersonRow): z.infer<typeof PersonOut> => {
  const { organisation_id: _id, organisation_name: _name, ...rest } = row;
  return { ...rest, organisation: organisationOf(row), ...stateOut(row) };
};

export const organisationOut = (row: OrganisationRow): z.infer<typeof OrganisationOut> => ({
  ...row,
  ...stateOut(row),
});

export const mergeOut = (merge: MergeRow): z.infer<typeof ContactMergeOut> => ({
  id: merge.id,
  winner_id: merge.winner_id,
  loser_id: merge.loser_id,
  moved_leads: merge.moved_lead_ids.length,
  moved_people: merge.moved_person_ids.length,
  created_at: merge.created_at.toISOString(),
  undo_until: undoUntil(merge.created_at).toISOString(),
  undone_at: merge.undone_at?.toISOString() ?? null,
});
