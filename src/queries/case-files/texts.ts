import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** The texts of files of cases. */

const TextRow = z.object({ text: z.string(), is_cut: z.boolean() });

export const findFileText = async (
  { sql, actor }: Transaction,
  fileId: number,
): Promise<z.infer<typeof TextRow> | undefined> =>
  parseFirst(
    TextRow,
    await sql`
      select text, is_cut
      from case_file_texts
      where company_id = ${actor.companyId}::bigint and file_id = ${fileId}::bigint
    `,
  );

/** Twice: the text that is there. */
export const insertFileText = async (
  { sql, actor }: Transaction,
  input: { fileId: number; caseId: number; text: string; isCut: boolean },
): Promise<void> => {
  await sql`
    insert into case_file_texts (company_id, file_id, case_id, text, is_cut)
    values (
      ${actor.companyId}::bigint, ${input.fileId}::bigint, ${input.caseId}::bigint,
      ${input.text}::text, ${input.isCut}::boolean
    )
    on conflict (company_id, file_id) do nothing
  `;
};

export const deleteFileText = async (
  { sql, actor }: Transaction,
  fileId: number,
): Promise<void> => {
  await sql`
    delete from case_file_texts
    where company_id = ${actor.companyId}::bigint and file_id = ${fileId}::bigint
  `;
};
