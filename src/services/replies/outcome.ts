import { nextLookAt } from '../../domain/replies/schedule.ts';
import { isSendingOpen, type EndedStatus } from '../../domain/replies/statuses.ts';
import { CUT_SHORT, type SmtpVerdict } from '../../domain/shared/smtp-verdict.ts';
import type { Transaction } from '../../platform/database.ts';
import { finishAttempt, listAttempts, markHandedOver } from '../../queries/replies/attempts.ts';
import { findOutgoing, type OutgoingRow } from '../../queries/replies/messages.ts';
import {
  acceptedRecipients,
  awaitLook,
  canLook,
  lockOutgoing,
  postpone,
  remainingRecipients,
  requireOutgoing,
  settleFailed,
  settleSent,
  settleUncertain,
} from './settle.ts';

/** How an attempt, or a look in the Sent folder, ends. How it begins: attempt.ts. */

interface Named {
  messageUuid: string;
}

/**
 * Called before the end of the mail is sent. Out: false if the attempt has ended meanwhile, so that the mail must
 * not be sent: another process took over, or it was found to be sent.
 */
export const handOver = async (
  tx: Transaction,
  { messageUuid, attempt, now }: Named & { attempt: number; now: Date },
): Promise<boolean> => {
  const row = await findOutgoing(tx, { uuid: messageUuid }, { isLocked: true });
  if (row?.status !== 'sending' || row.attempt_count !== attempt) return false;
  return markHandedOver(tx, { messageId: row.id, attempt, at: now });
};

/** How the attempt goes on: null if the message has ended. */
export type Next = { status: EndedStatus } | { until: Date };

/** Stores the outcome of an attempt. A success that comes late replaces what was assumed meanwhile. */
export const closeAttempt = async (
  tx: Transaction,
  {
    messageUuid,
    attempt,
    verdict,
    now,
  }: Named & { attempt: number; verdict: SmtpVerdict; now: Date },
): Promise<Next> => {
  const row = await lockOutgoing(tx, { uuid: messageUuid });
  if (row === undefined) return { status: 'cancelled' };
  const before = (await listAttempts(tx, row.id)).find((one) => one.attempt === attempt);
  const isSuccess = verdict.outcome === 'sent' || verdict.outcome === 'partial';
  const isOurs = before?.finished_at === null;
  if (isOurs || isSuccess) {
    await finishAttempt(tx, { messageId: row.id, attempt, at: now, verdict });
  }
  const isCurrent = isOurs && row.status === 'sending' && row.attempt_count === attempt;
  const isLateSuccess =
    verdict.outcome === 'sent' && ['sending', 'uncertain', 'retrying'].includes(row.status);
  if (!isCurrent && !isLateSuccess) return nextOf(row, now);
  await settle(tx, row, { verdict, now });
  return nextOf(await requireOutgoing(tx, row.id), now);
};

const nextOf = (row: OutgoingRow, now: Date): Next =>
  isSendingOpen(row.status) ? { until: row.next_attempt_at ?? now } : { status: row.status };

const settle = async (
  tx: Transaction,
  row: OutgoingRow,
  { verdict, now }: { verdict: SmtpVerdict; now: Date },
): Promise<void> => {
  const attempts = await listAttempts(tx, row.id);
  const { errorText } = verdict;
  const reason = { errorCode: verdict.errorCode ?? 'unknown', errorText };
  switch (verdict.outcome) {
    case 'sent': {
      const refusedCount = remainingRecipients(row, attempts).length;
      return settleSent(tx, row, { evidence: 'accepted', refusedCount, errorText });
    }
    case 'partial':
    case 'temporary':
      await postpone(tx, row, { ...reason, now, attempts });
      return;
    case 'permanent':
    case 'recipient_refused':
      return acceptedRecipients(attempts).size > 0
        ? settleSent(tx, row, {
            evidence: 'accepted',
            refusedCount: remainingRecipients(row, attempts).length,
            errorText,
          })
        : settleFailed(tx, row, reason);
    case 'uncertain':
      return canLook(attempts)
        ? awaitLook(tx, row, { ...reason, lookAt: now })
        : settleUncertain(tx, row, reason);
  }
};

export type LookResult = 'found' | 'not_found' | 'unavailable';

/** Out: how it goes on; `send_again` if a person wants so and the mail is not in the Sent folder. */
export const recordLook = async (
  tx: Transaction,
  { messageUuid, result, now }: Named & { result: LookResult; now: Date },
): Promise<Next | 'send_again'> => {
  const row = await lockOutgoing(tx, { uuid: messageUuid });
  if (row === undefined) return { status: 'cancelled' };
  if (row.status !== 'sending' && row.status !== 'retrying') return nextOf(row, now);
  if (result === 'found') {
    await settleSent(tx, row, { evidence: 'sent_folder' });
    return { status: 'sent' };
  }
  if (row.status === 'retrying') return 'send_again';
  const [last] = await listAttempts(tx, row.id);
  const since = last?.handed_over_at ?? last?.started_at ?? now;
  const lookAt = nextLookAt({ since, now });
  const reason = { errorCode: row.error_code ?? 'cut_short', errorText: row.error_text };
  if (lookAt === null) {
    await settleUncertain(tx, row, reason);
    return { status: 'uncertain' };
  }
  await awaitLook(tx, row, { ...reason, lookAt });
  return { until: lookAt };
};

/** Ends what no run sends any more: an operator cancelled it. Twice: it has ended. */
export const abandonMessage = async (
  tx: Transaction,
  { messageUuid, now }: Named & { now: Date },
): Promise<EndedStatus> => {
  const row = await lockOutgoing(tx, { uuid: messageUuid });
  if (row === undefined) return 'cancelled';
  if (!isSendingOpen(row.status)) return row.status;
  const reason = { errorCode: 'run_cancelled', errorText: null };
  const [last] = await listAttempts(tx, row.id);
  const mayBeSent =
    last?.outcome === 'uncertain' || (last?.finished_at === null && last.handed_over_at !== null);
  if (last !== undefined && last.finished_at === null) {
    const outcome = mayBeSent ? 'uncertain' : 'temporary';
    await finishAttempt(tx, {
      messageId: row.id,
      attempt: last.attempt,
      at: now,
      verdict: { outcome, ...CUT_SHORT },
    });
  }
  if (mayBeSent) {
    await settleUncertain(tx, row, reason);
    return 'uncertain';
  }
  await settleFailed(tx, row, reason);
  return 'failed';
};
