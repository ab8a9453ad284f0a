import { actionRead } from '../../domain/actions/events.ts';
import { z } from '@hono/zod-openapi';
import { isRetryable, isSettled, type ActionStatus } from '../../domain/actions/statuses.ts';
import {
  ACTION_SAMPLE,
  ActionAcceptedOut,
  ActionBody,
  ActionFilter,
  ActionOut,
  ActionParams,
  ActionQuery,
  ActionSummaryOut,
  BULK_RETRY_COUNT_MAX,
  BulkRetryIn,
  CountOut,
  RetryCountOut,
  DryRunOut,
} from '../../domain/actions/shapes.ts';
import {
  COUNT_MAX,
  decodeCursor,
  ListCountOut,
  pageOf,
  toListCount,
  toPage,
} from '../../domain/shared/pages.ts';
import { isWithin } from '../../domain/shared/permissions.ts';
import { Uuid } from '../../domain/shared/values.ts';
import type { Transaction } from '../../platform/database.ts';
import { AppError } from '../../errors.ts';
import { actionWorkflowId } from '../../ids.ts';
import { listAttempts } from '../../queries/actions/attempts.ts';
import { listCallbacks } from '../../queries/actions/callbacks.ts';
import { listClaims } from '../../queries/actions/claims.ts';
import { settleAction } from '../../services/actions/settle.ts';
import { countRetryableActions, lockRetryableActions } from '../../queries/actions/retries.ts';
import {
  countActions,
  findAction,
  listActions,
  lockAction,
  type ActionRow,
} from '../../queries/actions/records.ts';
import { listEventsOf } from '../../queries/shared/events.ts';
import { acceptAction, validateAction } from '../../services/actions/accept.ts';
import { bulkEndpoints } from './bulk.ts';
import { callbackEndpoint } from './callbacks.ts';
import { claimEndpoint } from './claims.ts';
import { requestAttempt } from '../../services/actions/attempt-now.ts';
import { retryActions } from '../../services/actions/retry.ts';
import { actionOut, actionSummary, dryRunOut } from './views.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LoadRequest } from '../http/spec.ts';

/** Endpoints to send, read, retry and cancel actions. */

const AnyBody = z.record(z.string(), z.unknown());

/** An action out of the caller's reach is as absent as another company's. */
const inReach =
  (find: typeof findAction) =>
  async ({ tx, params, scope }: LoadRequest<typeof ActionParams>) => {
    const action = await find(tx, params.id);
    const owned = action && { userId: action.decide_par, callCentreId: action.call_centre_id };
    return owned && isWithin(scope, owned) ? action : undefined;
  };

