import { z } from '@hono/zod-openapi';
import { ATTACHMENT_REFUSALS, RECIPIENT_KINDS } from '../messages/parsed.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { CHANNELS } from './statuses.ts';

/** Messages of a conversation as the API shows them. */

/** A list shows the beginning of a longer text; the message by itself shows all of it. */
export const LISTED_TEXT_LENGTH_MAX = 10_000;
export const LARGE_HTML_BYTES = 200_000;

export const MessageParams = z.object({
  id: wholeNumber(z.int().positive()),
  message_id: wholeNumber(z.int().positive()),
});

export const MessageQuery = PageQuery;

export const SENDING_STATUSES = [
  'queued',
  'sending',
  'retrying',
  'sent',
  'failed',
  'cancelled',
  'uncertain',
] as const;

export const MESSAGE_AUTO_REPLIES = ['alone', 'approved'] as const;

const instant = z.iso.datetime();

const MessageAttachmentOut = z
  .object({
    id: z.number(),
    file_name: z.string(),
    media_type: z.string().openapi({ description: 'By its content, not by its name.' }),
    size_bytes: z.number(),
    is_inline: z.boolean(),
    content_id: z.string().nullable(),
    refused_reason: z.enum(ATTACHMENT_REFUSALS).nullable().openapi({
      description: 'Why the content was not kept.',
    }),
  })
  .openapi('MessageAttachment');

const MessageReportOut = z
  .object({
    kind: z.enum(['bounce', 'delay', 'complaint']),
    recipient: z.string().nullable(),
    status_code: z.string().nullable(),
    diagnostic: z.string().nullable(),
    created_at: instant,
  })
  .openapi('MessageReport');

export const MessageOut = z
  .object({
    id: z.number(),
    uuid: z.uuid(),
    conversation_id: z.number(),
    channel: z.enum(CHANNELS),
    mailbox_id: z.number().nullable(),
    mailbox_ids: z.array(z.number()).openapi({ description: 'The mailboxes it was found in.' }),
    direction: z.enum(['in', 'out']),
    author_id: z.number().nullable().openapi({
      description: 'Null: received, or written with another mail client.',
    }),
    author_name: z.string().nullable(),
    sender_name: z.string(),
    sender_address: z.string().nullable(),
    recipients: z.array(
      z.object({ kind: z.enum(RECIPIENT_KINDS), name: z.string(), address: z.string() }),
    ),
    subject: z.string(),
    text: z.string(),
    is_text_cut: z.boolean().openapi({
      description: `Longer than ${LISTED_TEXT_LENGTH_MAX} characters: read the message by itself.`,
    }),
    quote_offset: z.number().nullable().openapi({
      description: 'Where the quoted history begins in `text`, in UTF-16 units.',
    }),
    has_html: z.boolean(),
    is_html_large: z.boolean().openapi({
      description: `Its HTML is above ${LARGE_HTML_BYTES} bytes: a browser may take seconds to show it. Show \`text\` first.`,
    }),
    has_remote_images: z.boolean(),
    flags: z.array(z.string()),
    auto_reply: z.enum(MESSAGE_AUTO_REPLIES).nullable().openapi({
      description:
        'Of a sent automatic reply: `alone` if no person approved it. Null: a person wrote it, or it was received or taken back.',
    }),
    attachments: z.array(MessageAttachmentOut),
    reports: z.array(MessageReportOut).openapi({
      description: 'What mail servers reported about it, the newest first.',
    }),
    status: z.enum(SENDING_STATUSES).nullable().openapi({
      description:
        'How sending it goes. Null: received, or sent by another client. `uncertain`: it may have been sent; a person decides.',
    }),
    send_after: instant.nullable(),
    attempt_count: z.number(),
    next_attempt_at: instant.nullable(),
    error_code: z.string().nullable(),
    error_text: z.string().nullable(),
    bounced_at: instant.nullable(),
    sent_at: instant.nullable().openapi({ description: 'As its sender dates it.' }),
    occurred_at: instant.openapi({
      description: 'When it was received, or accepted for sending.',
    }),
  })
  .openapi('Message');
