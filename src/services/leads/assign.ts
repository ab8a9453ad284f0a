import { leadAssigned, leadMoved } from '../../domain/leads/events.ts';
import { fault } from '../../domain/shared/faults.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import { AppError, invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  assignLeads,
  findAssignee,
  listAgentIds,
  lockTurn,
  setTurn,
  type Assignment,
} from '../../queries/leads/assignment.ts';
import { findCallCentre } from '../../queries/call-centres.ts';
import type { LeadRow } from '../../queries/leads/records.ts';
import { aboutLead, audienceOf, leadState, notifyOthers, subjectOf } from './facts.ts';

/**
 * Who gets a lead. Within `leads:assign`: an agent takes a lead or hands it back; a supervisor gives leads
 * to the users of the call centre; an owner gives them to every active user. A lead follows its assignee to
 * their call centre, so that the supervisor there sees it.
 */

/** The new assignee, and the call centre of those who see the lead. */
export interface Target {
  userId: number | null;
  /** Null: the lead stays in its call centre. */
  callCentreId: number | null;
}

/** Errors: `forbidden` for an agent who means somebody else; `validation_failed` with a fault at `path`. */
export const findTarget = async (
  tx: Transaction,
  scope: Scope,
  userId: number | null,
  path = 'user_id',
): Promise<Target> => {
  if (userId === null) return { userId, callCentreId: null };
  const isForOthers = scope.reach === 'centre' || scope.reach === 'company';
  if (userId !== scope.userId && !isForOthers) {
    throw new AppError('forbidden', 'an agent may only take a lead or hand it back');
  }
  const user = await findAssignee(tx, userId);
  const isInReach =
    scope.reach !== 'centre' ||
    userId === scope.userId ||
    (user?.call_centre_id ?? null) === scope.callCentreId;
  if (!user || !isInReach) throw invalid([fault(path, 'unknown_record', { record: 'user' })]);
  if (!user.is_active) throw invalid([fault(path, 'user_disabled', {})]);
  return { userId, callCentreId: user.call_centre_id };
};

/** Errors: `validation_failed` if there is no such call centre, or it is out of reach. */
export const checkCallCentre = async (
  tx: Transaction,
  scope: Scope,
  callCentreId: number,
): Promise<void> => {
  const isInReach = scope.reach === 'company' || callCentreId === scope.callCentreId;
  if (isInReach && (await findCallCentre(tx, callCentreId))) return;
  throw invalid([fault('call_centre_id', 'unknown_record', { record: 'call_centre' })]);
};

/**
 * Gives each lead to its target, in one statement. The caller holds the locks of the leads. A lead that is
 * where it should be already is left alone. Out: the changed leads.
 */
export const assign = async (
  tx: Transaction,
  leads: readonly LeadRow[],
  targetOf: (lead: LeadRow) => Target,
): Promise<LeadRow[]> => {
  const before = new Map(leads.map((lead) => [lead.id, lead]));
  const changes = leads.flatMap((lead): Assignment[] => {
    const { userId, callCentreId } = targetOf(lead);
    const next = {
      id: lead.id,
      assigned_to: userId,
      call_centre_id: callCentreId ?? lead.call_centre_id,
    };
    const isSame =
      next.assigned_to === lead.assigned_to && next.call_centre_id === lead.call_centre_id;
    return isSame ? [] : [next];
  });
  const changed = await assignLeads(tx, changes);
  const countOf = Map.groupBy(changed, ({ assigned_to: userId }) => userId);
  for (const lead of changed) {
    const previous = before.get(lead.id);
    if (previous === undefined) throw new Error('only locked leads may change');
    const together = countOf.get(lead.assigned_to) ?? [];
    emitAssigned(tx, lead, previous, together[0] === lead ? together.length : 0);
  }
  return changed;
};

/** `count`: leads that the assignee gets at once; 0 if another of them tells. */
const emitAssigned = (tx: Transaction, lead: LeadRow, previous: LeadRow, count: number): void => {
  tx.emit(leadAssigned, {
    ...aboutLead(lead),
    data: { ...leadState(lead), previous_assigned_to: previous.assigned_to },
    before: { assigned_to: previous.assigned_to, call_centre_id: previous.call_centre_id },
    after: { assigned_to: lead.assigned_to, call_centre_id: lead.call_centre_id },
    ...(count === 0 ? {} : notifyOthers(tx, [lead.assigned_to], { ...subjectOf(lead), count })),
  });
  // Those who saw the lead before, and may not see it now, learn that it is gone.
  tx.emit(leadMoved, { subjectId: lead.id, audience: audienceOf(previous) });
};

/**
 * Who gets the leads in turn: the active agents of the call centre, one after the other, beginning after
 * the one who got the last. Errors: `conflict` if there is no active agent.
 */
export const takeTurns = async (
  tx: Transaction,
  callCentreId: number,
  leads: readonly LeadRow[],
): Promise<ReadonlyMap<number, Target>> => {
  const lastUserId = await lockTurn(tx, callCentreId);
  const agents = await listAgentIds(tx, callCentreId);
  if (agents.length === 0) throw new AppError('conflict', 'the call centre has no active agent');
  const first = agents.findIndex((id) => lastUserId !== null && id > lastUserId);
  const targets = leads.map((lead, turn): [number, Target] => [
    lead.id,
    { userId: agents[(Math.max(first, 0) + turn) % agents.length] ?? null, callCentreId },
  ]);
  const last = targets.at(-1)?.[1].userId;
  if (typeof last === 'number') setTurn(tx, { callCentreId, lastUserId: last });
  return new Map(targets);
};
