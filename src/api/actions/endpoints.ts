import { actionRead } from '../../domain/actions/events.ts';
import { z } from '@hono/zod-openapi';
import { ActionFilter, ActionQuery } from '../../domain/actions/filter.ts';
import { isSettled } from '../../domain/actions/statuses.ts';
import {
  ACTION_SAMPLE,
  ActionAcceptedOut,
  ActionBody,
  ActionOut,
  ActionParams,
  ActionSummaryOut,
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
import { Uuid } from '../../domain/shared/values.ts';
import type { Transaction } from '../../platform/database.ts';
import { AppError } from '../../errors.ts';
import { listAttempts } from '../../queries/actions/attempts.ts';
import { listCallbacks } from '../../queries/actions/callbacks.ts';
import { listClaims } from '../../queries/actions/claims.ts';
import { settleAction } from '../../services/actions/settle.ts';
import { listRetriers } from '../../queries/actions/retries.ts';
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
import { inReach } from './reach.ts';
import { actionRetryEndpoints } from './retries.ts';
import { accepted, acceptedOut, actionOut, actionSummary, dryRunOut } from './views.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** Endpoints to send, read and cancel actions. */

const AnyBody = z.record(z.string(), z.unknown());

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
  // Before `/actions/{id}`, which would read `retry-count` as an id.
  ...actionRetryEndpoints(deps),
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
        const [attempts, claims, callbacks, events, retriers] = await Promise.all([
          listAttempts(tx, id),
          listClaims(tx, id),
          listCallbacks(tx, id),
          listEventsOf(tx, { type: 'action', id }),
          listRetriers(tx, id),
        ]);
        tx.emit(actionRead, { subjectId: id });
        const history = { attempts, claims, callbacks, events, retriers };
        return actionOut(deps, action, history, caller);
      }),
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
