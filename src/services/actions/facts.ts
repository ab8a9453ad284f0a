import type { ActionStatus } from '../../domain/actions/statuses.ts';
import { actionProgressed } from '../../domain/actions/events.ts';
import { ENTITY_TYPES } from '../../domain/entities/types.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Audience } from '../../platform/facts.ts';
import type { ActionRow } from '../../queries/actions/records.ts';

/** What the facts of an action have in common. */

/** The decider, and those who see their call centre's actions. */
export const audienceOf = (action: ActionRow): Audience => ({
  userId: action.decide_par,
  callCentreId: action.call_centre_id,
});

export const eventSubject = (action: ActionRow) => ({
  action_id: action.id,
  action_type: action.action_type,
  entite_type: ENTITY_TYPES.find((type) => type === action.entite_type) ?? null,
  entite_id: action.entite_id,
});

/** For open consoles: a step on the way to the action's end. */
export const reportProgress = (tx: Transaction, action: ActionRow, status: ActionStatus): void =>
  tx.emit(actionProgressed, {
    subjectId: action.id,
    audience: audienceOf(action),
    data: { status },
  });

/** What an action is about, by number: the entity's reference may be made of a person's name. */
export const actionSubject = (action: Pick<ActionRow, 'entite_type' | 'entity_id'>): string =>
  action.entite_type === null || action.entity_id === null
    ? 'none'
    : `${action.entite_type}/${action.entity_id}`;
