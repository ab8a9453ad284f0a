import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { CitationRow, FindingRow, SegmentRow } from './records.ts';

/** What was written for an automatic reply, by the model and by people. */

const VersionRow = z.object({
  version: z.number(),
  text: z.string(),
  segments: z.array(SegmentRow),
  citations: z.array(CitationRow),
  findings: z.array(FindingRow),
  author_id: z.number().nullable(),
  author_name: z.string().nullable(),
  instruction: z.string().nullable(),
  created_at: z.date(),
});
export type VersionRow = z.infer<typeof VersionRow>;

const VERSION_COUNT_MAX = 50;

/** The newest first. */
export const listVersions = async (
  { sql, actor }: Transaction,
  id: string,
): Promise<VersionRow[]> =>
  parseRows(
    VersionRow,
    await sql`
      select versions.version, versions.text, versions.segments, versions.citations,
        versions.findings, versions.author_id, users.name as author_name, versions.instruction, versions.created_at
      from auto_reply_versions versions
      left join users
        on users.company_id = versions.company_id and users.id = versions.author_id
      where versions.auto_reply_id = ${id}::uuid and versions.company_id = ${actor.companyId}::bigint
      order by versions.version desc
      limit ${VERSION_COUNT_MAX}::integer
    `,
  );

/** What the model wrote last. */
export const findModelText = async (
  { sql, actor }: Transaction,
  id: string,
): Promise<string | undefined> =>
  parseFirst(
    z.object({ text: z.string() }),
    await sql`
      select text
      from auto_reply_versions
      where auto_reply_id = ${id}::uuid
        and company_id = ${actor.companyId}::bigint
        and author_id is null
      order by version desc
      limit 1
    `,
  )?.text;
