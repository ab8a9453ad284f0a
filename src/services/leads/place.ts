import { fault } from '../../domain/shared/faults.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import { AppError, invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { checkCallCentre, findTarget } from './assign.ts';

/** Where a new lead goes, within the scope of `leads:create`: the one who creates it must reach it. */

interface Place {
  callCentreId: number | null;
  assignedTo: number | null;
}

/**
 * In: what the request says. Without an assignee, an agent gets the lead; without a call centre, it is the
 * one of the assignee, else the caller's. Errors: those of `findTarget` and `checkCallCentre`.
 */
export const placeNewLead = async (
  tx: Transaction,
  scope: Scope,
  asked: { callCentreId: number | null | undefined; assignedTo: number | null | undefined },
): Promise<Place> => {
  const isAgent = scope.reach === 'own' || scope.reach === 'own_or_unassigned';
  const assignedTo = asked.assignedTo ?? (isAgent ? scope.userId : null);
  const target = await findTarget(tx, scope, assignedTo, 'assigned_to');
  if (typeof asked.callCentreId === 'number') {
    await checkCallCentre(tx, scope, asked.callCentreId);
  }
  const callCentreId = asked.callCentreId ?? target.callCentreId ?? scope.callCentreId;
  if (target.callCentreId !== null && callCentreId !== target.callCentreId) {
    throw invalid([fault('call_centre_id', 'invalid', {})]);
  }
  if (scope.reach !== 'company' && callCentreId === null) {
    throw new AppError('forbidden', 'this needs a call centre');
  }
  return { callCentreId, assignedTo };
};
