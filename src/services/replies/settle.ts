import { nextAttemptAt } from '../../domain/replies/schedule.ts';
import type { SentEvidence, StopReason } from '../../domain/replies/statuses.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import type { AttemptRow } from '../../queries/replies/attempts.ts';
import {
  findOutgoing,
  setSendingState,
  type OutgoingRow,
  type SendingState,
} from '../../queries/replies/messages.ts';
import { withdrawMessage } from '../conversations/withdraw-message.ts';
import { emitAttempted, emitFailed, emitSent, emitUncertain } from './facts.ts';

/**
 * How a message ends, or goes on, where that is learned: an attempt, a look in the Sent folder, a person. The
 * caller holds the locks of `lockOutgoing`.
 */

type Key = { id: number } | { uuid: string };

/**
 * Locks the conversation, then the message: every transaction in this order. Errors: `version_conflict` if the
 * conversation was merged in between: try again.
 */
export const lockOutgoing = async (tx: Transaction, key: Key): Promise<OutgoingRow | undefined> => {
  const found = await findOutgoing(tx, key);
  if (found === undefined) return undefined;
  await findConversation(tx, { id: found.conversation_id, isLocked: true });
  const row = await findOutgoing(tx, key, { isLocked: true });
  if (row?.conversation_id === found.conversation_id) return row;
  throw new AppError('version_conflict', 'the conversation was merged meanwhile');
};

/** Those that a server has accepted the message for. */
export const acceptedRecipients = (attempts: readonly AttemptRow[]): Set<string> =>
  new Set(
    attempts
      .filter(({ outcome }) => outcome === 'sent' || outcome === 'partial')
      .flatMap(({ recipients, refused }) => {
        const missed = new Set(refused.map(({ address }) => address));
        return recipients.filter((address) => !missed.has(address));
      }),
  );

/** Those that it is still to be sent to. */
export const remainingRecipients = (
  row: Pick<OutgoingRow, 'recipients'>,
  attempts: readonly AttemptRow[],
): string[] => {
  const accepted = acceptedRecipients(attempts);
  return row.recipients.map(({ address }) => address).filter((address) => !accepted.has(address));
};

/** A copy of an earlier attempt, which reached some recipients, says nothing about the others. */
export const canLook = (attempts: readonly AttemptRow[]): boolean =>
  acceptedRecipients(attempts).size === 0;

/** Under its lock, after a change. */
export const requireOutgoing = async (tx: Transaction, id: number): Promise<OutgoingRow> => {
  const row = await findOutgoing(tx, { id });
  if (row === undefined) throw new Error('a message that is locked must be there');
  return row;
};

const stateOf = (row: OutgoingRow, change: Partial<SendingState>): SendingState => ({
  status: row.status,
  attemptCount: row.attempt_count,
  sendAfter: row.send_after,
  nextAttemptAt: null,
  errorCode: null,
  errorText: null,
  ...change,
});

interface Reason {
  errorCode: string;
  errorText: string | null;
}

export const settleSent = async (
  tx: Transaction,
  row: OutgoingRow,
  { evidence, refusedCount = 0, errorText = null }: SentInput,
): Promise<void> => {
  const errorCode = refusedCount > 0 ? 'some_recipients_refused' : null;
  await setSendingState(tx, row.id, stateOf(row, { status: 'sent', errorCode, errorText }));
  emitSent(tx, row, { evidence, refusedCount });
};

interface SentInput {
  evidence: SentEvidence;
  refusedCount?: number;
  errorText?: string | null;
}

/** The contact has no answer: the conversation is as before. */
export const settleFailed = async (
  tx: Transaction,
  row: OutgoingRow,
  reason: Reason,
): Promise<void> => {
  await setSendingState(tx, row.id, stateOf(row, { status: 'failed', ...reason }));
  await withdrawMessage(tx, { conversationId: row.conversation_id, messageId: row.id });
  emitFailed(tx, row, reason.errorCode);
};

export const settleUncertain = async (
  tx: Transaction,
  row: OutgoingRow,
  reason: Reason,
): Promise<void> => {
  await setSendingState(tx, row.id, stateOf(row, { status: 'uncertain', ...reason }));
  emitUncertain(tx, { ...row, status: 'uncertain' });
};

/** Its outcome is being looked up: the next look is then. */
export const awaitLook = async (
  tx: Transaction,
  row: OutgoingRow,
  { lookAt, ...reason }: Reason & { lookAt: Date },
): Promise<void> => {
  const change = { status: 'sending', nextAttemptAt: lookAt, ...reason } as const;
  await setSendingState(tx, row.id, stateOf(row, change));
  emitAttempted(tx, row);
};

/**
 * It was certainly not accepted: tried again, or given up after two days. What was accepted for a part of its
 * recipients is then sent. Out: when it is tried again, or null.
 */
export const postpone = async (
  tx: Transaction,
  row: OutgoingRow,
  { now, attempts, ...reason }: Reason & { now: Date; attempts: readonly AttemptRow[] },
): Promise<Date | null> => {
  const at = nextAttemptAt({ sendAfter: row.send_after, now });
  if (at === null) {
    await giveUp(tx, row, { attempts, errorCode: reason.errorCode, errorText: reason.errorText });
    return null;
  }
  const change = { status: 'retrying', nextAttemptAt: at, ...reason } as const;
  await setSendingState(tx, row.id, stateOf(row, change));
  emitAttempted(tx, row);
  return at;
};

/** Nothing more is sent. Failed, unless a part of its recipients has it. */
export const giveUp = async (
  tx: Transaction,
  row: OutgoingRow,
  { attempts, ...reason }: Reason & { attempts: readonly AttemptRow[] },
): Promise<void> => {
  const refusedCount = remainingRecipients(row, attempts).length;
  if (refusedCount === row.recipients.length) return settleFailed(tx, row, reason);
  const { errorText } = reason;
  return settleSent(tx, row, { evidence: 'accepted', refusedCount, errorText });
};

export const setSending = async (
  tx: Transaction,
  row: OutgoingRow,
  attempt: number,
): Promise<void> => {
  const { error_code: errorCode, error_text: errorText } = row;
  const change = { status: 'sending', attemptCount: attempt, errorCode, errorText } as const;
  await setSendingState(tx, row.id, stateOf(row, change));
  emitAttempted(tx, row);
};

/** From now on, as if it were new: tried for two days again. */
export const setDue = async (tx: Transaction, row: OutgoingRow, now: Date): Promise<void> => {
  await setSendingState(
    tx,
    row.id,
    stateOf(row, {
      status: 'retrying',
      sendAfter: now,
      nextAttemptAt: now,
      errorCode: row.error_code,
      errorText: row.error_text,
    }),
  );
  await withdrawMessage(tx, { conversationId: row.conversation_id, messageId: row.id });
};

export const setCancelled = async (
  tx: Transaction,
  row: OutgoingRow,
  errorCode: StopReason | null,
): Promise<void> => {
  await setSendingState(tx, row.id, stateOf(row, { status: 'cancelled', errorCode }));
  await withdrawMessage(tx, { conversationId: row.conversation_id, messageId: row.id });
};
