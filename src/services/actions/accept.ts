import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../../platform/database.ts';
import {
  catalogueType,
  completeType,
  DEFAULT_DECISION_TYPE,
  type ActionType,
} from '../../domain/action-types/catalogue.ts';
import { actionAccepted } from '../../domain/actions/events.ts';
import { notificationHandled } from '../../domain/notifications/events.ts';
import { actionFaults, type RuleFault } from '../../domain/actions/rules.ts';
import { routeAction, type ResolvedRoute } from '../../domain/action-routes/routing.ts';
import type { ActionDraft, NormalisedAction } from '../../domain/actions/shapes.ts';
import { reachOf, type Caller } from '../../domain/shared/permissions.ts';
import { AppError } from '../../errors.ts';
import { actionWorkflowId } from '../../ids.ts';
import { findActionContext, type ActionContext } from '../../queries/actions/context.ts';
import { listRoutes, type StoredRoute } from '../../queries/action-routes.ts';
import { markNotificationHandled } from '../../queries/notifications/records.ts';
import { linkActionToCase } from '../cases/of-actions.ts';
import { dismissAnsweredAction } from '../todo/dismiss.ts';
import { startActionRun } from './run.ts';
import {
  insertAction,
  type InsertActionInput,
  type RouteSnapshot,
} from '../../queries/actions/records.ts';
import { readAction, type NotificationSource } from './read.ts';
import { listSubjects, type ActionSubject } from './subjects.ts';

/** Reads, validates and accepts an action. The dry run does the same without the last step. */

/** A draft with its faults. It can be accepted if it has none. */
export interface ValidatedAction {
  action: NormalisedAction;
  context: ActionContext;
  /** Null: it names none, or one that the caller does not see. */
  subject: ActionSubject | null;
  resolved: ResolvedRoute<StoredRoute> | null;
  faults: RuleFault[];
}

export const validateAction = async (
  tx: Transaction,
  caller: Caller,
  body: Record<string, unknown>,
  notification: NotificationSource | null = null,
): Promise<ValidatedAction> => {
  const read = readAction(body, notification);
  const { draft } = read;
  const [context, { routes }] = await Promise.all([
    findActionContext(tx, {
      actionType: draft.actionType,
      entiteType: draft.entiteType,
      entiteId: draft.entiteId,
      decidePar: draft.decidePar ?? caller.userId,
      notificationId: draft.notificationId,
      userId: caller.userId,
    }),
    listRoutes(tx),
  ]);
  const subject = await subjectOf(tx, caller, draft, context);
  const type = companyType(context) ?? catalogueType(draft.actionType);
  const faults = actionFaults(draft, {
    subject,
    decider: context.decider,
    type,
    notification: context.notification,
    deciderPath: read.deciderPath,
    metadataPath: read.metadataPath,
    callerUserId: caller.userId,
    mayImpersonate: reachOf(caller, 'actions:impersonate') !== 'none',
  }).filter((fault) => !read.faults.some((earlier) => isAtOrBelow(fault.path, earlier.path)));
  return {
    action: {
      ...draft,
      decisionType: draft.decisionType ?? type?.decisionType ?? DEFAULT_DECISION_TYPE,
    },
    context,
    subject,
    resolved:
      draft.actionType === '' ? null : routeAction(routes, draft.actionType, type !== undefined),
    faults: [...read.faults, ...faults],
  };
};

/** A record came with the context; a case has a reach. */
const subjectOf = async (
  tx: Transaction,
  caller: Caller,
  { entiteType, entiteId }: ActionDraft,
  { entity }: ActionContext,
): Promise<ActionSubject | null> => {
  if (entiteType !== 'dossier' || entiteId === null) {
    return entity && { entityId: entity.id, caseId: null, data: entity.data };
  }
  const found = await listSubjects(tx, caller, { type: entiteType, refs: [entiteId] });
  return found.get(entiteId) ?? null;
};

