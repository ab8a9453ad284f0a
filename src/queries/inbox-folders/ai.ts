import { z } from 'zod';
import type { AiReason } from '../../domain/inbox-folders/ai.ts';
import { UNTRUSTED_FLAGS } from '../../domain/messages/untrusted.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** What a language model is asked about folders, and what it decided. */

const AiFolderRow = z.object({
  id: z.number(),
  name: z.string(),
  ai_description: z.string(),
  ai_threshold: z.number(),
});
export type AiFolderRow = z.infer<typeof AiFolderRow>;

/** Active folders with a description, in their order: at most FOLDER_COUNT_MAX. */
export const listAiFolders = async ({ sql, actor }: Transaction): Promise<AiFolderRow[]> =>
  parseRows(
    AiFolderRow,
    await sql`
      select id, name, ai_description, ai_threshold
      from inbox_folders
      where company_id = ${actor.companyId}::bigint
        and ai_description is not null
        and is_active
        and deleted_at is null
      order by position, id
    `,
  );

export const hasAiFolders = async ({ sql, actor }: Transaction): Promise<boolean> =>
  (
    await sql`
      select 1
      from inbox_folders
      where company_id = ${actor.companyId}::bigint
        and ai_description is not null
        and is_active
        and deleted_at is null
      limit 1
    `
  ).length > 0;

const TEXT_LENGTH_MAX = 20_000;

const ReceivedRow = z.object({
  id: z.number(),
  subject: z.string(),
  text: z.string(),
  quote_offset: z.number().nullable(),
});
export type ReceivedRow = z.infer<typeof ReceivedRow>;

/** The newest received messages, the newest first. Index: messages_conversation. */
export const listNewestReceived = async (
  { sql, actor }: Transaction,
  { conversationId, limit }: { conversationId: number; limit: number },
): Promise<ReceivedRow[]> =>
  parseRows(
    ReceivedRow,
    await sql`
      select id, left(subject, 1000) as subject, left(text, ${TEXT_LENGTH_MAX}::integer) as text,
        quote_offset
      from messages
      where company_id = ${actor.companyId}::bigint
        and conversation_id = ${conversationId}::bigint
        and direction = 'in'
      order by occurred_at desc, id desc
      limit ${limit}::integer
    `,
  );

const ExampleRow = z.object({
  folder_id: z.number(),
  message_id: z.number(),
  subject: z.string(),
  text: z.string(),
  quote_offset: z.number().nullable(),
});
export type ExampleRow = z.infer<typeof ExampleRow>;

/**
 * Conversations that a person moved to these folders, and that nothing moved since: the newest of each folder, with
 * their first received message. Not those of a deleted folder that were moved together. Indexes:
 * folder_decisions_person, folder_decisions_conversation, messages_conversation.
 */
export const listExamples = async (
  { sql, actor }: Transaction,
  input: { folderIds: readonly number[]; countPerFolder: number; limit: number },
): Promise<ExampleRow[]> =>
  parseRows(
    ExampleRow,
    await sql`
      select moved.folder_id, received.id as message_id, received.subject, received.text,
        received.quote_offset
      from unnest(${[...input.folderIds]}::bigint[]) as wanted(id)
      cross join lateral (
        select decisions.id, decisions.folder_id, decisions.conversation_id
        from folder_decisions decisions
        join conversations
          on conversations.company_id = decisions.company_id
          and conversations.id = decisions.conversation_id
        where decisions.company_id = ${actor.companyId}::bigint
          and decisions.folder_id = wanted.id
          and decisions.source = 'person'
          and decisions.rules_version is null
          and conversations.deleted_at is null
          and not exists (
            select
            from folder_decisions newer
            where newer.company_id = ${actor.companyId}::bigint
              and newer.conversation_id = decisions.conversation_id
              and newer.id > decisions.id
          )
        order by decisions.id desc
        limit ${input.countPerFolder}::integer
      ) as moved
      cross join lateral (
        select messages.id, left(messages.subject, 1000) as subject,
          left(messages.text, ${TEXT_LENGTH_MAX}::integer) as text, messages.quote_offset
        from messages
        where messages.company_id = ${actor.companyId}::bigint
          and messages.conversation_id = moved.conversation_id
          and messages.direction = 'in'
          and not messages.flags && ${[...UNTRUSTED_FLAGS]}::text[]
        order by messages.occurred_at, messages.id
        limit 1
      ) as received
      order by moved.id desc
      limit ${input.limit}::integer
    `,
  );

/** Under the lock of the conversation. */
export const insertAiDecision = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; folderId: number | null; reason: AiReason },
): Promise<void> => {
  await sql`
    insert into folder_decisions (company_id, conversation_id, folder_id, source, reason)
    values (
      ${actor.companyId}::bigint, ${input.conversationId}::bigint, ${input.folderId}::bigint, 'ai',
      ${json(sql, input.reason)}
    )
  `;
};

/** Conversations without a folder that the model may be asked about: with a received message. */
const askable = ({ sql, actor }: Transaction) => sql`
  conversations.company_id = ${actor.companyId}::bigint
  and conversations.folder_id is null
  and not conversations.is_folder_manual
  and conversations.status <> 'spam'
  and not conversations.is_newsletter
  and conversations.deleted_at is null
  and exists (
    select
    from messages
    where messages.company_id = conversations.company_id
      and messages.conversation_id = conversations.id
      and messages.direction = 'in'
  )
`;

/** Up to `limit`. Index: conversations_unfiled. */
export const countAskable = async (tx: Transaction, limit: number): Promise<number> =>
  parseFirst(
    z.object({ count: z.number() }),
    await tx.sql`
      select count(*) as count
      from (
        select from conversations where ${askable(tx)} limit ${limit}::integer
      ) as found
    `,
  )?.count ?? 0;

/** The newest below an id. Index: the primary key. */
export const findNextAskable = async (
  tx: Transaction,
  { beforeId }: { beforeId: number | null },
): Promise<number | undefined> =>
  parseFirst(
    z.object({ id: z.number() }),
    await tx.sql`
      select conversations.id
      from conversations
      where ${askable(tx)}
        ${beforeId === null ? tx.sql`` : tx.sql`and conversations.id < ${beforeId}::bigint`}
      order by conversations.id desc
      limit 1
    `,
  )?.id;
