import { z } from 'zod';
import { CASE_NOTE_KINDS, type CaseNoteKind } from '../domain/case-notes/words.ts';
import type { Transaction } from '../platform/database.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

export const CaseNoteRow = z.object({
  id: z.number(),
  case_id: z.number(),
  kind: z.enum(CASE_NOTE_KINDS),
  text: z.string(),
  author_id: z.number(),
  author_name: z.string(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type CaseNoteRow = z.infer<typeof CaseNoteRow>;

const columns = (sql: Transaction['sql']) => sql`
  notes.id, notes.case_id, notes.kind, notes.text, notes.author_id, users.name as author_name,
  notes.version, notes.created_at, notes.updated_at
`;

const author = (sql: Transaction['sql']) => sql`
  join users on users.company_id = notes.company_id and users.id = notes.author_id
`;

interface ListNotesInput {
  caseId: number;
  kind: CaseNoteKind | undefined;
  beforeId: number | undefined;
  limit: number;
}

/** Newest first. Index: case_notes_case. */
export const listCaseNotes = async (
  { sql, actor }: Transaction,
  input: ListNotesInput,
): Promise<CaseNoteRow[]> =>
  parseRows(
    CaseNoteRow,
    await sql`
      select ${columns(sql)}
      from case_notes notes
      ${author(sql)}
      where notes.company_id = ${actor.companyId}::bigint
        and notes.case_id = ${input.caseId}::bigint
        ${input.kind === undefined ? sql`` : sql`and notes.kind = ${input.kind}::text`}
        ${input.beforeId === undefined ? sql`` : sql`and notes.id < ${input.beforeId}::bigint`}
      order by notes.id desc
      limit ${input.limit}::integer
    `,
  );

export const findCaseNote = async (
  { sql, actor }: Transaction,
  input: { id: number; caseId: number; isLocked?: boolean },
): Promise<CaseNoteRow | undefined> =>
  parseFirst(
    CaseNoteRow,
    await sql`
      select ${columns(sql)}
      from case_notes notes
      ${author(sql)}
      where notes.company_id = ${actor.companyId}::bigint
        and notes.id = ${input.id}::bigint
        and notes.case_id = ${input.caseId}::bigint
      ${input.isLocked === true ? sql`for no key update of notes` : sql``}
    `,
  );

export const insertCaseNote = async (
  { sql, actor }: Transaction,
  input: { caseId: number; authorId: number; kind: CaseNoteKind; text: string },
): Promise<CaseNoteRow> => {
  const [row] = await sql`
    with notes as (
      insert into case_notes (company_id, case_id, author_id, kind, text)
      values (
        ${actor.companyId}::bigint, ${input.caseId}::bigint, ${input.authorId}::bigint,
        ${input.kind}::text, ${input.text}::text
      )
      returning *
    )
    select ${columns(sql)} from notes ${author(sql)}
  `;
  return CaseNoteRow.parse(row);
};

/** The caller holds the row and has compared the version. */
export const updateCaseNote = async (
  { sql, actor }: Transaction,
  input: { id: number; kind: CaseNoteKind; text: string },
): Promise<CaseNoteRow> => {
  const [row] = await sql`
    with notes as (
      update case_notes
      set kind = ${input.kind}::text,
          text = ${input.text}::text,
          version = version + 1,
          updated_at = now()
      where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
      returning *
    )
    select ${columns(sql)} from notes ${author(sql)}
  `;
  return CaseNoteRow.parse(row);
};

/** Twice: it is gone already. Out: whether it was there. */
export const deleteCaseNote = async ({ sql, actor }: Transaction, id: number): Promise<boolean> => {
  const deleted = await sql`
    delete from case_notes
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
  return deleted.count > 0;
};
