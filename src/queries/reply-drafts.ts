import { z } from 'zod';
import { ReplyDraftContent } from '../domain/reply-drafts/shapes.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { json } from '../platform/json.ts';
import { parseFirst } from './shared/rows.ts';

const ReplyDraftRow = z.object({
  content: ReplyDraftContent,
  version: z.number(),
  updated_at: z.date(),
});
export type ReplyDraftRow = z.infer<typeof ReplyDraftRow>;

interface DraftKey {
  conversationId: number;
  userId: number;
}

export const findReplyDraft = async (
  { sql, actor }: Transaction,
  { conversationId, userId }: DraftKey,
): Promise<ReplyDraftRow | undefined> =>
  parseFirst(
    ReplyDraftRow,
    await sql`
      select content, version, updated_at
      from reply_drafts
      where company_id = ${actor.companyId}::bigint
        and conversation_id = ${conversationId}::bigint
        and user_id = ${userId}::bigint
    `,
  );

/**
 * Compare-and-set on the version; 0: there must be no draft. Out: undefined if another device wrote in between,
 * or the draft is gone.
 */
export const saveReplyDraft = async (
  { sql, actor }: Transaction,
  { conversationId, userId, version, content }: DraftKey & { version: number; content: object },
): Promise<ReplyDraftRow | undefined> =>
  parseFirst(
    ReplyDraftRow,
    version === 0
      ? await sql`
          insert into reply_drafts (company_id, conversation_id, user_id, content)
          values (
            ${actor.companyId}::bigint, ${conversationId}::bigint, ${userId}::bigint,
            ${json(sql, content)}
          )
          on conflict (company_id, conversation_id, user_id) do nothing
          returning content, version, updated_at
        `
      : await sql`
          update reply_drafts
          set content = ${json(sql, content)}, version = version + 1, updated_at = now()
          where company_id = ${actor.companyId}::bigint
            and conversation_id = ${conversationId}::bigint
            and user_id = ${userId}::bigint
            and version = ${version}::integer
          returning content, version, updated_at
        `,
  );

/** Also when the reply is sent. Twice: it is gone already. */
export const deleteDraft = async (
  { sql, actor }: Transaction,
  { conversationId, userId }: DraftKey,
): Promise<void> => {
  await sql`
    delete from reply_drafts
    where company_id = ${actor.companyId}::bigint
      and conversation_id = ${conversationId}::bigint
      and user_id = ${userId}::bigint
  `;
};

/** Deletes those that were not changed for so long, at most `limit`. Out: how many. */
export const purgeReplyDrafts = async (
  database: Database,
  input: { limit: number; days: number },
): Promise<number> => {
  const [row] = await database`
    select purge_reply_drafts(${input.limit}::integer, ${input.days}::integer) as count
  `;
  return z.number().parse(row?.['count']);
};