/**
 * Inserts a validated action with the command that starts its workflow, and links it to its case. Out: id, status, route and
 * workflow id. Errors: `validation_failed` or `forbidden` with the faults.
 */
export const acceptAction = async (
  tx: Transaction,
  caller: Caller,
  validated: ValidatedAction,
  createdAt: Date,
) => {
  const { action, context, subject, resolved, faults } = validated;
  refuseFaults(faults);
  if (!resolved) throw new Error('a valid action must have a type');
  const id = uuidv7();
  const input: InsertActionInput = {
    ...action,
    id,
    entityId: subject?.entityId ?? null,
    entiteData: action.entiteData ?? subject?.data ?? {},
    decidePar: action.decidePar ?? caller.userId,
    callCentreId: context.decider?.call_centre_id ?? null,
    route: toRouteSnapshot(resolved),
    createdBy: caller.userId,
    createdAt,
  };
  insertAction(tx, input);
  startActionRun(tx, {
    id,
    round: 1,
    entite_type: input.entiteType,
    entity_id: input.entityId,
  });
  tx.emit(actionAccepted, {
    subjectId: id,
    audience: { userId: input.decidePar, callCentreId: input.callCentreId },
    occurredAt: createdAt,
    data: {
      action_id: id,
      action_type: input.actionType,
      entite_type: input.entiteType,
      entite_id: input.entiteId,
      round: 1,
      decide_par: input.decidePar,
      route: input.route.workflow,
    },
  });
  const caseId = subject?.caseId ?? null;
  if (caseId !== null) await linkActionToCase(tx, { caseId, actionId: id });
  if (context.notification !== null) {
    await handleNotification(tx, caller, { id: context.notification.id, actionId: id, createdAt });
  }
  return {
    id,
    status: 'accepted' as const,
    route: { index: input.route.index, workflow: input.route.workflow },
    workflow_id: actionWorkflowId(id, 1),
  };
};

/** The action answers a notification of the caller. Only the first answer is kept. */
const handleNotification = async (
  tx: Transaction,
  caller: Caller,
  { id, actionId, createdAt }: { id: number; actionId: string; createdAt: Date },
): Promise<void> => {
  const { userId } = caller;
  const isFirst = await markNotificationHandled(tx, { id, userId, actionId, handledAt: createdAt });
  if (!isFirst) return;
  tx.emit(notificationHandled, {
    subjectId: id,
    audience: { userId, callCentreId: null },
    data: { id },
    after: { handled_by: userId, handled_action_id: actionId },
  });
  await dismissAnsweredAction(tx, caller, id);
};

export const toRouteSnapshot = ({
  route,
  isUnrouted,
}: ResolvedRoute<StoredRoute>): RouteSnapshot => ({
  ...route,
  apiKeyEncrypted: 'apiKeyEncrypted' in route ? route.apiKeyEncrypted : null,
  prefix: isUnrouted ? null : route.prefix,
  isUnrouted,
});

/** Errors: `forbidden` if a fault is a missing permission, else `validation_failed`; with all faults. */
export const refuseFaults = (faults: readonly RuleFault[]): void => {
  if (faults.length === 0) return;
  const isForbidden = faults.some((fault) => fault.isForbidden);
  throw new AppError(
    isForbidden ? 'forbidden' : 'validation_failed',
    isForbidden ? 'this needs the permission actions:impersonate' : 'the action is not valid',
    { faults },
  );
};

const companyType = ({ type }: ActionContext): ActionType | undefined =>
  type === null
    ? undefined
    : completeType({
        code: type.code,
        label: type.label,
        entityTypes: type.entity_types,
        roles: type.roles,
        metadataSchema: type.metadata_schema,
      });

/** Used to report one fault per field: a malformed field is not checked against the rules as well. */
const isAtOrBelow = (path: string, parent: string): boolean =>
  path === parent || path.startsWith(`${parent}.`);
