import { messageCancelled, messageRetried } from '../../domain/replies/events.ts';
import type { StopReason } from '../../domain/replies/statuses.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { listAttempts } from '../../queries/replies/attempts.ts';
import type { OutgoingRow } from '../../queries/replies/messages.ts';
import { aboutOutgoing, auditedOutgoing, emitStopped } from './facts.ts';
import { endReplyRun, hastenReplyRun } from './run.ts';
import {
  acceptedRecipients,
  giveUp,
  setCancelled,
  setDue,
  settleSent,
  settleUncertain,
} from './settle.ts';

/** What is decided about a message that is being sent, by a person or with its conversation. The caller holds the locks of `lockOutgoing`. */

/**
 * Takes a message back that no attempt is sending. `reason`: null if a person took it back. Twice: it is cancelled.
 * Errors: `conflict` if it is too late.
 */
export const cancelMessage = async (
  tx: Transaction,
  row: OutgoingRow,
  reason: StopReason | null = null,
): Promise<void> => {
  if (row.status === 'cancelled') return;
  if (row.status !== 'queued' && row.status !== 'retrying') {
    throw new AppError('conflict', `too late: the message is ${row.status}`, {
      details: { reason: 'too_late', status: row.status },
    });
  }
  const attempts = await listAttempts(tx, row.id);
  tx.emit(messageCancelled, { ...aboutOutgoing(row), after: auditedOutgoing(row, { reason }) });
  endReplyRun(tx, row);
  const unknown = attempts.find(({ outcome }) => outcome === 'uncertain');
  if (unknown !== undefined) {
    // It was to be sent again, but this attempt may have sent it.
    const { error_code: errorCode, error_text: errorText } = unknown;
    return settleUncertain(tx, row, { errorCode: errorCode ?? 'unknown', errorText });
  }
  if (acceptedRecipients(attempts).size > 0) {
    return giveUp(tx, row, { attempts, errorCode: reason ?? 'cancelled', errorText: null });
  }
  if (reason !== null) emitStopped(tx, row);
  return setCancelled(tx, row, reason);
};

type Confirmation = 'send_again' | 'was_sent' | undefined;

/**
 * The next attempt now: of one that waits for it, or of one that failed. A message that may have been sent needs
 * the person's word. Twice: an attempt that is due stays due. Errors: `conflict`.
 */
export const retryMessage = async (
  tx: Transaction,
  row: OutgoingRow,
  { confirm, now }: { confirm: Confirmation; now: Date },
): Promise<void> => {
  const { status } = row;
  if (status === 'uncertain' && confirm === undefined) {
    throw new AppError('conflict', 'it may have been sent: check, then send `confirm`', {
      details: { reason: 'confirmation_needed' },
    });
  }
  if (status !== 'failed' && status !== 'retrying' && status !== 'uncertain') {
    throw new AppError('conflict', `a message that is ${status} is not sent again`, {
      details: { reason: 'not_repeatable', status },
    });
  }
  if (confirm === 'was_sent' && status !== 'uncertain') {
    throw new AppError('conflict', `a message that is ${status} was not sent`, {
      details: { reason: 'not_repeatable', status },
    });
  }
  tx.emit(messageRetried, {
    ...aboutOutgoing(row),
    after: auditedOutgoing(row, { confirm: confirm ?? null }),
  });
  if (confirm === 'was_sent') return settleSent(tx, row, { evidence: 'person' });
  await setDue(tx, row, now);
  hastenReplyRun(tx, row);
};
