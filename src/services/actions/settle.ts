import type { Transaction } from '../../platform/database.ts';
import { entityLabel } from '../../domain/entities/types.ts';
import type { OutcomeCode, SettledStatus } from '../../domain/actions/statuses.ts';
import { settlementNotification } from '../../domain/notifications/texts.ts';
import type { NotificationLevel } from '../../domain/notifications/shapes.ts';
import { actionWorkflowId } from '../../ids.ts';
import { interruptAttempts } from '../../queries/actions/attempts.ts';
import type { ActionRow } from '../../queries/actions/records.ts';
import { updateEntityStatus } from '../../queries/entities.ts';
import { insertEvent } from '../../queries/shared/events.ts';
import { insertNotification } from '../../queries/notifications.ts';

/**
 * Settling: the one place where an action ends. Whoever learns the outcome (callback, refusal,
 * deadline, cancel) calls this in the transaction that learns it, holding the action's row, so that
 * status, entity, notification, event, audit and the word to the workflow are one fact (ADR 0007).
 */

export interface Settlement {
  status: SettledStatus;
  code: OutcomeCode;
  /** n8n's words, or empty. */
  message: string;
  statutDossier: string | null;
  isLate: boolean;
  /** n8n says that nothing was really sent. */
  isSimulated: boolean;
  settledAt: Date;
  /** The workflow itself is asking: it need not be told. */
  isKnownToWorkflow: boolean;
}

const LEVELS: Record<SettledStatus, NotificationLevel> = {
  succeeded: 'success',
  failed: 'error',
  expired: 'warning',
  cancelled: 'info',
};

export const settleAction = async (
  tx: Transaction,
  action: ActionRow,
  settlement: Settlement,
): Promise<void> => {
  const subject =
    action.entite_id === null ? null : entityLabel(action.entite_data, action.entite_id);
  const words = settlementNotification(action.decide_par_locale, {
    ...settlement,
    actionType: action.action_type,
    subject,
  });
  const [, notificationId] = await Promise.all([
    markSettled(tx, action.id, settlement, words.titre),
    insertNotification(tx, {
      ...words,
      userId: action.decide_par,
      categorie: (action.entite_type ?? 'action').toUpperCase(),
      type: `ACTION_${settlement.status.toUpperCase()}`,
      level: LEVELS[settlement.status],
      entityId: action.entity_id,
      actionId: action.id,
    }),
    insertEvent(tx, {
      type: 'ActionSettled',
      subjectType: 'action',
      subjectId: action.id,
      occurredAt: settlement.settledAt,
      data: {
        action_id: action.id,
        action_type: action.action_type,
        entite_type: action.entite_type,
        entite_id: action.entite_id,
        round: action.round,
        status: settlement.status,
        outcome_code: settlement.code,
        is_late: settlement.isLate,
      },
    }),
    changeEntityStatus(tx, action, settlement.statutDossier),
  ]);
  // One whose worker died, or is only slow: then it says how it went when it has heard. Most actions
  // were accepted at the first attempt, and have none.
  if (action.status === 'dispatching' || action.attempt_count > 1) interruptAttempts(tx, action.id);
  announceSettlement(tx, action, settlement, notificationId);
  tx.settled({ status: settlement.status, code: settlement.code });
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

/** Audit for later, stream for who is looking. */
const announceSettlement = (
  tx: Transaction,
  action: ActionRow,
  settlement: Settlement,
  notificationId: number,
): void => {
  tx.audit({
    operation: 'actions.settle',
    resourceType: 'action',
    resourceId: action.id,
    before: { status: action.status },
    after: { status: settlement.status, outcome_code: settlement.code, is_late: settlement.isLate },
  });
  const audience = { userId: action.decide_par, callCentreId: action.call_centre_id };
  tx.stream({
    topic: 'action.updated',
    resourceId: action.id,
    ...audience,
    data: { id: action.id, status: settlement.status },
  });
  tx.stream({
    topic: 'notification.created',
    resourceId: notificationId,
    ...audience,
    data: { id: notificationId, level: LEVELS[settlement.status], action_id: action.id },
  });
};

/** What an action is about, by number: the entity's reference may be made of a person's name. */
export const actionSubject = (action: Pick<ActionRow, 'entite_type' | 'entity_id'>): string =>
  action.entite_type === null || action.entity_id === null
    ? 'none'
    : `${action.entite_type}/${action.entity_id}`;

const markSettled = async (
  { sql, actor }: Transaction,
  actionId: string,
  settlement: Settlement,
  message: string,
): Promise<void> => {
  await sql`
    update actions
    set status = ${settlement.status}::text,
        outcome_code = ${settlement.code}::text,
        outcome_message = ${message}::text,
        settled_at = ${settlement.settledAt}::timestamptz,
        updated_at = ${settlement.settledAt}::timestamptz
    where company_id = ${actor.companyId}::bigint and id = ${actionId}::uuid
  `;
};

/** Sets what n8n says of the entity; null, or an action about none, changes nothing. */
export const changeEntityStatus = async (
  tx: Transaction,
  { entity_id: entityId }: Pick<ActionRow, 'entity_id'>,
  statutDossier: string | null,
): Promise<void> => {
  if (entityId === null || statutDossier === null) return;
  const changed = await updateEntityStatus(tx, { id: entityId, statutDossier });
  if (!changed) return;
  tx.audit({
    operation: 'entities.update',
    resourceType: 'entity',
    resourceId: entityId,
    before: { statutDossier: changed.previous },
    after: { statutDossier },
  });
  tx.stream({
    topic: 'entity.updated',
    resourceId: entityId,
    userId: null,
    callCentreId: null,
    data: { type: changed.type, ref: changed.ref },
  });
};