export const actionEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'actions.create',
      method: 'post',
      path: '/api/v1/actions',
      permission: 'actions:create',
      summary: 'Send an action',
      description:
        'Accepts the enriched and the legacy format. 202 means committed, not done. `Location` is the address of the action, with its status.',
      body: AnyBody,
      bodyDocument: ActionBody,
      sample: ACTION_SAMPLE,
      status: 202,
      answer: ActionAcceptedOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx) =>
        accepted(
          await acceptAction(tx, caller, await validateAction(tx, caller, body), deps.clock.now()),
        ),
      ),
  ),
  endpoint(
    deps,
    {
      id: 'actions.dry_run',
      method: 'post',
      path: '/api/v1/actions/dry-run',
      permission: 'actions:create',
      summary: 'Validate an action, resolve its route and show the payload, without sending it',
      body: AnyBody,
      bodyDocument: ActionBody,
      sample: ACTION_SAMPLE,
      status: 200,
      answer: DryRunOut,
    },
    async ({ body, caller, read }) => ({
      body: dryRunOut(deps, caller, await read((tx) => validateAction(tx, caller, body))),
    }),
  ),
  ...bulkEndpoints(deps),
  endpoint(
    deps,
    {
      id: 'actions.list',
      method: 'get',
      path: '/api/v1/actions',
      permission: 'actions:read',
      summary: 'List actions, newest first unless sorted otherwise',
      query: ActionQuery,
      status: 200,
      answer: pageOf(ActionSummaryOut),
    },
    async ({ query: { limit, cursor, sort, ...filter }, scope, read }) => {
      const afterId = decodeCursor(cursor, Uuid);
      const isNewestFirst = sort === '-created_at';
      const rows = await read((tx) =>
        listActions(tx, { scope, filter, isNewestFirst, afterId, limit: limit + 1 }),
      );
      const page = toPage(rows, limit, (row) => row.id);
      return { body: { ...page, data: page.data.map(actionSummary) } };
    },
  ),
  endpoint(
    deps,
    {
      id: 'actions.count',
      method: 'get',
      path: '/api/v1/actions/count',
      permission: 'actions:read',
      summary: `Count the matching actions, up to ${COUNT_MAX}`,
      query: ActionFilter,
      status: 200,
      answer: ListCountOut,
    },
    async ({ query: filter, scope, read }) => ({
      body: toListCount(
        await read((tx) => countActions(tx, { scope, filter, limit: COUNT_MAX + 1 })),
      ),
    }),
  ),
  endpoint(
    deps,
    {
      id: 'actions.retry_count',
      method: 'get',
      path: '/api/v1/actions/retry-count',
      permission: 'actions:retry',
      summary: `Count the matching actions that could be sent again, up to ${BULK_RETRY_COUNT_MAX}`,
      query: ActionFilter,
      status: 200,
      answer: RetryCountOut,
    },
    async ({ query: filter, scope, read }) => {
      const { count, oldest_at: oldestAt } = await read((tx) =>
        countRetryableActions(tx, {
          scope,
          filter,
          limit: BULK_RETRY_COUNT_MAX,
        }),
      );
      return { body: { count, oldest_at: oldestAt?.toISOString() ?? null } };
    },
  ),
  endpoint(
    deps,
    {
      id: 'actions.retry_many',
      method: 'post',
      path: '/api/v1/actions/retry',
      permission: 'actions:retry',
      summary: 'Send the matching actions again',
      description: 'Refused with 409 if their number differs from `expected_count`.',
      body: BulkRetryIn,
      sample: {
        filter: {
          ids: ['0198c0de-0000-7000-8000-000000000000'],
          status: ['failed'],
          route_index: 1,
        },
        expected_count: 3,
      },
      status: 202,
      answer: CountOut,
    },
    async ({ body, scope, write }) =>
      write(async (tx) => {
        const actions = await lockRetryableActions(tx, {
          scope,
          filter: body.filter,
          limit: BULK_RETRY_COUNT_MAX,
        });
        if (actions.length !== body.expected_count) {
          throw new AppError('conflict', `${actions.length} actions match now; count again`);
        }
        await retryActions(tx, actions, deps.clock.now());
        return { body: { count: actions.length } };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'actions.read',
      method: 'get',
      path: '/api/v1/actions/{id}',
      permission: 'actions:read',
      summary: 'One action with its attempts, callbacks and timeline',
      description:
        'Each read is recorded in the audit trail. `attempts[].response_body` and `callbacks[].data` need `actions:read_answers`; they are null without.',
      params: ActionParams,
      load: inReach(findAction),
      status: 200,
      answer: ActionOut,
    },
    async ({ params: { id }, caller, read }) => ({
      body: await read(async (tx, action) => {
        const [attempts, claims, callbacks, events] = await Promise.all([
          listAttempts(tx, id),
          listClaims(tx, id),
          listCallbacks(tx, id),
          listEventsOf(tx, { type: 'action', id }),
        ]);
        tx.emit(actionRead, { subjectId: id });
        return actionOut(deps, action, { attempts, claims, callbacks, events }, caller);
      }),
    }),
  ),
  endpoint(
    deps,
    {
      id: 'actions.retry',
      method: 'post',
      path: '/api/v1/actions/{id}/retry',
      permission: 'actions:retry',
      summary: 'Send a failed, expired or cancelled action again',
      params: ActionParams,
      load: inReach(lockAction),
      status: 202,
      answer: ActionAcceptedOut,
    },
    async ({ write }) =>
      write(async (tx, action) => {
        if (!isRetryable(action.status)) {
          throw new AppError('conflict', `an action that is ${action.status} can't be sent again`);
        }
        const [retried] = await retryActions(tx, [action], deps.clock.now());
        if (!retried) throw new Error('the retry of one action must return one action');
        return accepted(retried);
      }),
  ),
  endpoint(
    deps,
    {
      id: 'actions.attempt_now',
      method: 'post',
      path: '/api/v1/actions/{id}/attempt-now',
      permission: 'actions:retry',
      summary: 'Make the next attempt of an action now',
      description:
        'For an action that n8n has not accepted yet. An attempt that is under way is awaited, so n8n never gets two at once. 409 if the action is not being sent.',
      params: ActionParams,
      load: inReach(lockAction),
      status: 202,
      answer: ActionAcceptedOut,
    },
    async ({ write }) =>
      write(async (tx, action) => {
        await requestAttempt(tx, action, deps.clock.now());
        return accepted(acceptedOut(action, action.status));
      }),
  ),
  claimEndpoint(deps),
  endpoint(
    deps,
    {
      id: 'actions.cancel',
      method: 'post',
      path: '/api/v1/actions/{id}/cancel',
      permission: 'actions:cancel',
      summary: 'Stop an action that has not settled',
      description: 'n8n may still process what it has received; its callback is recorded.',
      params: ActionParams,
      load: inReach(lockAction),
      status: 202,
      answer: ActionAcceptedOut,
    },
    async ({ write }) => write((tx, action) => cancelAction(tx, deps, action)),
  ),
  callbackEndpoint(deps),
];

const cancelAction = async (tx: Transaction, deps: ApiDeps, action: ActionRow) => {
  if (isSettled(action.status)) {
    throw new AppError('conflict', `the action is already ${action.status}`);
  }
  await settleAction(tx, action, {
    status: 'cancelled',
    code: 'cancelled',
    message: '',
    statutDossier: null,
    isLate: false,
    isSimulated: false,
    settledAt: deps.clock.now(),
    isKnownToWorkflow: false,
  });
  return accepted(acceptedOut(action, 'cancelled'));
};

const acceptedOut = (
  action: ActionRow,
  status: ActionStatus,
): z.infer<typeof ActionAcceptedOut> => ({
  id: action.id,
  status,
  route: { index: action.route_index, workflow: action.route_workflow },
  workflow_id: actionWorkflowId(action.id, action.round),
});

const accepted = (body: z.infer<typeof ActionAcceptedOut>) => ({
  body,
  headers: { Location: `/api/v1/actions/${body.id}` },
});
