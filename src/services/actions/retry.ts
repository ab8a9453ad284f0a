import type { Transaction } from '../../platform/database.ts';
import { actionRetried } from '../../domain/actions/events.ts';
import { catalogueType } from '../../domain/action-types/catalogue.ts';
import { routeAction } from '../../domain/action-routes/routing.ts';
import { actionWorkflowId } from '../../ids.ts';
import { listRoutes } from '../../queries/action-routes.ts';
import { listCompanyActionTypes } from '../../queries/action-types.ts';
import { openNextRound } from '../../queries/actions/retries.ts';
import type { ActionRow } from '../../queries/actions/records.ts';
import { audienceOf, eventSubject } from './facts.ts';
import { startActionRun } from './run.ts';
import { toRouteSnapshot } from './accept.ts';

/**
 * Opens a new round for settled actions: a new workflow run and the current route, because users often
 * correct a route before they retry. The caller of this function must hold the row locks.
 */
export const retryActions = async (
  tx: Transaction,
  actions: readonly ActionRow[],
  retriedAt: Date,
) => {
  const [{ routes }, own] = await Promise.all([listRoutes(tx), listCompanyActionTypes(tx)]);
  const ownCodes = new Set(own.map((type) => type.code));
  return Promise.all(
    actions.map(async (action) => {
      const round = action.round + 1;
      const isKnownType =
        ownCodes.has(action.action_type) || catalogueType(action.action_type) !== undefined;
      const route = toRouteSnapshot(routeAction(routes, action.action_type, isKnownType));
      startActionRun(tx, { ...action, round });
      tx.emit(actionRetried, {
        subjectId: action.id,
        audience: audienceOf(action),
        occurredAt: retriedAt,
        data: { ...eventSubject(action), round, previous_status: action.status },
        before: { status: action.status, round: action.round },
        after: { status: 'accepted', round },
      });
      await openNextRound(tx, { id: action.id, round, route });
      return {
        id: action.id,
        status: 'accepted' as const,
        route: { index: route.index, workflow: route.workflow },
        workflow_id: actionWorkflowId(action.id, round),
      };
    }),
  );
};
