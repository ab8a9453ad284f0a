import { ActionFilter } from '../../domain/actions/filter.ts';
import { BULK_RETRY_COUNT_MAX, BulkRetryIn, RetryCountOut } from '../../domain/actions/retries.ts';
import { ActionAcceptedOut, ActionParams } from '../../domain/actions/shapes.ts';
import { isRetryable } from '../../domain/actions/statuses.ts';
import { CountOut } from '../../domain/shared/pages.ts';
import { AppError } from '../../errors.ts';
import { lockAction } from '../../queries/actions/records.ts';
import { countRetryableActions, lockRetryableActions } from '../../queries/actions/retries.ts';
import { requestAttempt } from '../../services/actions/attempt-now.ts';
import { isCaseGone } from '../../services/cases/of-actions.ts';
import { retryActions } from '../../services/actions/retry.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { inReach } from './reach.ts';
import { accepted, acceptedOut } from './views.ts';

/** Endpoints to send actions again, and to make the next attempt now. */

export const actionRetryEndpoints = (deps: ApiDeps): Endpoint[] => [
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
        if (await isCaseGone(tx, action)) {
          throw new AppError('conflict', 'the case of this action was deleted');
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
];
