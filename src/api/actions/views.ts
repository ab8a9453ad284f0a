import type { z } from '@hono/zod-openapi';
import { isSimulated } from '../../domain/actions/callbacks.ts';
import { actionPayload, callbackOf, MASKED_TOKEN } from '../../domain/actions/payload.ts';
import {
  FALLBACK_ROUTE,
  type ActionRoute,
  type ResolvedRoute,
} from '../../domain/action-routes/routing.ts';
import type {
  ActionAcceptedOut,
  ActionOut,
  ActionSummaryOut,
  DryRunOut,
} from '../../domain/actions/shapes.ts';
import type { ActionStatus } from '../../domain/actions/statuses.ts';
import { actionAccepted, actionRetried } from '../../domain/actions/events.ts';
import { entityLabel } from '../../domain/entities/types.ts';
import { reachOf, type Caller } from '../../domain/shared/permissions.ts';
import { boundFaults } from '../../domain/shared/faults.ts';
import { actionWorkflowId } from '../../ids.ts';
import type { AttemptRow } from '../../queries/actions/attempts.ts';
import type { CallbackRow } from '../../queries/actions/callbacks.ts';
import type { ClaimRow } from '../../queries/actions/claims.ts';
import type { ActionRow } from '../../queries/actions/records.ts';
import type { RetrierRow } from '../../queries/actions/retries.ts';
import type { EventRow } from '../../queries/shared/events.ts';
import type { ValidatedAction } from '../../services/actions/accept.ts';
import type { ApiDeps } from '../http/context.ts';

/** Converts rows of actions to the shapes of the API. */

type Summary = z.infer<typeof ActionSummaryOut>;
type Detail = z.infer<typeof ActionOut>;

export const actionSummary = (action: ActionRow): Summary => ({
  id: action.id,
  status: action.status,
  action_type: action.action_type,
  entite_type: action.entite_type,
  entite_id: action.entite_id,
  entite_label:
    action.entite_id === null ? null : entityLabel(action.entite_data, action.entite_id),
  decide_par: action.decide_par,
  decide_par_name: action.decide_par_name,
  decision_type: action.decision_type,
  route: { index: action.route_index, workflow: action.route_workflow },
  is_unrouted: action.is_unrouted,
  attempt_count: action.attempt_count,
  outcome_code: action.outcome_code,
  outcome_message: action.outcome_message,
  created_at: action.created_at.toISOString(),
  deadline_at: iso(action.deadline_at),
  settled_at: iso(action.settled_at),
});

interface History {
  attempts: AttemptRow[];
  claims: ClaimRow[];
  callbacks: CallbackRow[];
  events: EventRow[];
  retriers: RetrierRow[];
}

export const actionOut = (
  deps: Pick<ApiDeps, 'config' | 'clock'>,
  action: ActionRow,
  history: History,
  caller: Caller,
): Detail => {
  const workflowId = actionWorkflowId(action.id, action.round);
  const seesTemporal = reachOf(caller, 'operations:read') !== 'none';
  const seesAnswers = reachOf(caller, 'actions:read_answers') !== 'none';
  return {
    ...actionSummary(action),
    format: action.format,
    action_source: action.action_source,
    action_button: action.action_button,
    entite_data: action.entite_data,
    commentaire: action.commentaire,
    metadonnees: action.metadonnees,
    notification_id: action.notification_id,
    round: action.round,
    workflow_id: workflowId,
    temporal_url: seesTemporal ? temporalUrl(deps, workflowId) : null,
    payload: actionPayload(action, {
      timestamp: history.attempts.at(-1)?.started_at ?? action.created_at,
      source: deps.config.ACTION_SOURCE,
      attempt: Math.max(1, action.attempt_count),
      callback: callbackOf(deps.config.PUBLIC_URL, action.id, MASKED_TOKEN),
    }),
    attempts: history.attempts.map((attempt) => ({
      ...attempt,
      response_body: seesAnswers ? attempt.response_body : null,
      started_at: attempt.started_at.toISOString(),
      next_attempt_at: iso(attempt.next_attempt_at),
    })),
    callbacks: history.callbacks.map((callback) => ({
      ...callback,
      data: seesAnswers ? callback.data : null,
      is_simulated: isSimulated(callback.data),
      received_at: callback.received_at.toISOString(),
    })),
    timeline: timeline(action, history),
  };
};

