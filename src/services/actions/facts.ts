import type { ActionStatus } from '../../domain/actions/statuses.ts';
import { actionProgressed } from '../../domain/actions/events.ts';
import { ACTION_ENTITY_TYPES } from '../../domain/entities/types.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Audience } from '../../platform/facts.ts';
import type { ActionRow } from '../../queries/actions/records.ts';

/** Shared parts of the facts of an action. */

/** The action's decider, and the supervisors of their call centre. */
export const audienceOf = (action: Pick<ActionRow, 'decide_par' | 'call_centre_id'>): Audience => ({
  userId: action.decide_par,
  callCentreId: action.call_centre_id,
});

export const eventSubject = (action: ActionRow) => ({
  action_id: action.id,
  action_type: action.action_type,
  entite_type: ACTION_ENTITY_TYPES.find((type) => type === action.entite_type) ?? null,
  entite_id: action.entite_id,
});

/** Tells open consoles that the action is still open and has this status. */
export const reportProgress = (tx: Transaction, action: ActionRow, status: ActionStatus): void =>
  tx.emit(actionProgressed, {
    subjectId: action.id,
    audience: audienceOf(action),
    data: { status },
  });

/** Type and number of the action's entity. Not its reference, which may contain a person's name. */
export const actionSubject = (action: Pick<ActionRow, 'entite_type' | 'entity_id'>): string =>
  action.entite_type === null || action.entity_id === null
    ? 'none'
    : `${action.entite_type}/${action.entity_id}`;
