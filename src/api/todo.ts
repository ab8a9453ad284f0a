import { z } from '@hono/zod-openapi';
import { ActionParams } from '../domain/actions/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { NotificationParams } from '../domain/notifications/shapes.ts';
import { actionDismissalUndone, actionDismissed } from '../domain/todo/events.ts';
import { TODO_COUNT_MAX, TodoCountOut, TodoItemOut, TodoQuery } from '../domain/todo/shapes.ts';
import { AppError } from '../errors.ts';
import { lockAction } from '../queries/actions/records.ts';
import { findNotification } from '../queries/notifications/records.ts';
import {
  dismissAction,
  dismissNotification,
  undoDismissal,
  undoNotificationDismissal,
} from '../queries/todo/items.ts';
import { countTodo, listTodoRefs, type TodoPosition, type TodoRef } from '../queries/todo/refs.ts';
import { audienceOf } from '../services/actions/facts.ts';
import { loadTodo, todoSelects } from '../services/todo/sources.ts';
import { inReach } from './actions/reach.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import type { LoadRequest } from './http/spec.ts';
import { emitRead } from './notifications/endpoints.ts';

/** What waits for the caller, and how an item is taken away without doing anything. */

const findOwn = ({ tx, params: { id }, scope }: LoadRequest<typeof NotificationParams>) =>
  findNotification(tx, { id, scope });

export const todoEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'todo.list',
      method: 'get',
      path: '/api/v1/todo',
      permission: 'notifications:read',
      summary: 'What waits for me, the worst first',
      description:
        'Failed and expired actions within reach that were not retried or dismissed, leads in the initial status that are assigned to the caller or unassigned, own tasks that are overdue or due today, own follow-ups that are due, and own notifications of failures and warnings about anything else that were not answered or dismissed; of the last 30 days, without the kinds that the caller switched off.',
      query: TodoQuery,
      status: 200,
      answer: pageOf(TodoItemOut),
    },
    async ({ query: { limit, cursor, is_mine: isMine }, caller, read }) => ({
      body: await read(async (tx) => {
        const refs = await listTodoRefs(tx, {
          selects: todoSelects(tx, caller, isMine),
          after: positionOf(decodeCursor(cursor, Position)),
          limit: limit + 1,
        });
        const page = toPage(refs, limit, cursorOf);
        return { ...page, data: await loadTodo(tx, page.data, caller.userId) };
      }),
    }),
  ),
  endpoint(
    deps,
    {
      id: 'todo.count',
      method: 'get',
      path: '/api/v1/todo/count',
      permission: 'notifications:read',
      summary: `Count what waits for me, up to ${TODO_COUNT_MAX}`,
      status: 200,
      answer: TodoCountOut,
    },
    async ({ caller, read }) => {
      const count = await read((tx) => countTodo(tx, todoSelects(tx, caller)));
      return {
        body: { count: Math.min(count, TODO_COUNT_MAX), is_more: count > TODO_COUNT_MAX },
      };
    },
  ),
  endpoint(
    deps,
    {
      id: 'actions.dismiss',
      method: 'put',
      path: '/api/v1/actions/{id}/dismissal',
      permission: 'actions:retry',
      summary: 'Say that nothing more has to be done about a failed or expired action',
      description: 'Holds for this round: if a retry fails, it waits for somebody again.',
      params: ActionParams,
      load: inReach(lockAction),
      status: 204,
    },
    async ({ caller, write }) =>
      write(async (tx, action) => {
        if (action.status !== 'failed' && action.status !== 'expired') {
          throw new AppError('conflict', `an action that is ${action.status} does not wait`);
        }
        const isChanged = await dismissAction(tx, { id: action.id, userId: caller.userId });
        if (isChanged) {
          tx.emit(actionDismissed, {
            subjectId: action.id,
            audience: audienceOf(action),
            data: { status: action.status },
            after: { round: action.round },
          });
        }
        return {};
      }),
  ),
  endpoint(
    deps,
    {
      id: 'actions.undo_dismissal',
      method: 'delete',
      path: '/api/v1/actions/{id}/dismissal',
      permission: 'actions:retry',
      summary: 'Undo the dismissal of an action',
      params: ActionParams,
      load: inReach(lockAction),
      status: 204,
    },
    async ({ write }) =>
      write(async (tx, action) => {
        const isChanged = await undoDismissal(tx, action.id);
        if (isChanged) {
          tx.emit(actionDismissalUndone, {
            subjectId: action.id,
            audience: audienceOf(action),
            data: { status: action.status },
            after: { round: action.round },
          });
        }
        return {};
      }),
  ),
  endpoint(
    deps,
    {
      id: 'notifications.dismiss',
      method: 'put',
      path: '/api/v1/notifications/{id}/dismissal',
      permission: 'notifications:update',
      summary: 'Say that nothing has to be done about an own notification',
      description: 'It also counts as read.',
      params: NotificationParams,
      load: findOwn,
      status: 204,
    },
    async ({ caller, write }) =>
      write(async (tx, { id }) => {
        if (await dismissNotification(tx, { id, userId: caller.userId })) emitRead(tx, id);
        return {};
      }),
  ),
  endpoint(
    deps,
    {
      id: 'notifications.undo_dismissal',
      method: 'delete',
      path: '/api/v1/notifications/{id}/dismissal',
      permission: 'notifications:update',
      summary: 'Undo the dismissal of a notification',
      params: NotificationParams,
      load: findOwn,
      status: 204,
    },
    async ({ caller, write }) =>
      write(async (tx, { id }) => {
        if (await undoNotificationDismissal(tx, { id, userId: caller.userId })) {
          emitRead(tx, id);
        }
        return {};
      }),
  ),
];

const Position = z.string().regex(/^[0-2] \d{1,16} [0-9a-f-]{1,36}$/);

const cursorOf = ({ severity, at_ms: atMs, id }: TodoRef): string => `${severity} ${atMs} ${id}`;

const positionOf = (cursor: string | undefined): TodoPosition | undefined => {
  const [severity, atMs, id] = cursor?.split(' ') ?? [];
  return id === undefined ? undefined : { severity: Number(severity), atMs: Number(atMs), id };
};
