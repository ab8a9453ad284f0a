import { z } from '@hono/zod-openapi';
import { MailboxParams } from '../../domain/mailboxes/shapes.ts';
import {
  BackfillIn,
  CycleAcceptedOut,
  CycleOut,
  CycleParams,
  CycleQuery,
  ItemOut,
  ItemParams,
  ItemQuery,
} from '../../domain/mailboxes/sync-shapes.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { HISTORY_RETENTION_DAYS } from '../../domain/shared/retention.ts';
import { Uuid } from '../../domain/shared/values.ts';
import { mailboxSyncWorkflowId } from '../../ids.ts';
import { findCycle, listCycles, type CycleRow } from '../../queries/mailboxes/cycles.ts';
import { findItem, listItems, type ItemRow } from '../../queries/mailboxes/items.ts';
import {
  giveUpItem,
  requestBackfill,
  requestCycle,
  retryItem,
} from '../../services/mailboxes/sync.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LoadRequest } from '../http/spec.ts';
import { foundMailbox } from './find.ts';

/** Endpoints to start a cycle of a mailbox, to read older mail, and to see what became of each message. */

export const mailboxSyncEndpoints = (deps: ApiDeps): Endpoint[] => [
  sync(deps),
  backfill(deps),
  cycles(deps),
  cycle(deps),
  items(deps),
  retry(deps),
  drop(deps),
];

const sync = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.sync',
      method: 'post',
      path: '/inbox/integrations/{id}/sync',
      permission: 'mailboxes:sync',
      summary: 'Synchronise a mailbox now',
      description:
        'Joins a cycle that waits or runs. 202 means asked for, not done: the cycle has its progress. Refused with 409 if the mailbox is inactive.',
      params: MailboxParams,
      load: foundMailbox,
      status: 202,
      answer: CycleAcceptedOut,
    },
    async ({ write }) => write(async (tx, { id }) => accepted(id, await requestCycle(tx, id))),
  );

const backfill = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.backfill',
      method: 'post',
      path: '/inbox/integrations/{id}/backfill',
      permission: 'mailboxes:sync',
      summary: 'Read older mail of a mailbox',
      description:
        'Its messages are not news: no notification, no event for webhooks, no unread mark. Refused with 409 if the mailbox is inactive, or while another range is read.',
      params: MailboxParams,
      load: foundMailbox,
      body: BackfillIn,
      sample: { from: '2026-01-01T00:00:00Z', to: '2026-03-01T00:00:00Z' },
      status: 202,
      answer: CycleAcceptedOut,
    },
    async ({ body, write }) =>
      write(async (tx, { id }) => {
        const range = { from: new Date(body.from), to: new Date(body.to) };
        return accepted(id, await requestBackfill(tx, id, range));
      }),
  );

const accepted = (mailboxId: number, { id, status }: CycleRow) => ({
  body: { id, status, workflow_id: mailboxSyncWorkflowId(mailboxId) },
  headers: { Location: `/inbox/integrations/${mailboxId}/cycles/${id}` },
});

const cycles = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.list_cycles',
      method: 'get',
      path: '/inbox/integrations/{id}/cycles',
      permission: 'mailboxes:sync',
      summary: 'List the cycles of a mailbox, newest first',
      description: `Those that found or failed something, or that a person asked for. They are deleted ${HISTORY_RETENTION_DAYS} days after their end, but the last one.`,
      params: MailboxParams,
      load: foundMailbox,
      query: CycleQuery,
      status: 200,
      answer: pageOf(CycleOut),
    },
    async ({ query: { limit, cursor }, read }) => {
      const beforeId = decodeCursor(cursor, Uuid);
      const rows = await read((tx, mailbox) =>
        listCycles(tx, { mailboxId: mailbox.id, beforeId, limit: limit + 1 }),
      );
      const page = toPage(rows, limit, (row) => row.id);
      return { body: { ...page, data: page.data.map(cycleOut) } };
    },
  );

const cycle = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.read_cycle',
      method: 'get',
      path: '/inbox/integrations/{id}/cycles/{cycle_id}',
      permission: 'mailboxes:sync',
      summary: 'One cycle, with its progress',
      params: CycleParams,
      load: ({ tx, params }: LoadRequest<typeof CycleParams>) =>
        findCycle(tx, { mailboxId: params.id, id: params.cycle_id }),
      status: 200,
      answer: CycleOut,
    },
    async ({ read }) => read((_, row) => Promise.resolve({ body: cycleOut(row) })),
  );

const items = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.list_items',
      method: 'get',
      path: '/inbox/integrations/{id}/items',
      permission: 'mailboxes:sync',
      summary: 'List what became of each message of a mailbox, newest first',
      params: MailboxParams,
      load: foundMailbox,
      query: ItemQuery,
      status: 200,
      answer: pageOf(ItemOut),
    },
    async ({ query, read }) => {
      const beforeId = decodeCursor(query.cursor, z.number());
      const rows = await read((tx, mailbox) =>
        listItems(tx, {
          mailboxId: mailbox.id,
          cycleId: query.cycle_id,
          outcome: query.outcome,
          beforeId,
          limit: query.limit + 1,
        }),
      );
      const page = toPage(rows, query.limit, (row) => row.id);
      return { body: { ...page, data: page.data.map(itemOut) } };
    },
  );

const lockedItem = ({ tx, params }: LoadRequest<typeof ItemParams>) =>
  findItem(tx, { mailboxId: params.id, id: params.item_id, isLocked: true });

const retry = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.retry_item',
      method: 'post',
      path: '/inbox/integrations/{id}/items/{item_id}/retry',
      permission: 'mailboxes:sync',
      summary: 'Try a message again that could not be read',
      description: 'In the next cycles, three times. Refused with 409 if it was stored.',
      params: ItemParams,
      load: lockedItem,
      status: 202,
      answer: ItemOut,
    },
    async ({ write }) =>
      write(async (tx, item) => {
        await retryItem(tx, item);
        return { body: await shownItem(tx, item) };
      }),
  );

const drop = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'mailboxes.drop_item',
      method: 'post',
      path: '/inbox/integrations/{id}/items/{item_id}/drop',
      permission: 'mailboxes:sync',
      summary: 'Give up a message that could not be read',
      description: 'It stays in the mailbox on its server. Refused with 409 if it was stored.',
      params: ItemParams,
      load: lockedItem,
      status: 200,
      answer: ItemOut,
    },
    async ({ write }) =>
      write(async (tx, item) => {
        await giveUpItem(tx, item);
        return { body: await shownItem(tx, item) };
      }),
  );

const shownItem = async (
  tx: Parameters<typeof findItem>[0],
  { id, mailbox_id: mailboxId }: ItemRow,
): Promise<z.infer<typeof ItemOut>> => {
  const item = await findItem(tx, { mailboxId, id });
  if (item === undefined) throw new Error('an item that was just written must be found');
  return itemOut(item);
};

const cycleOut = ({
  range_from: from,
  range_to: to,
  ...row
}: CycleRow): z.infer<typeof CycleOut> => ({
  ...row,
  from: from?.toISOString() ?? null,
  to: to?.toISOString() ?? null,
  started_at: row.started_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
});

const itemOut = ({
  path: folder,
  error_text: error,
  ...row
}: ItemRow): z.infer<typeof ItemOut> => ({
  ...row,
  folder,
  error,
  received_at: row.received_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
