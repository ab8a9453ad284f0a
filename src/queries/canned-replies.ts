import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

export const CannedReplyRow = z.object({
  id: z.number(),
  name: z.string(),
  body: z.string(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type CannedReplyRow = z.infer<typeof CannedReplyRow>;

const columns = (sql: Transaction['sql']) => sql`
  canned_replies.id, canned_replies.name, canned_replies.body, canned_replies.version,
  canned_replies.created_at, canned_replies.updated_at
`;

/** By name; there are few. */
export const listCannedReplies = async (
  { sql, actor }: Transaction,
  input: {
    text: string | undefined;
    after: readonly [name: string, id: number] | undefined;
    limit: number;
  },
): Promise<(CannedReplyRow & { sort_key: string })[]> =>
  parseRows(
    CannedReplyRow.extend({ sort_key: z.string() }),
    await sql`
      select ${columns(sql)}, search_words(name) as sort_key
      from canned_replies
      where company_id = ${actor.companyId}::bigint
        and deleted_at is null
        ${
          (input.text ?? '') === ''
            ? sql``
            : sql`
                and to_tsvector('pg_catalog.simple', search_words(name || ' ' || body))
                  @@ words_query(${input.text ?? ''}::text)
              `
        }
        ${
          input.after === undefined
            ? sql``
            : sql`and (search_words(name), id) > (${input.after[0]}::text, ${input.after[1]}::bigint)`
        }
      order by search_words(name), id
      limit ${input.limit}::integer
    `,
  );

/** Not deleted. */
export const findCannedReply = async (
  { sql, actor }: Transaction,
  input: { id: number; isLocked?: boolean },
): Promise<CannedReplyRow | undefined> =>
  parseFirst(
    CannedReplyRow,
    await sql`
      select ${columns(sql)}
      from canned_replies
      where company_id = ${actor.companyId}::bigint
        and id = ${input.id}::bigint
        and deleted_at is null
      ${input.isLocked === true ? sql`for no key update` : sql``}
    `,
  );

/** Errors: unique violation of `canned_replies_name`. */
export const insertCannedReply = async (
  { sql, actor }: Transaction,
  input: { name: string; body: string; createdBy: number },
): Promise<CannedReplyRow> => {
  const [row] = await sql`
    insert into canned_replies (company_id, name, body, created_by)
    values (
      ${actor.companyId}::bigint, ${input.name}::text, ${input.body}::text,
      ${input.createdBy}::bigint
    )
    returning ${columns(sql)}
  `;
  return CannedReplyRow.parse(row);
};

/** The caller holds the row and has compared the version. Errors: unique violation of `canned_replies_name`. */
export const updateCannedReply = async (
  { sql, actor }: Transaction,
  input: { id: number; name: string; body: string },
): Promise<CannedReplyRow> => {
  const [row] = await sql`
    update canned_replies
    set name = ${input.name}::text,
        body = ${input.body}::text,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
    returning ${columns(sql)}
  `;
  return CannedReplyRow.parse(row);
};

/** Under the row's lock. Its name is free again. */
export const deleteCannedReply = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    update canned_replies
    set deleted_at = now(), version = version + 1, updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};

const ValuesRow = z.object({
  contact_name: z.string().nullable(),
  user_name: z.string(),
  company_name: z.string(),
});

/** What the variables stand for. A contact of the CRM has the better name. */
export const findVariableValues = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; userId: number },
): Promise<z.infer<typeof ValuesRow> | undefined> =>
  parseFirst(
    ValuesRow,
    await sql`
      select coalesce(people.name, conversations.contact_name) as contact_name,
        users.name as user_name, companies.name as company_name
      from conversations
      join companies on companies.id = conversations.company_id
      join users
        on users.company_id = conversations.company_id and users.id = ${input.userId}::bigint
      left join people
        on people.company_id = conversations.company_id
        and people.id = conversations.person_id
        and people.deleted_at is null
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.id = ${input.conversationId}::bigint
    `,
  );
