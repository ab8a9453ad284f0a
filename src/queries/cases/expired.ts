import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Deleted cases across companies, for the purge. */

const CaseKeyRow = z.object({ company_id: z.number(), case_id: z.number() });
export type CaseKeyRow = z.infer<typeof CaseKeyRow>;

/** Those that can't be restored any more and whose files are gone, the oldest first. */
export const listExpiredCases = async (
  database: Database,
  { restoreDays, limit }: { restoreDays: number; limit: number },
): Promise<CaseKeyRow[]> =>
  parseRows(
    CaseKeyRow,
    await database`
      select company_id, case_id
      from list_expired_cases(${restoreDays}::integer, ${limit}::integer)
    `,
  );

/** Locks it. Undefined: it was restored or erased meanwhile. */
export const findErasableCase = async (
  { sql, actor }: Transaction,
  { id, restoreDays }: { id: number; restoreDays: number },
): Promise<{ reference: string } | undefined> =>
  parseFirst(
    z.object({ reference: z.string() }),
    await sql`
      select reference
      from cases
      where company_id = ${actor.companyId}::bigint
        and id = ${id}::bigint
        and deleted_at < now() - make_interval(days => ${restoreDays}::integer)
        and erased_at is null
      for no key update
    `,
  );

/**
 * Notes, links, analyses and what the case says, also to its actions and in what people were told: there it is named by its
 * number. Its tasks stay. Indexes: actions_case, notifications_subject.
 */
export const eraseCase = async (
  { sql, actor }: Transaction,
  { id, reference }: { id: number; reference: string },
): Promise<void> => {
  const ofCase = sql`company_id = ${actor.companyId}::bigint and case_id = ${id}::bigint`;
  const ofAnalyses = sql`
    company_id = ${actor.companyId}::bigint
    and analysis_id = any (array(select id from case_analyses where ${ofCase}))
  `;
  await sql`delete from case_notes where ${ofCase}`;
  await sql`delete from case_links where ${ofCase}`;
  await sql`
    update tasks
    set case_analysis_id = null, case_analysis_step = null
    where ${ofCase} and case_analysis_id is not null
  `;
  await sql`delete from case_analysis_sections where ${ofAnalyses}`;
  await sql`delete from case_analysis_sources where ${ofAnalyses}`;
  await sql`delete from case_analyses where ${ofCase}`;
  const actionsOfCase = sql`
    company_id = ${actor.companyId}::bigint
    and entite_type = 'dossier'
    and entite_id = ${reference}::text
  `;
  await sql`update actions set entite_data = '{}' where ${actionsOfCase}`;
  await sql`
    update notifications
    set params = params || (
      select coalesce(jsonb_object_agg(key, ${reference}::text), '{}')
      from jsonb_object_keys(params) as key
      where key in ('title', 'subject', 'file')
    )
    where company_id = ${actor.companyId}::bigint
      and user_id = any (array(select id from users where company_id = ${actor.companyId}::bigint))
      and (
        (subject_type = 'case' and subject_id = ${id}::text)
        or (
          subject_type = 'action'
          and subject_id = any (array(select id::text from actions where ${actionsOfCase}))
        )
      )
  `;
  await sql`
    update cases
    set title = reference, description = null, erased_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};
