import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../../deps.ts';
import { newMessageId } from '../../domain/messages/message-ids.ts';
import type { Recipient } from '../../domain/messages/parsed.ts';
import { messageQueued } from '../../domain/replies/events.ts';
import { domainOf, uniqueRecipients } from '../../domain/replies/recipients.ts';
import { UNDO_MS } from '../../domain/replies/schedule.ts';
import { RECIPIENT_COUNT_MAX } from '../../domain/replies/shapes.ts';
import { referencesOf, replyText, type ReplyText } from '../../domain/replies/text.ts';
import { settingsOf } from '../../domain/settings/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  attachUploads,
  findCompanyLocale,
  hasCannedReply,
  type AnsweredRow,
} from '../../queries/replies/context.ts';
import {
  findOutgoing,
  insertOutgoing,
  insertThreadId,
  type OutgoingRow,
} from '../../queries/replies/messages.ts';
import type { SenderRow } from '../../queries/replies/senders.ts';
import { findSettings } from '../../queries/settings.ts';
import { supersedeAutoReplies } from '../auto-replies/supersede.ts';
import { recordMessage } from '../conversations/record-message.ts';
import { ensureContact } from '../messages/contacts.ts';
import { aboutOutgoing } from './facts.ts';
import { startReplyRun } from './run.ts';
import { requireUploads } from './uploads.ts';

/** Accepts a message for sending. */

export interface AcceptInput {
  /** Locked. */
  conversationId: number;
  sender: SenderRow;
  recipients: readonly Recipient[];
  subject: string;
  text: string;
  attachmentIds: readonly number[];
  cannedReplyId: number | null;
  /** The message it answers: quoted, and named in its headers. */
  answered: AnsweredRow | undefined;
  /** The draft that it was approved from. Its signature may be another one. */
  autoReply?: { id: string; signature: string | null };
}

type AcceptDeps = Pick<Deps, 'clock' | 'encryptionKeys'>;

const PREVIEW_LENGTH_MAX = 300;

/**
 * Inserts the message and starts the run that sends it after the time to undo it. Twice: two messages, so the
 * route takes an Idempotency-Key and refuses a second reply to what the first one answered.
 */
export const acceptMessage = async (
  deps: AcceptDeps,
  tx: Transaction,
  input: AcceptInput,
): Promise<OutgoingRow> => {
  const recipients = requireRecipients(input.recipients);
  if (input.autoReply === undefined) {
    const { conversationId } = input;
    await supersedeAutoReplies(tx, { conversationId, reason: 'human_reply' });
  }
  await requireCannedReply(tx, input.cannedReplyId);
  const uploads = await requireUploads(tx, {
    ids: input.attachmentIds,
    conversationId: input.conversationId,
  });
  const now = deps.clock.now();
  const uuid = uuidv7();
  const { sender, answered, conversationId } = input;
  const { text, quoteOffset } = await textOf(tx, input);
  const internetMessageId = newMessageId({
    companyId: tx.actor.companyId,
    conversationId,
    messageUuid: uuid,
    domain: domainOf(sender.email),
    keys: deps.encryptionKeys,
  });
  const id = await insertOutgoing(tx, {
    uuid,
    conversationId,
    mailboxId: sender.id,
    authorId: tx.actor.userId,
    sender: { name: sender.name, address: sender.email },
    recipients,
    subject: input.subject,
    internetMessageId,
    inReplyTo: answered?.internet_message_id ?? null,
    references: referencesOf(answered?.reference_ids ?? [], answered?.internet_message_id ?? null),
    text,
    quoteOffset,
    attachmentNames: uploads.map(({ file_name: name }) => name).join('\n'),
    occurredAt: now,
    sendAfter: new Date(now.getTime() + UNDO_MS),
    autoReplyId: input.autoReply?.id ?? null,
  });
  await attachUploads(tx, { ids: input.attachmentIds, conversationId, messageId: id });
  await insertThreadId(tx, { internetMessageId, conversationId });
  await recordMessage(tx, {
    conversationId,
    direction: 'out',
    occurredAt: now,
    preview: input.text.slice(0, PREVIEW_LENGTH_MAX),
    hasAttachments: uploads.length > 0,
    isAutomatic: false,
    isNews: true,
  });
  await ensureContact(tx, conversationId);
  const row = await findOutgoing(tx, { id });
  if (row === undefined) throw new Error('a message that was inserted must be there');
  startReplyRun(tx, row);
  tx.emit(messageQueued, {
    ...aboutOutgoing(row),
    after: {
      message_id: id,
      mailbox_id: sender.id,
      recipient_count: recipients.length,
      attachment_ids: input.attachmentIds,
      canned_reply_id: input.cannedReplyId,
    },
  });
  return row;
};

/** Errors: `validation_failed` if there is none, or too many. */
const requireRecipients = (given: readonly Recipient[]): Recipient[] => {
  const recipients = uniqueRecipients(given);
  if (recipients.length === 0) throw invalid([fault('to', 'required', {})]);
  if (recipients.length > RECIPIENT_COUNT_MAX) {
    throw invalid([fault('to', 'too_many', { max: RECIPIENT_COUNT_MAX })]);
  }
  return recipients;
};

const requireCannedReply = async (tx: Transaction, id: number | null): Promise<void> => {
  if (id === null || (await hasCannedReply(tx, id))) return;
  throw invalid([fault('canned_reply_id', 'unknown_record', { record: 'canned_reply' })]);
};

/** The signature of the mailbox; an empty one means none. Otherwise that of the company. */
export const signatureOf = async (tx: Transaction, sender: SenderRow): Promise<string | null> =>
  sender.signature ?? settingsOf((await findSettings(tx)).chosen).inbox.signature;

const textOf = async (
  tx: Transaction,
  { text, sender, answered, autoReply }: AcceptInput,
): Promise<ReplyText> => {
  const { inbox } = settingsOf((await findSettings(tx)).chosen);
  // A quotation would carry the text of a forged sender, in our name, to the one who is named as sender.
  const isUnread = autoReply !== undefined && tx.actor.userId === null;
  return replyText({
    text: text.replaceAll('\r\n', '\n'),
    signature: autoReply?.signature ?? sender.signature ?? inbox.signature,
    quoted:
      answered === undefined || isUnread
        ? null
        : {
            senderName: answered.sender_name,
            senderAddress: answered.sender_address,
            at: answered.occurred_at,
            text: answered.text,
          },
    locale: await findCompanyLocale(tx),
    timeZone: inbox.business_hours.time_zone,
  });
};
