import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** What there is to read of a case, the newest first. */

const TextRow = z.object({
  id: z.number(),
  at: z.date(),
  title: z.string(),
  text: z.string(),
  /** Of all, also those that are not read. */
  total: z.number(),
});
export type TextRow = z.infer<typeof TextRow>;

const TEXT_LENGTH_MAX = 20_000;

interface ListInput {
  caseId: number;
  limit: number;
}

/** Index: case_notes_case. */
export const listNoteTexts = async (
  { sql, actor }: Transaction,
  { caseId, limit }: ListInput,
): Promise<TextRow[]> =>
  parseRows(
    TextRow,
    await sql`
      select id, created_at as at, kind as title, text, count(*) over () as total
      from case_notes
      where company_id = ${actor.companyId}::bigint and case_id = ${caseId}::bigint
      order by id desc
      limit ${limit}::integer
    `,
  );

/** The last version of each file that has a text, and is not in quarantine. Index: case_files_case. */
export const listFileTexts = async (
  { sql, actor }: Transaction,
  { caseId, limit }: ListInput,
): Promise<TextRow[]> =>
  parseRows(
    TextRow,
    await sql`
      select last.id, last.created_at as at, last.name as title,
        left(case_file_texts.text, ${TEXT_LENGTH_MAX}::integer) as text, count(*) over () as total
      from (
        select distinct on (name) id, name, created_at
        from case_files
        where company_id = ${actor.companyId}::bigint
          and case_id = ${caseId}::bigint
          and deleted_at is null
          and file_state = 'kept'
          and scan_state in ('clean', 'not_scanned')
          and text_state = 'done'
        order by name, version desc
      ) as last
      join case_file_texts
        on case_file_texts.company_id = ${actor.companyId}::bigint
        and case_file_texts.file_id = last.id
      order by last.created_at desc, last.id desc
      limit ${limit}::integer
    `,
  );

const MessageRow = TextRow.extend({
  conversation_id: z.number(),
  quote_offset: z.number().nullable(),
});

/**
 * Messages of the linked conversations that everybody who reads the case may read: those of its call centre, and those
 * that the company shares. Index: case_links_case, messages_conversation.
 */
export const listMessageTexts = async (
  { sql, actor }: Transaction,
  { caseId, limit }: ListInput,
): Promise<z.infer<typeof MessageRow>[]> =>
  parseRows(
    MessageRow,
    await sql`
      select messages.id, messages.conversation_id, messages.occurred_at as at,
        case messages.direction when 'in' then 'in: ' else 'out: ' end || messages.subject as title,
        left(messages.text, ${TEXT_LENGTH_MAX}::integer) as text, messages.quote_offset,
        count(*) over () as total
      from case_links
      join cases
        on cases.company_id = ${actor.companyId}::bigint and cases.id = case_links.case_id
      join conversations
        on conversations.company_id = ${actor.companyId}::bigint
        and conversations.id = case_links.conversation_id
        and conversations.deleted_at is null
        and (
          conversations.call_centre_id is null
          or conversations.call_centre_id = cases.call_centre_id
        )
      join messages
        on messages.company_id = ${actor.companyId}::bigint
        and messages.conversation_id = conversations.id
        and messages.status is distinct from 'cancelled'
      where case_links.case_id = ${caseId}::bigint
        and case_links.company_id = ${actor.companyId}::bigint
      order by messages.occurred_at desc, messages.id desc
      limit ${limit}::integer
    `,
  );

const StoredOutput = z.object({ id: z.string(), output: z.unknown(), is_demo: z.boolean() });

/**
 * What a model answered for a section whose activity died before it was stored: it is not asked, nor paid, again. Runs
 * after the analysis began have larger ids. Index: ai_runs_company.
 */
export const findPaidOutput = async (
  { sql, actor }: Transaction,
  { analysisId, subjectId }: { analysisId: string; subjectId: string },
): Promise<z.infer<typeof StoredOutput> | undefined> =>
  parseRows(
    StoredOutput,
    await sql`
      select id, output, is_demo
      from ai_runs
      where company_id = ${actor.companyId}::bigint
        and id > ${analysisId}::uuid
        and subject_kind = 'case_analysis_section'
        and subject_id = ${subjectId}::text
        and outcome = 'succeeded'
      order by id desc
      limit 1
    `,
  )[0];
