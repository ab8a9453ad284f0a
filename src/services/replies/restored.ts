import { isSendingOpen } from '../../domain/replies/statuses.ts';
import { CUT_SHORT } from '../../domain/shared/smtp-verdict.ts';
import { replyWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import type { RunState } from '../../platform/temporal.ts';
import { finishAttempt, insertAttempt, listAttempts } from '../../queries/replies/attempts.ts';
import type { OutgoingRow } from '../../queries/replies/messages.ts';
import { hasCommand } from '../../queries/shared/commands.ts';
import { hastenReplyRun } from './run.ts';
import {
  awaitLook,
  lockOutgoing,
  remainingRecipients,
  setCancelled,
  settleSent,
} from './settle.ts';

/**
 * What becomes of an open reply of a restored database (ADR 0018).
 * `settled`: its run in Temporal knows that it was sent, or cancelled.
 * `unsent`: its run was never started, so it will be sent.
 * `in_doubt`: it may have been sent after the dump. It is looked for in the Sent folder; if it is not there, its
 * author is asked.
 */
export type RestoredReplyFate = 'settled' | 'unsent' | 'in_doubt';

interface ResolveInput {
  messageUuid: string;
  run: RunState;
  /** Temporal has every run since the dump: a run that it does not know was never started. */
  isTemporalKept: boolean;
  isDryRun: boolean;
  now: Date;
}

const RESTORED = { errorCode: 'restored', errorText: null };

/** The attempt that may have taken place after the dump. Known by its code: a second run adds no other. */
const LOST_ATTEMPT = { outcome: 'uncertain', ...RESTORED, refused: [] } as const;

/**
 * Decides about one open reply, while no worker runs. Null: it has ended meanwhile.
 * Twice: a settled reply is not changed, one in doubt stays so.
 */
export const resolveRestoredReply = async (
  tx: Transaction,
  { messageUuid, run, isTemporalKept, isDryRun, now }: ResolveInput,
): Promise<RestoredReplyFate | null> => {
  const row = await lockOutgoing(tx, { uuid: messageUuid });
  if (row === undefined || !isSendingOpen(row.status)) return null;
  const status = finalStatusOf(run);
  if (status !== undefined) {
    if (isDryRun) return 'settled';
    if (status === 'sent') await settleSent(tx, row, { evidence: 'accepted' });
    else await setCancelled(tx, row, null);
    return 'settled';
  }
  if (isTemporalKept && run.state === 'missing' && (await isStartWaiting(tx, row))) return 'unsent';
  if (!isDryRun) await doubt(tx, row, now);
  return 'in_doubt';
};

/** Any other status may have been followed by a retry, of which the run is lost. */
const finalStatusOf = (run: RunState): 'sent' | 'cancelled' | undefined => {
  if (run.state !== 'ended' || typeof run.result !== 'object' || run.result === null) {
    return undefined;
  }
  const status = 'status' in run.result ? run.result.status : undefined;
  return status === 'sent' || status === 'cancelled' ? status : undefined;
};

const isStartWaiting = (tx: Transaction, { uuid }: OutgoingRow): Promise<boolean> =>
  hasCommand(tx, { workflowId: replyWorkflowId(uuid), operation: 'start' });

const doubt = async (tx: Transaction, row: OutgoingRow, now: Date): Promise<void> => {
  const attempts = await listAttempts(tx, row.id);
  const [last] = attempts;
  const finish = (attempt: number, verdict: Parameters<typeof finishAttempt>[1]['verdict']) =>
    finishAttempt(tx, { messageId: row.id, attempt, at: now, verdict });
  if (last?.finished_at === null) {
    await finish(last.attempt, { outcome: 'uncertain', ...CUT_SHORT });
  }
  let attemptCount = last?.attempt ?? 0;
  if (last?.error_code !== RESTORED.errorCode) {
    attemptCount += 1;
    await insertAttempt(tx, {
      messageId: row.id,
      attempt: attemptCount,
      mailboxId: row.mailbox_id,
      recipients: remainingRecipients(row, attempts),
      startedAt: now,
    });
    await finish(attemptCount, LOST_ATTEMPT);
  }
  const doubtful = { ...row, attempt_count: attemptCount };
  await awaitLook(tx, doubtful, { ...RESTORED, lookAt: now });
  hastenReplyRun(tx, row);
};
