import { z } from 'zod';
import { ATTACHMENT_REFUSALS } from '../../domain/messages/parsed.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Attachments, with the conversation through which they are reached. Without one: an upload for a new one. */

const AttachmentRow = z.object({
  id: z.number(),
  conversation_id: z.number().nullable(),
  message_id: z.number().nullable(),
  uploaded_by: z.number().nullable(),
  file_name: z.string(),
  media_type: z.string(),
  size_bytes: z.number(),
  sha256: z.string().nullable(),
  refused_reason: z.enum(ATTACHMENT_REFUSALS).nullable(),
  content_id: z.string().nullable(),
  is_inline: z.boolean(),
  created_at: z.date(),
  assigned_to: z.number().nullable(),
  call_centre_id: z.number().nullable(),
});
export type AttachmentRow = z.infer<typeof AttachmentRow>;

const columns = (sql: Transaction['sql']) => sql`
  file.id, file.conversation_id, file.message_id, file.uploaded_by, file.file_name, file.media_type,
  file.size_bytes, file.sha256, file.refused_reason, file.content_id, file.is_inline,
  file.created_at, conversations.assigned_to, conversations.call_centre_id
`;

/** Whatever the caller reaches. Undefined: there is none, or its conversation was deleted. */
export const findAttachment = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<AttachmentRow | undefined> =>
  parseFirst(
    AttachmentRow,
    await sql`
      select ${columns(sql)}
      from message_attachments file
      left join conversations
        on conversations.company_id = file.company_id and conversations.id = file.conversation_id
      where file.company_id = ${actor.companyId}::bigint
        and file.id = ${id}::bigint
        and file.file_state = 'kept'
        and conversations.deleted_at is null
    `,
  );

export const insertUpload = async (
  { sql, actor }: Transaction,
  input: {
    conversationId: number | null;
    userId: number;
    fileName: string;
    mediaType: string;
    sizeBytes: number;
    sha256: string;
  },
): Promise<number> => {
  const [row] = parseRows(
    z.object({ id: z.number() }),
    await sql`
      insert into message_attachments (
        company_id, conversation_id, uploaded_by, file_name, media_type, size_bytes, sha256
      )
      values (
        ${actor.companyId}::bigint, ${input.conversationId}::bigint, ${input.userId}::bigint,
        ${input.fileName}::text, ${input.mediaType}::text, ${input.sizeBytes}::bigint,
        ${input.sha256}::text
      )
      returning id
    `,
  );
  if (row === undefined) throw new Error('an insert returns its row');
  return row.id;
};

export const countUnsentUploads = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<number> => {
  const [row] = parseRows(
    z.object({ count: z.coerce.number() }),
    await sql`
      select count(*) as count
      from message_attachments
      where company_id = ${actor.companyId}::bigint
        and uploaded_by = ${userId}::bigint
        and message_id is null
    `,
  );
  return row?.count ?? 0;
};

/** The images of a message that its HTML shows. */
export const listInlineImages = async (
  { sql, actor }: Transaction,
  input: { messageId: number; limit: number },
): Promise<{ content_id: string; media_type: string; sha256: string; size_bytes: number }[]> =>
  parseRows(
    z.object({
      content_id: z.string(),
      media_type: z.string(),
      sha256: z.string(),
      size_bytes: z.number(),
    }),
    await sql`
      select content_id, media_type, sha256, size_bytes
      from message_attachments
      where company_id = ${actor.companyId}::bigint
        and message_id = ${input.messageId}::bigint
        and content_id is not null
        and sha256 is not null
        and media_type in ('image/png', 'image/jpeg', 'image/gif', 'image/webp')
      order by id
      limit ${input.limit}::integer
    `,
  );

const MessageContentRow = z.object({
  id: z.number(),
  conversation_id: z.number(),
  subject: z.string(),
  text: z.string(),
  html: z.string().nullable(),
  raw_sha256: z.string().nullable(),
  assigned_to: z.number().nullable(),
  call_centre_id: z.number().nullable(),
});
export type MessageContentRow = z.infer<typeof MessageContentRow>;

export const findMessageContent = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<MessageContentRow | undefined> =>
  parseFirst(
    MessageContentRow,
    await sql`
      select
        messages.id, messages.conversation_id, messages.subject, messages.text, messages.html,
        messages.raw_sha256, conversations.assigned_to, conversations.call_centre_id
      from messages
      join conversations
        on conversations.company_id = messages.company_id
          and conversations.id = messages.conversation_id
      where messages.company_id = ${actor.companyId}::bigint
        and messages.id = ${id}::bigint
        and conversations.deleted_at is null
    `,
  );
