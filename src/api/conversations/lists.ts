import { z } from '@hono/zod-openapi';
import { conversationsListed } from '../../domain/conversations/events.ts';
import { ConversationCountsOut } from '../../domain/conversations/counts.ts';
import { ConversationFilterQuery, ConversationQuery } from '../../domain/conversations/filter.ts';
import { ConversationCsvRow, ConversationListItem } from '../../domain/conversations/shapes.ts';
import {
  COUNT_MAX,
  decodeCursor,
  ListCountOut,
  pageOf,
  toListCount,
  toPage,
} from '../../domain/shared/pages.ts';
import { countOpen } from '../../queries/conversations/counts.ts';
import {
  countConversations,
  listConversations,
  type SortedConversation,
} from '../../queries/conversations/list.ts';
import { csv } from '../http/answers/kinds.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { exportedRows } from './export.ts';
import { listItem } from './views.ts';

/** Endpoints that read many conversations: all with the same filters and the same reach. */

export const conversationListEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'conversations.list',
      method: 'get',
      path: '/inbox/conversations',
      permission: 'conversations:read',
      summary: 'List conversations, the newest message first unless sorted otherwise',
      description:
        'Without filters: all but archived ones, spam, newsletters and snoozed ones. Agents and supervisors see those of their call centre, those that the whole company shares, and those assigned to them. Each read is recorded in the audit trail.',
      query: ConversationQuery,
      status: 200,
      answer: pageOf(ConversationListItem),
    },
    async ({ query: { limit, cursor, sort, ...filter }, scope, read }) => {
      const after = positionOf(decodeCursor(cursor, CursorText));
      return read(async (tx) => {
        const rows = await listConversations(tx, { scope, filter, sort, after, limit: limit + 1 });
        const page = toPage(rows, limit, cursorOf);
        tx.emit(conversationsListed, {
          subjectId: '*',
          after: { conversation_ids: page.data.map(({ id }) => id) },
        });
        return { body: { ...page, data: page.data.map(listItem) } };
      });
    },
  ),
  endpoint(
    deps,
    {
      id: 'conversations.count',
      method: 'get',
      path: '/inbox/conversations/count',
      permission: 'conversations:read',
      summary: `Count the matching conversations, up to ${COUNT_MAX}`,
      query: ConversationFilterQuery,
      status: 200,
      answer: ListCountOut,
    },
    async ({ query: filter, scope, read }) => ({
      body: toListCount(
        await read((tx) => countConversations(tx, { scope, filter, limit: COUNT_MAX + 1 })),
      ),
    }),
  ),
  endpoint(
    deps,
    {
      id: 'conversations.export',
      method: 'get',
      path: '/inbox/conversations/export',
      permission: 'conversations:read',
      summary: 'The matching conversations as CSV, the newest message first',
      description:
        'At most 100,000, without their messages. Each page that is read is recorded in the audit trail, with the ids of its conversations.',
      query: ConversationFilterQuery,
      status: 200,
      answer: csv(ConversationCsvRow),
    },
    ({ query: filter, scope, read }) =>
      Promise.resolve({ name: 'conversations.csv', rows: exportedRows(read, { filter, scope }) }),
  ),
  endpoint(
    deps,
    {
      id: 'conversations.counts',
      method: 'get',
      path: '/inbox/conversations/counts',
      permission: 'conversations:read',
      summary: 'How many open conversations there are, by status, folder and assignee',
      description:
        'Open: `nouveau`, `en_cours`, `urgent`; without newsletters and snoozed conversations.',
      status: 200,
      answer: ConversationCountsOut,
    },
    async ({ scope, read }) => ({ body: await read((tx) => countOpen(tx, scope)) }),
  ),
];

const cursorOf = ({ sort_key: [first, at], id }: SortedConversation): string =>
  `${first} ${at} ${id}`;

const CursorText = z.string().regex(/^-?\d{1,16} \d{1,16} \d{1,16}$/);

type Position = { key: [number, number]; id: number } | undefined;

const positionOf = (cursor: string | undefined): Position => {
  if (cursor === undefined) return undefined;
  const [first = 0, at = 0, id = 0] = cursor.split(' ').map(Number);
  return { key: [first, at], id };
};
