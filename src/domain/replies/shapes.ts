import { z } from '@hono/zod-openapi';
import { RECIPIENT_KINDS } from '../messages/parsed.ts';
import { wholeNumber } from '../shared/pages.ts';
import { SMTP_OUTCOMES } from '../shared/smtp-verdict.ts';
import { SENDING_STATUSES } from './statuses.ts';
import { headerText } from '../shared/html.ts';

/** Replies as the API takes and shows them. */

export const RECIPIENT_COUNT_MAX = 50;
export const ATTACHMENT_COUNT_MAX = 20;
export const ATTACHMENTS_SIZE_MAX_BYTES = 20 * 1024 * 1024;
export const TEXT_LENGTH_MAX = 100_000;
const SUBJECT_LENGTH_MAX = 500;
const NAME_LENGTH_MAX = 200;

const AddressIn = z
  .strictObject({
    name: z.string().max(NAME_LENGTH_MAX).overwrite(headerText).default(''),
    address: z.string().trim().toLowerCase().pipe(z.email().max(320)),
  })
  .openapi('ReplyAddress');

const addresses = z.array(AddressIn).max(RECIPIENT_COUNT_MAX);

const Content = {
  text: z.string().trim().min(1).max(TEXT_LENGTH_MAX).openapi({
    description:
      'Plain text. The signature and the quoted message are added; the mail also has it as simple HTML.',
  }),
  cc: addresses.default([]),
  bcc: addresses.default([]),
  attachment_ids: z.array(z.int().positive()).max(ATTACHMENT_COUNT_MAX).default([]).openapi({
    description: 'Of files that the caller uploaded and that belong to no message yet.',
  }),
  canned_reply_id: z.int().positive().nullable().default(null).openapi({
    description: 'The canned reply it was written from, for the audit trail.',
  }),
};

const Subject = z.string().max(SUBJECT_LENGTH_MAX).overwrite(headerText);

export const ReplyIn = z
  .strictObject({
    ...Content,
    to: addresses.min(1).optional().openapi({
      description: 'If absent: the contact, as `reply-defaults` shows it.',
    }),
    subject: Subject.pipe(z.string().min(1)).optional().openapi({
      description: 'If absent: `Re: ` and the subject of the conversation.',
    }),
    mailbox_id: z.int().positive().optional().openapi({
      description: 'The sender. If absent: the mailbox of the conversation.',
    }),
    resolve: z.boolean().default(false).openapi({ description: 'Also resolves the conversation.' }),
    expected_last_message_id: z.int().positive().optional().openapi({
      description:
        'The last message that the author saw. Refused with 409 `conversation_moved_on` if there is a newer one.',
    }),
    force: z.boolean().default(false).openapi({ description: 'Sends in spite of newer messages.' }),
  })
  .openapi('ReplyIn');
export type ReplyIn = z.infer<typeof ReplyIn>;

export const NewConversationIn = z
  .strictObject({
    ...Content,
    mailbox_id: z.int().positive(),
    to: addresses.min(1),
    subject: Subject.pipe(z.string().min(1)),
  })
  .openapi('NewConversationIn');
export type NewConversationIn = z.infer<typeof NewConversationIn>;

export const OutgoingParams = z.object({ id: wholeNumber(z.int().positive()) });

export const RetryIn = z
  .strictObject({
    confirm: z.enum(['send_again', 'was_sent']).optional().openapi({
      description:
        'Needed for an `uncertain` message: what the person found out. `send_again` looks in the Sent folder first.',
    }),
  })
  .openapi('ReplyRetryIn');

const instant = z.iso.datetime();
const Address = z.object({ name: z.string(), address: z.string() });

export const OutgoingOut = z
  .object({
    id: z.number(),
    uuid: z.uuid(),
    conversation_id: z.number(),
    mailbox_id: z.number(),
    status: z.enum(SENDING_STATUSES),
    subject: z.string(),
    recipients: z.array(Address.extend({ kind: z.enum(RECIPIENT_KINDS) })),
    send_after: instant.nullable().openapi({
      description: 'Until then it can be taken back with certainty.',
    }),
    attempt_count: z.number(),
    next_attempt_at: instant.nullable(),
    error_code: z.string().nullable(),
    error_text: z.string().nullable().openapi({ description: 'What the mail server said.' }),
    workflow_id: z.string(),
  })
  .openapi('OutgoingMessage');

const Sender = z.object({ id: z.number(), name: z.string(), email: z.string() });

export const SendersOut = z.object({ data: z.array(Sender) });

export const ReplyDefaultsOut = z
  .object({
    mailbox: Sender.nullable().openapi({
      description: 'Null: none can send for it. Choose one.',
    }),
    to: z.array(Address),
    other_reply_to: z.array(Address).openapi({
      description:
        'Where the last message asks to answer, unless that is known to be its sender. Never used unless chosen.',
    }),
    subject: z.string(),
    signature: z.string().nullable(),
    last_message_id: z.number().nullable(),
  })
  .openapi('ReplyDefaults');

export const AttemptOut = z
  .object({
    attempt: z.number(),
    started_at: instant,
    finished_at: instant.nullable(),
    outcome: z.enum(SMTP_OUTCOMES).nullable().openapi({ description: 'Null: under way.' }),
    error_code: z.string().nullable(),
    error_text: z.string().nullable(),
    refused: z.array(
      z.object({
        address: z.string(),
        is_temporary: z.boolean(),
        error_code: z.string(),
        error_text: z.string().nullable(),
      }),
    ),
  })
  .openapi('ReplyAttempt');

export const AttemptsOut = z.object({ data: z.array(AttemptOut) });
