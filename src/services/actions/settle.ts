import type { OutcomeCode, SettledStatus } from '../../domain/actions/statuses.ts';
import { actionSettled } from '../../domain/actions/events.ts';
import { entityUpdated } from '../../domain/entities/events.ts';
import { entityLabel } from '../../domain/entities/types.ts';
import { actionWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import { interruptAttempts } from '../../queries/actions/attempts.ts';
import { markSettled, type ActionRow } from '../../queries/actions/records.ts';
import { updateEntityStatus } from '../../queries/entities.ts';
import { CASE_CATEGORY } from '../cases/facts.ts';
import { moveCaseByAction } from '../cases/of-actions.ts';
import { actionSubject, audienceOf, eventSubject } from './facts.ts';

/**
 * The only code that settles an action. The code that receives the outcome (callback, refusal,
 * deadline, cancel) calls it in its own transaction and holds the lock of the action's row. So status,
 * entity, fact and the signal to the workflow are committed together (ADR 0007).
 */

export interface Settlement {
  status: SettledStatus;
  code: OutcomeCode;
  /** The message of n8n; may be empty. */
  message: string;
  statutDossier: string | null;
  isLate: boolean;
  /** n8n reports that it sent nothing. */
  isSimulated: boolean;
  settledAt: Date;
  /** True if the workflow itself settles the action and needs no signal. */
  isKnownToWorkflow: boolean;
}

export const settleAction = async (
  tx: Transaction,
  action: ActionRow,
  settlement: Settlement,
): Promise<void> => {
  await Promise.all([
    markSettled(tx, { actionId: action.id, ...settlement }),
    changeEntityStatus(tx, action, settlement.statutDossier),
  ]);
  // An open attempt belongs to a dead or slow worker. Most actions have none, which saves a statement.
  if (action.status === 'dispatching' || action.attempt_count > 1) interruptAttempts(tx, action.id);
  emitSettled(tx, action, settlement);
  if (!settlement.isKnownToWorkflow) {
    tx.command({
      workflowId: actionWorkflowId(action.id, action.round),
      operation: 'signal',
      name: 'actionSettled',
      input: { status: settlement.status },
      subject: actionSubject(action),
    });
  }
};

const emitSettled = (tx: Transaction, action: ActionRow, settlement: Settlement): void => {
  const { status, code, message, isLate, isSimulated } = settlement;
  tx.emit(actionSettled, {
    subjectId: action.id,
    audience: audienceOf(action),
    occurredAt: settlement.settledAt,
    data: {
      ...eventSubject(action),
      round: action.round,
      status,
      outcome_code: code,
      is_late: isLate,
      is_simulated: isSimulated,
    },
    before: { status: action.status },
    after: { status, outcome_code: code, is_late: isLate },
    notify: {
      userIds: [action.decide_par],
      category:
        action.entite_type === 'dossier'
          ? CASE_CATEGORY
          : (action.entite_type ?? 'action').toUpperCase(),
      params: {
        status,
        outcome_code: code,
        message,
        action_type: action.action_type,
        subject:
          action.entite_id === null ? null : entityLabel(action.entite_data, action.entite_id),
        is_late: isLate,
        is_simulated: isSimulated,
      },
    },
  });
};

/** Sets the status of the record or case from the callback. No change if it is null or the action has neither. */
export const changeEntityStatus = async (
  tx: Transaction,
  action: Pick<ActionRow, 'entity_id' | 'entite_type' | 'entite_id' | 'created_at'>,
  statutDossier: string | null,
): Promise<void> => {
  if (statutDossier === null) return;
  const { entity_id: entityId, entite_type: type, entite_id: ref } = action;
  if (type === 'dossier' && ref !== null) {
    await moveCaseByAction(tx, { reference: ref, statutDossier, decidedAt: action.created_at });
    return;
  }
  if (entityId === null) return;
  const changed = await updateEntityStatus(tx, { id: entityId, statutDossier });
  if (!changed) return;
  tx.emit(entityUpdated, {
    subjectId: entityId,
    data: {
      entity_id: entityId,
      type: changed.type,
      ref: changed.ref,
      version: changed.version,
    },
    before: { statutDossier: changed.previous },
    after: { statutDossier },
  });
};
