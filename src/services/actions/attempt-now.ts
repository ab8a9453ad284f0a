import { actionAttemptRequested } from '../../domain/actions/events.ts';
import { AppError } from '../../errors.ts';
import { actionWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ActionRow } from '../../queries/actions/records.ts';
import { actionSubject, audienceOf } from './facts.ts';

/**
 * Ends the wait for the next attempt of an action that n8n has not accepted yet. The caller holds the
 * lock of the action's row. Errors: `conflict` if nothing is being sent.
 */
export const requestAttempt = (tx: Transaction, action: ActionRow): void => {
  const { id, status, round } = action;
  if (status !== 'dispatching') {
    throw new AppError('conflict', `an action that is ${status} has no next attempt`);
  }
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
    after: { round, attempt_count: action.attempt_count },
  });
};
