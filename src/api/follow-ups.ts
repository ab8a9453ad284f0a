import { z } from '@hono/zod-openapi';
import {
  ConversationFollowUpQuery,
  FollowUpIn,
  FollowUpOut,
  FollowUpParams,
  FollowUpPatch,
  FollowUpQuery,
  type FollowUpFilter,
} from '../domain/follow-ups/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import type { Scope } from '../domain/shared/permissions.ts';
import type { Transaction } from '../platform/database.ts';
import { findFollowUp, listFollowUps, type FollowUpRow } from '../queries/follow-ups/records.ts';
import { changeFollowUp, createFollowUp } from '../services/follow-ups/save.ts';
import { cancelFollowUp, finishFollowUp } from '../services/follow-ups/settle.ts';
import {
  conversationInReach,
  InConversationParams,
  lockedConversation,
} from './conversations/in-reach.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import type { LoadRequest } from './http/spec.ts';

/** Follow-ups of conversations. */

const lockInReach = ({ tx, params, scope }: LoadRequest<typeof FollowUpParams>) =>
  findFollowUp(tx, { id: params.id, scope, isLocked: true });

export const followUpEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  listOfConversation(deps),
  create(deps),
  update(deps),
  settle(deps, {
    id: 'follow_ups.cancel',
    path: '/inbox/follow-ups/{id}/cancel',
    summary: 'Cancel a follow-up',
    description: 'Refused with 409 if it is done.',
    work: cancelFollowUp,
  }),
  settle(deps, {
    id: 'follow_ups.done',
    path: '/inbox/follow-ups/{id}/done',
    summary: 'Say that a follow-up is done',
    description: 'Also before it is due. Refused with 409 if it is cancelled.',
    work: finishFollowUp,
  }),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'follow_ups.list',
      method: 'get',
      path: '/inbox/follow-ups',
      permission: 'follow_ups:read',
      summary: 'List follow-ups, the first due first',
      query: FollowUpQuery,
      status: 200,
      answer: pageOf(FollowUpOut),
    },
    ({ query: { limit, cursor, ...filter }, scope, read }) =>
      read(async (tx) => ({ body: await pageOfFollowUps(tx, { scope, filter, limit, cursor }) })),
  );

const listOfConversation = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversation_follow_ups.list',
      method: 'get',
      path: '/inbox/conversations/{id}/follow-ups',
      permission: 'follow_ups:read',
      summary: 'The follow-ups of a conversation, the first due first',
      params: InConversationParams,
      load: conversationInReach,
      query: ConversationFollowUpQuery,
      status: 200,
      answer: pageOf(FollowUpOut),
    },
    ({ query: { limit, cursor, status }, scope, read }) =>
      read(async (tx, conversation) => {
        const filter = { conversation_id: conversation.id, status };
        return { body: await pageOfFollowUps(tx, { scope, filter, limit, cursor }) };
      }),
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversation_follow_ups.create',
      method: 'post',
      path: '/inbox/conversations/{id}/follow-ups',
      permission: 'follow_ups:create',
      summary: 'Come back to a conversation at an exact time',
      params: InConversationParams,
      load: lockedConversation,
      body: FollowUpIn,
      sample: {
        due_at: '2099-12-01T09:00:00Z',
        note: 'Relancer si le devis reste sans réponse',
        user_id: 1,
        is_cancelled_by_answer: true,
      },
      status: 201,
      answer: FollowUpOut,
    },
    ({ body, caller, write }) =>
      write(async (tx, conversation) => {
        const input = { ...body, now: deps.clock.now() };
        return { body: followUpOut(await createFollowUp(tx, caller, conversation, input)) };
      }),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'follow_ups.update',
      method: 'patch',
      path: '/inbox/follow-ups/{id}',
      permission: 'follow_ups:update',
      summary: 'Change a follow-up',
      description:
        'A new time makes one that was due wait again. Refused with 409 if it is done or cancelled.',
      params: FollowUpParams,
      load: lockInReach,
      body: FollowUpPatch,
      sample: { due_at: '2099-12-02T09:00:00Z', note: null, is_cancelled_by_answer: false },
      status: 200,
      answer: FollowUpOut,
    },
    ({ body, write }) =>
      write(async (tx, row) => {
        const input = { ...body, now: deps.clock.now() };
        return { body: followUpOut(await changeFollowUp(tx, row, input)) };
      }),
  );

interface Settle {
  id: string;
  path: string;
  summary: string;
  description: string;
  work: (tx: Transaction, row: FollowUpRow) => Promise<FollowUpRow>;
}

const settle = (deps: ApiDeps, { work, ...spec }: Settle): Endpoint =>
  endpoint(
    deps,
    {
      ...spec,
      method: 'post',
      permission: 'follow_ups:update',
      params: FollowUpParams,
      load: lockInReach,
      status: 200,
      answer: FollowUpOut,
    },
    ({ write }) => write(async (tx, row) => ({ body: followUpOut(await work(tx, row)) })),
  );

const CursorKey = z.tuple([z.int(), z.int()]);

const pageOfFollowUps = async (
  tx: Transaction,
  input: { scope: Scope; filter: FollowUpFilter; limit: number; cursor: string | undefined },
) => {
  const after = decodeCursor(input.cursor, CursorKey);
  const rows = await listFollowUps(tx, { ...input, after, limit: input.limit + 1 });
  const page = toPage(rows, input.limit, (row) => [row.sort_key, row.id] as const);
  return { ...page, data: page.data.map(followUpOut) };
};

const followUpOut = (row: FollowUpRow): z.infer<typeof FollowUpOut> => ({
  ...row,
  due_at: row.due_at.toISOString(),
  created_at: row.created_at.toISOString(),
  settled_at: row.settled_at?.toISOString() ?? null,
});
