import { actionAttemptRequested } from '../../domain/actions/events.ts';
import { AppError } from '../../errors.ts';
import { actionWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import { hastenAttempt } from '../../queries/actions/attempts.ts';
import type { ActionRow } from '../../queries/actions/records.ts';
import { actionSubject, audienceOf } from './facts.ts';

/**
 * Ends the wait for the next attempt of an action that n8n has not accepted yet. The caller holds the
 * lock of the action's row. Twice: a second request for the same attempt is dropped for a while, else a
 * user could fill the history of the run, which Temporal then ends. Errors: `conflict` if nothing is being sent.
 */
export const requestAttempt = async (
  tx: Transaction,
  action: ActionRow,
  now: Date,
): Promise<void> => {
  const { id, status, round, attempt_count: attempt } = action;
  if (status !== 'dispatching') {
    throw new AppError('conflict', `an action that is ${status} has no next attempt`);
  }
  if (!(await hastenAttempt(tx, { actionId: id, attempt, now }))) return;
  tx.command({
    workflowId: actionWorkflowId(id, round),
    operation: 'signal',
    name: 'attemptNow',
    input: {},
    subject: actionSubject(action),
  });
  tx.emit(actionAttemptRequested, {
    subjectId: id,
    audience: audienceOf(action),
    data: { status },
    after: { round, attempt_count: attempt },
  });
};
