import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** The public door of forms: finding a form by its token, and recognising a repeat. */

const PublicFormRow = z.object({
  company_id: z.number(),
  form_id: z.number(),
  is_active: z.boolean(),
  allowed_origins: z.array(z.string()),
});
export type PublicFormRow = z.infer<typeof PublicFormRow>;

/** Before the company is known. Undefined if no form has this token, or it was deleted. */
export const findPublicForm = async (
  database: Database,
  token: string,
): Promise<PublicFormRow | undefined> =>
  parseFirst(
    PublicFormRow,
    await database`
      select company_id, form_id, is_active, allowed_origins from find_public_form(${token}::text)
    `,
  );

interface SubmissionInput {
  formId: number;
  keyHash: Buffer;
  contentHash: Buffer;
  keptSeconds: number;
}

/**
 * Takes note of a submission. Out: `new`; `repeated` if the same came before, `different` if the key
 * was used for another content. A second one with the same key waits here for the first to commit.
 */
export const recordSubmission = async (
  { sql, actor }: Transaction,
  input: SubmissionInput,
): Promise<'new' | 'repeated' | 'different'> => {
  const taken = await sql`
    insert into form_submissions (company_id, form_id, key_hash, content_hash, expires_at)
    values (
      ${actor.companyId}::bigint, ${input.formId}::bigint, ${input.keyHash}::bytea,
      ${input.contentHash}::bytea, now() + make_interval(secs => ${input.keptSeconds}::integer)
    )
    on conflict (company_id, form_id, key_hash) do update
    set content_hash = excluded.content_hash, expires_at = excluded.expires_at
    where form_submissions.expires_at <= now()
    returning 1
  `;
  if (taken.length > 0) return 'new';
  const same = await sql`
    select 1 from form_submissions
    where company_id = ${actor.companyId}::bigint
      and form_id = ${input.formId}::bigint
      and key_hash = ${input.keyHash}::bytea
      and content_hash = ${input.contentHash}::bytea
  `;
  return same.length > 0 ? 'repeated' : 'different';
};

/** Deletes some that are over, so that the table does not grow. Skips what another request deletes. */
export const deleteOldSubmissions = async (
  { sql, actor }: Transaction,
  input: { formId: number; limit: number },
): Promise<void> => {
  await sql`
    delete from form_submissions
    where ctid in (
      select ctid from form_submissions
      where company_id = ${actor.companyId}::bigint
        and form_id = ${input.formId}::bigint
        and expires_at < now()
      limit ${input.limit}::integer
      for update skip locked
    )
  `;
};
