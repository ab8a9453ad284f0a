import { QUIET_PERIOD_MS } from '../../domain/auto-replies/schedule.ts';
import type { ConversationStatus } from '../../domain/conversations/statuses.ts';
import { conversationTouched } from '../../domain/conversations/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { previewOf } from '../../domain/conversations/preview.ts';
import { saveConversation, type ConversationChanges } from '../../queries/conversations/changes.ts';
import { findFirstReplyAt, findWaitingSince } from '../../queries/conversations/waits.ts';
import { findConversation, type ConversationRow } from '../../queries/conversations/records.ts';
import { aboutConversation } from './facts.ts';
import { emitStatus, openStatus, statusIfReopened } from './status.ts';
import { firstReplyTimes, NO_RESOLUTION } from './times.ts';

export interface RecordedMessage {
  conversationId: number;
  direction: 'in' | 'out';
  occurredAt: Date;
  /** Beginning of the visible text. */
  preview: string;
  hasAttachments: boolean;
  /** Written by a machine: it ends no wait and reopens nothing. */
  isAutomatic: boolean;
  /** False for old mail: no unread mark, and nothing is reopened. */
  isNews: boolean;
  /** It answers a message that we sent, and its sender takes part: then even spam is opened again. */
  isAnswerToUs?: boolean;
}

/**
 * What a message changes in its conversation: counters, dates, preview, unread mark, status, response times.
 * In: `known`, the locked row, if the caller has it as it is now. The one place that does so: for received mail, for replies that were accepted for sending, and for copies in the
 * Sent folder. The caller has inserted the message and holds the lock of the conversation's row. `recount`
 * (recount.ts) gives the same from all messages, after a merge, a split or a reply that was taken back. Out: the
 * conversation after it; undefined if it was deleted.
 */
export const recordMessage = async (
  tx: Transaction,
  message: RecordedMessage,
  known?: ConversationRow,
): Promise<ConversationRow | undefined> => {
  const before =
    known ?? (await findConversation(tx, { id: message.conversationId, isLocked: true }));
  // A deleted conversation stays deleted, and nobody reads it.
  if (!before) return undefined;
  const status = statusAfter(before, message);
  const isNewInbound = message.direction === 'in' && message.isNews;
  const isReopened = status !== before.status && message.direction === 'in';
  const after = await saveConversation(tx, before, {
    ...(await waits(tx, before, message)),
    ...latest(before, message),
    ...(isReopened ? NO_RESOLUTION : {}),
    status,
    is_unread: isUnreadAfter(before, message),
    snoozed_until: isNewInbound && !message.isAutomatic ? null : before.snoozed_until,
    ...(isNewInbound ? { answer_due_at: new Date(Date.now() + QUIET_PERIOD_MS) } : {}),
    // A change that was made before this message arrived is refused: the person has not seen it.
    version: before.version + (isNewInbound || status !== before.status ? 1 : 0),
  });
  if (!message.isNews) return after;
  if (status === before.status) tx.emit(conversationTouched, aboutConversation(after));
  else emitStatus(tx, before, after);
  return after;
};

/** Counters and what the list shows of the last message. Late mail with an older date does not go to the top. */
const latest = (before: ConversationRow, message: RecordedMessage) => {
  const isLast = before.message_count === 0 || message.occurredAt >= before.last_message_at;
  return {
    message_count: before.message_count + 1,
    has_attachments: before.has_attachments || message.hasAttachments,
    preview: isLast ? previewOf(message.preview) : before.preview,
    last_message_at: isLast ? message.occurredAt : before.last_message_at,
  };
};

const waits = async (
  tx: Transaction,
  before: ConversationRow,
  { direction, occurredAt, isAutomatic }: RecordedMessage,
): Promise<ConversationChanges> => {
  const isInbound = direction === 'in';
  const known = isInbound ? { last_inbound_at: latestOf(before.last_inbound_at, occurredAt) } : {};
  if (isAutomatic) return known;
  if (isInbound) {
    const isAnswered = before.last_reply_at !== null && before.last_reply_at >= occurredAt;
    const first = earliestOf(before.first_inbound_at, occurredAt);
    return {
      ...known,
      waiting_since: isAnswered
        ? before.waiting_since
        : earliestOf(before.waiting_since, occurredAt),
      ...(first.getTime() === before.first_inbound_at?.getTime()
        ? {}
        : await firstReply(tx, before, first)),
    };
  }
  const lastReplyAt = latestOf(before.last_reply_at, occurredAt);
  const isFirst =
    before.first_inbound_at !== null &&
    occurredAt >= before.first_inbound_at &&
    (before.first_reply_at === null || occurredAt < before.first_reply_at);
  return {
    ...known,
    last_reply_at: lastReplyAt,
    waiting_since: await waitingAfter(tx, before, lastReplyAt),
    ...(isFirst ? await firstReply(tx, before, before.first_inbound_at) : {}),
  };
};

/** The oldest message of the contact that we have not answered. */
const waitingAfter = async (
  tx: Transaction,
  { id, waiting_since: since, last_inbound_at: last }: ConversationRow,
  lastReplyAt: Date,
): Promise<Date | null> => {
  if (since === null || since > lastReplyAt) return since;
  return last !== null && last > lastReplyAt
    ? findWaitingSince(tx, { conversationId: id, after: lastReplyAt })
    : null;
};

const firstReply = async (
  tx: Transaction,
  { id, message_count: count }: ConversationRow,
  firstInboundAt: Date | null,
) => {
  // The first message of a conversation has no reply.
  const firstReplyAt =
    count === 0 || firstInboundAt === null
      ? null
      : await findFirstReplyAt(tx, { conversationId: id, after: firstInboundAt });
  return {
    first_inbound_at: firstInboundAt,
    ...(await firstReplyTimes(tx, firstInboundAt, firstReplyAt)),
  };
};

/**
 * A new message of the contact reopens what was ended; our first reply takes a new conversation in hand. Spam
 * stays spam, unless it is an answer to us: a forged mail in the conversation may be why it is there. Urgent stays
 * urgent.
 */
const statusAfter = (
  before: ConversationRow,
  { direction, isAutomatic, isNews, isAnswerToUs = false }: RecordedMessage,
): ConversationStatus => {
  const { status } = before;
  if (isAutomatic) return status;
  if (direction === 'out') return status === 'nouveau' ? 'en_cours' : status;
  if (!isNews) return status;
  return status === 'spam' && isAnswerToUs ? openStatus(before) : statusIfReopened(before);
};

/** Who answers a message has read it. */
const isUnreadAfter = (before: ConversationRow, message: RecordedMessage): boolean => {
  if (message.direction === 'in') return before.is_unread || message.isNews;
  const isLate = before.last_inbound_at !== null && message.occurredAt < before.last_inbound_at;
  return message.isAutomatic || isLate ? before.is_unread : false;
};

const latestOf = (one: Date | null, other: Date): Date =>
  one !== null && one > other ? one : other;
const earliestOf = (one: Date | null, other: Date): Date =>
  one !== null && one < other ? one : other;
