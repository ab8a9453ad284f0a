import { z } from '@hono/zod-openapi';
import { ACTION_ENTITY_TYPES } from '../entities/types.ts';
import {
  declareEvent,
  declareInternalEvent,
  type NotificationLevel,
  type StreamTopicDeclaration,
} from '../shared/declare-event.ts';
import accepted from './examples/action-accepted.json' with { type: 'json' };
import retried from './examples/action-retried.json' with { type: 'json' };
import settled from './examples/action-settled.json' with { type: 'json' };
import {
  ACTION_OUTCOMES,
  ACTION_STATUSES,
  OUTCOME_CODES,
  SETTLED_STATUSES,
  settledKind,
  type SettledStatus,
} from './statuses.ts';

/** Events of actions. */

export const actionTopics = {
  'action.updated': {
    permission: 'actions:read',
    data: z.object({ id: z.uuid(), status: z.enum(ACTION_STATUSES) }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const Subject = {
  action_id: z.uuid(),
  action_type: z.string(),
  entite_type: z.enum(ACTION_ENTITY_TYPES).nullable(),
  entite_id: z.string().nullable(),
  round: z.int().min(1),
};

export const actionAccepted = declareEvent('ActionAccepted', 'action', {
  permission: 'actions:read',
  data: z.object({ ...Subject, decide_par: z.int(), route: z.string() }),
  example: accepted,
  audit: 'actions.create',
  stream: { topic: 'action.updated', data: (_data, id) => ({ id, status: 'accepted' }) },
});

export const actionRetried = declareEvent('ActionRetried', 'action', {
  permission: 'actions:read',
  data: z.object({ ...Subject, previous_status: z.enum(ACTION_STATUSES) }),
  example: retried,
  audit: 'actions.retry',
  stream: { topic: 'action.updated', data: (_data, id) => ({ id, status: 'accepted' }) },
});

/** A user asked for the next attempt now, instead of at its time. */
export const actionAttemptRequested = declareInternalEvent<{
  status: (typeof ACTION_STATUSES)[number];
}>('ActionAttemptRequested', 'action', {
  audit: 'actions.attempt_now',
  stream: { topic: 'action.updated', data: ({ status }, id) => ({ id, status }) },
});

const LEVELS: Record<SettledStatus, NotificationLevel> = {
  succeeded: 'success',
  failed: 'error',
  expired: 'warning',
  cancelled: 'info',
};

export const actionSettled = declareEvent('ActionSettled', 'action', {
  permission: 'actions:read',
  data: z.object({
    ...Subject,
    status: z.enum(SETTLED_STATUSES),
    outcome_code: z.enum(OUTCOME_CODES),
    is_late: z.boolean(),
    is_simulated: z.boolean(),
  }),
  example: settled,
  audit: 'actions.settle',
  stream: { topic: 'action.updated', data: ({ status }, id) => ({ id, status }) },
  notification: {
    code: 'action_settled',
    kinds: SETTLED_STATUSES.map(settledKind),
    type: ({ status }) => settledKind(status),
    level: ({ status }) => LEVELS[status],
  },
  counter: {
    name: 'relais_actions_settled_total',
    help: 'Settled actions, by status and outcome code.',
    labels: ({ status, outcome_code }) => ({ status, outcome_code }),
    initialLabels: ACTION_OUTCOMES.map(({ status, code }) => ({ status, outcome_code: code })),
  },
});

/** An open action changed: it is dispatched, waits for its callback, or n8n reported progress. */
export const actionProgressed = declareInternalEvent<{ status: (typeof ACTION_STATUSES)[number] }>(
  'ActionProgressed',
  'action',
  { stream: { topic: 'action.updated', data: ({ status }, id) => ({ id, status }) } },
);

/** A flow of n8n took the action. */
export const actionClaimed = declareInternalEvent<{ status: (typeof ACTION_STATUSES)[number] }>(
  'ActionClaimed',
  'action',
  {
    audit: 'actions.claim',
    stream: { topic: 'action.updated', data: ({ status }, id) => ({ id, status }) },
  },
);

export const actionRead = declareInternalEvent('ActionRead', 'action', { audit: 'actions.read' });
