import { z } from '@hono/zod-openapi';
import { CaseParams } from '../domain/cases/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { scopeOf, type Scope } from '../domain/shared/permissions.ts';
import {
  RecordTaskQuery,
  TaskIn,
  TaskOut,
  TaskParams,
  TaskPatch,
  TaskQuery,
  type TaskFilter,
} from '../domain/tasks/shapes.ts';
import type { Transaction } from '../platform/database.ts';
import { findCase } from '../queries/cases/records.ts';
import { findTask, listTasks, type TaskRow } from '../queries/tasks.ts';
import { changeTask, createTask, removeTask } from '../services/tasks.ts';
import { conversationInReach, InConversationParams } from './conversations/in-reach.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import type { LoadRequest } from './http/spec.ts';

/** Tasks, of the team, of a conversation or of a case. */

const SAMPLE = {
  title: 'Envoyer le devis',
  due_at: '2026-12-01T09:00:00Z',
  assigned_to: null,
  person_id: null,
};

const lockInReach = ({ tx, params, scope }: LoadRequest<typeof TaskParams>) =>
  findTask(tx, { id: params.id, scope, isLocked: true });

export const taskEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  endpoint(
    deps,
    {
      id: 'tasks.read',
      method: 'get',
      path: '/inbox/tasks/{id}',
      permission: 'tasks:read',
      summary: 'One task',
      params: TaskParams,
      load: ({ tx, params, scope }) => findTask(tx, { id: params.id, scope }),
      status: 200,
      answer: TaskOut,
    },
    ({ read }) => read((_tx, task) => Promise.resolve({ body: taskOut(task) })),
  ),
  update(deps),
  endpoint(
    deps,
    {
      id: 'tasks.delete',
      method: 'delete',
      path: '/inbox/tasks/{id}',
      permission: 'tasks:update',
      summary: 'Delete a task',
      params: TaskParams,
      load: lockInReach,
      status: 204,
    },
    ({ write }) =>
      write(async (tx, task) => {
        await removeTask(tx, task);
        return {};
      }),
  ),
  listOfConversation(deps),
  createInConversation(deps),
  listOfCase(deps),
  createInCase(deps),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'tasks.list',
      method: 'get',
      path: '/inbox/tasks',
      permission: 'tasks:read',
      summary: 'List tasks: the first due first; done ones, the last done first',
      query: TaskQuery,
      status: 200,
      answer: pageOf(TaskOut),
    },
    ({ query: { limit, cursor, ...filter }, scope, read }) =>
      read(async (tx) => ({ body: await pageOfTasks(tx, { scope, filter, limit, cursor }) })),
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'tasks.create',
      method: 'post',
      path: '/inbox/tasks',
      permission: 'tasks:create',
      summary: 'Create a task',
      body: TaskIn,
      sample: SAMPLE,
      status: 201,
      answer: TaskOut,
    },
    ({ body, caller, write }) => write(async (tx) => created(await createTask(tx, caller, body))),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'tasks.update',
      method: 'patch',
      path: '/inbox/tasks/{id}',
      permission: 'tasks:update',
      summary: 'Change a task, or say that it is done',
      description: 'Refused with 409 if `version` is not the current version.',
      params: TaskParams,
      load: lockInReach,
      body: TaskPatch,
      sample: {
        version: 1,
        title: 'Envoyer le devis',
        due_at: null,
        assigned_to: null,
        is_done: true,
      },
      status: 200,
      answer: TaskOut,
    },
    ({ body, caller, write }) =>
      write(async (tx, task) => ({
        body: taskOut(await changeTask(tx, task, body, caller.userId)),
      })),
  );

const listOfConversation = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversation_tasks.list',
      method: 'get',
      path: '/inbox/conversations/{id}/tasks',
      permission: 'tasks:read',
      summary: 'The tasks of a conversation',
      params: InConversationParams,
      load: conversationInReach,
      query: RecordTaskQuery,
      status: 200,
      answer: pageOf(TaskOut),
    },
    ({ query: { limit, cursor, is_done }, scope, read }) =>
      read(async (tx, conversation) => {
        const filter = { is_done, conversation_id: conversation.id };
        return { body: await pageOfTasks(tx, { scope, filter, limit, cursor }) };
      }),
  );

const createInConversation = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversation_tasks.create',
      method: 'post',
      path: '/inbox/conversations/{id}/tasks',
      permission: 'tasks:create',
      summary: 'Create a task from a conversation',
      params: InConversationParams,
      load: conversationInReach,
      body: TaskIn,
      sample: SAMPLE,
      status: 201,
      answer: TaskOut,
    },
    ({ body, caller, write }) =>
      write(async (tx, conversation) =>
        created(await createTask(tx, caller, body, { conversation })),
      ),
  );

/** Within the reach of the caller's role; the scope that an API key needs is that of the route. */
const caseOfTasks = ({ tx, params, caller }: LoadRequest<typeof CaseParams>) => {
  const scope = scopeOf({ ...caller, scopes: null }, 'cases:read');
  return scope === undefined ? Promise.resolve(undefined) : findCase(tx, { id: params.id, scope });
};

const listOfCase = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_tasks.list',
      method: 'get',
      path: '/api/crm/case/{id}/task',
      permission: 'tasks:read',
      summary: 'The tasks of a case',
      params: CaseParams,
      load: caseOfTasks,
      query: RecordTaskQuery,
      status: 200,
      answer: pageOf(TaskOut),
    },
    ({ query: { limit, cursor, is_done }, scope, read }) =>
      read(async (tx, row) => {
        const filter = { is_done, case_id: row.id };
        return { body: await pageOfTasks(tx, { scope, filter, limit, cursor }) };
      }),
  );

const createInCase = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'case_tasks.create',
      method: 'post',
      path: '/api/crm/case/{id}/task',
      permission: 'tasks:create',
      summary: 'Create a task of a case',
      params: CaseParams,
      load: caseOfTasks,
      body: TaskIn,
      sample: SAMPLE,
      status: 201,
      answer: TaskOut,
    },
    ({ body, caller, write }) =>
      write(async (tx, dossier) => created(await createTask(tx, caller, body, { dossier }))),
  );

const CursorKey = z.tuple([z.int(), z.int()]);

const pageOfTasks = async (
  tx: Transaction,
  input: { scope: Scope; filter: TaskFilter; limit: number; cursor: string | undefined },
) => {
  const after = decodeCursor(input.cursor, CursorKey);
  const rows = await listTasks(tx, { ...input, after, limit: input.limit + 1 });
  const page = toPage(rows, input.limit, (row) => [row.sort_key, row.id] as const);
  return { ...page, data: page.data.map(taskOut) };
};

const created = (task: TaskRow) => ({
  body: taskOut(task),
  headers: { Location: `/inbox/tasks/${task.id}` },
});

export const taskOut = (row: TaskRow): z.infer<typeof TaskOut> => ({
  ...row,
  due_at: row.due_at?.toISOString() ?? null,
  done_at: row.done_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