const timeline = (
  action: ActionRow,
  { attempts, claims, callbacks, events, retriers }: History,
): Detail['timeline'] =>
  [
    {
      at: action.created_at,
      kind: 'accepted' as const,
      code: 'accepted',
      message: null,
      by: action.decide_par_name,
    },
    ...attempts.map((attempt) => ({
      at: attempt.started_at,
      kind: 'attempt' as const,
      code: attempt.outcome,
      message:
        attempt.error_code ?? (attempt.status_code === null ? null : `HTTP ${attempt.status_code}`),
      by: null,
    })),
    ...claims.map((claim) => ({
      at: claim.claimed_at,
      kind: 'claim' as const,
      code: 'claimed',
      message: null,
      by: null,
    })),
    ...callbacks.map((callback) => ({
      at: callback.received_at,
      kind: 'callback' as const,
      code: callback.is_late ? `late_${callback.status}` : callback.status,
      message: callback.message,
      by: null,
    })),
    ...events
      .filter(({ type }) => type !== actionAccepted.name)
      .map((event) => ({
        at: event.occurred_at,
        kind: 'event' as const,
        code: event.type,
        message: typeof event.data['status'] === 'string' ? event.data['status'] : null,
        by:
          event.type === actionRetried.name
            ? (retriers.find(({ round }) => round === event.data['round'])?.name ?? null)
            : null,
      })),
  ]
    .sort((left, right) => left.at.getTime() - right.at.getTime())
    .map((entry) => ({ ...entry, at: entry.at.toISOString() }));

/** URL of a run in the Temporal UI. Null if TEMPORAL_UI_URL is not set. */
export const temporalUrl = (
  { config }: Pick<ApiDeps, 'config'>,
  workflowId: string,
): string | null =>
  config.TEMPORAL_UI_URL === undefined
    ? null
    : `${config.TEMPORAL_UI_URL}/namespaces/${config.TEMPORAL_NAMESPACE}/workflows/${encodeURIComponent(workflowId)}`;

/** A resolved route with a sentence that explains it. */
export const explainedRoute = (
  { route, isUnrouted, isUnknownType }: ResolvedRoute<ActionRoute>,
  actionType: string,
) => ({
  prefix: isUnrouted ? null : route.prefix,
  index: route.index,
  workflow: route.workflow,
  is_unrouted: isUnrouted,
  explanation: isUnknownType
    ? `${actionType} is not in the catalogue, so it takes the fallback route ${FALLBACK_ROUTE.workflow}`
    : isUnrouted
      ? `no route matches ${actionType}, so it takes the fallback route ${FALLBACK_ROUTE.workflow}`
      : `${route.prefix} is the longest matching prefix of ${actionType}`,
});

export const dryRunOut = (
  deps: Pick<ApiDeps, 'config' | 'clock'>,
  caller: Caller,
  { action, context, subject, resolved, faults }: ValidatedAction,
): z.infer<typeof DryRunOut> => ({
  is_valid: faults.length === 0,
  faults: boundFaults(faults),
  route: resolved === null ? null : explainedRoute(resolved, action.actionType),
  payload:
    faults.length > 0 || resolved === null
      ? null
      : actionPayload(
          {
            action_type: action.actionType,
            action_source: action.actionSource,
            action_button: action.actionButton,
            entite_type: action.entiteType,
            entite_id: action.entiteId,
            entite_data: action.entiteData ?? subject?.data ?? {},
            decide_par: action.decidePar ?? caller.userId,
            decision_type: action.decisionType,
            commentaire: action.commentaire,
            metadonnees: action.metadonnees,
            notification_id: action.notificationId,
            notification_categorie: context.notification?.categorie ?? null,
            notification_type: context.notification?.type ?? null,
            notification_code: context.notification?.code ?? null,
            notification_params: context.notification?.params ?? null,
            notification_locale: context.notification?.locale ?? null,
            type_action: action.typeAction,
            id: UNASSIGNED_ID,
            route_index: resolved.route.index,
            route_workflow: resolved.route.workflow,
          },
          {
            timestamp: deps.clock.now(),
            source: deps.config.ACTION_SOURCE,
            attempt: 1,
            callback: callbackOf(deps.config.PUBLIC_URL, UNASSIGNED_ID, MASKED_TOKEN),
          },
        ),
});

/** Placeholder: a dry run creates no action. */
const UNASSIGNED_ID = '00000000-0000-0000-0000-000000000000';

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null;

export const acceptedOut = (
  action: ActionRow,
  status: ActionStatus,
): z.infer<typeof ActionAcceptedOut> => ({
  id: action.id,
  status,
  route: { index: action.route_index, workflow: action.route_workflow },
  workflow_id: actionWorkflowId(action.id, action.round),
});

export const accepted = (body: z.infer<typeof ActionAcceptedOut>) => ({
  body,
  headers: { Location: `/api/v1/actions/${body.id}` },
});
