import { z } from 'zod';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { pointsOf } from '../contacts/points.ts';
import { parseRows } from '../shared/rows.ts';
import { casesWithinReach } from './records.ts';

const ActionCaseRow = z.object({
  id: z.number(),
  ref: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** The cases with these numbers as n8n gets them (`entiteData`), in no order. Within the scope. */
export const listActionCases = async (
  tx: Transaction,
  { refs, scope }: { refs: readonly string[]; scope: Scope },
): Promise<z.infer<typeof ActionCaseRow>[]> => {
  const { sql, actor } = tx;
  return parseRows(
    ActionCaseRow,
    await sql`
      select cases.id, cases.reference as ref,
        jsonb_strip_nulls(
          jsonb_build_object(
            'titre', cases.title,
            'typeDossier', cases.case_type,
            'statutDossier', cases.status,
            'priorite', cases.priority,
            'echeance', cases.due_on,
            'clientNom', people.name,
            'clientEmail', points.emails -> 0 -> 'value',
            'clientTelephone', points.phones -> 0 -> 'value'
          )
        ) as data
      from cases
      join people on people.company_id = cases.company_id and people.id = cases.person_id
      cross join lateral (${pointsOf(tx, 'person')}) as points
      where cases.company_id = ${actor.companyId}::bigint
        and cases.reference = any (${[...refs]}::text[])
        and cases.deleted_at is null
        and ${casesWithinReach(sql, scope)}
    `,
  );
};

/** Locks it, unless it is deleted. */
export const findCaseIdByReference = async (
  { sql, actor }: Transaction,
  reference: string,
): Promise<number | undefined> => {
  const [row] = await sql`
    select id
    from cases
    where company_id = ${actor.companyId}::bigint
      and reference = ${reference}::text
      and deleted_at is null
    for no key update
  `;
  return row === undefined ? undefined : z.object({ id: z.number() }).parse(row).id;
};
