import type { z } from '@hono/zod-openapi';
import { reclassificationPreviewed } from '../../domain/reclassifications/events.ts';
import {
  ReclassificationIn,
  ReclassificationOut,
  ReclassificationParams,
  ReclassificationPreviewIn,
  ReclassificationPreviewOut,
  ReclassificationQuery,
  ReclassificationStartedOut,
} from '../../domain/reclassifications/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { Uuid } from '../../domain/shared/values.ts';
import { reclassifyWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findReclassification,
  listReclassifications,
  type ReclassificationRow,
} from '../../queries/reclassifications/records.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import {
  cancelReclassification,
  mayCancel,
  startReclassification,
} from '../../services/reclassifications/facts.ts';
import { previewReclassification } from '../../services/reclassifications/preview.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LoadRequest } from '../http/spec.ts';
import { requireFolder } from '../inbox-folders/test.ts';

/** Runs of the rules over conversations that are there already: ask, preview, follow, cancel. */

export const reclassificationEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  preview(deps),
  read(deps),
  cancel(deps),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'reclassifications.list',
      method: 'get',
      path: '/inbox/reclassifications',
      permission: 'inbox_folders:write',
      summary: 'Reclassifications, newest first',
      query: ReclassificationQuery,
      status: 200,
      answer: pageOf(ReclassificationOut),
    },
    async ({ query: { limit, cursor }, read }) => {
      const beforeId = decodeCursor(cursor, Uuid);
      const rows = await read((tx) => listReclassifications(tx, { beforeId, limit: limit + 1 }));
      const page = toPage(rows, limit, (row) => row.id);
      return { body: { ...page, data: page.data.map(toReclassificationOut) } };
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'reclassifications.create',
      method: 'post',
      path: '/inbox/reclassifications',
      permission: 'inbox_folders:write',
      summary: 'Apply the rules to conversations that are there already',
      description:
        'What a person moved stays, and so do spam and newsletters. 202 means committed, not done: the reclassification has its progress. An older one about the same conversations ends: the newer does its work.',
      body: ReclassificationIn,
      sample: { folder_id: 1, uses_ai: false },
      status: 202,
      answer: ReclassificationStartedOut,
    },
    async ({ body, write }) =>
      write(async (tx) => {
        await lockSetting(tx, 'inbox_folders');
        await requireFolder(tx, body);
        const id = await startReclassification(tx, {
          folderId: body.folder_id ?? null,
          usesAi: body.uses_ai === true,
        });
        return {
          body: { id, status: 'waiting', workflow_id: reclassifyWorkflowId(id) },
          headers: { Location: `/inbox/reclassifications/${id}` },
        };
      }),
  );

const preview = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'reclassifications.preview',
      method: 'post',
      path: '/inbox/reclassifications/preview',
      permission: 'inbox_folders:write',
      summary: 'Count the conversations that would move, from where to where',
      description:
        'With the rules as they are saved, or with those of the request. Changes nothing. Each call is recorded in the audit trail.',
      body: ReclassificationPreviewIn,
      sample: {
        folder_id: 1,
        rules: {
          kind: 'any',
          rules: [{ kind: 'text', field: 'subject', operator: 'contains', values: ['devis'] }],
        },
      },
      status: 200,
      answer: ReclassificationPreviewOut,
    },
    async ({ body, read }) =>
      read(async (tx) => {
        await requireFolder(tx, body);
        const found = await previewReclassification(deps, tx, body);
        tx.emit(reclassificationPreviewed, {
          subjectId: '*',
          after: { conversation_ids: found.sample.map(({ id }) => id) },
        });
        return { body: previewOut(found) };
      }),
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'reclassifications.read',
      method: 'get',
      path: '/inbox/reclassifications/{id}',
      permission: 'inbox_folders:write',
      summary: 'One reclassification, with its progress',
      params: ReclassificationParams,
      load: found(false),
      status: 200,
      answer: ReclassificationOut,
    },
    async ({ read }) => read((_tx, row) => Promise.resolve({ body: toReclassificationOut(row) })),
  );

const cancel = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'reclassifications.cancel',
      method: 'post',
      path: '/inbox/reclassifications/{id}/cancel',
      permission: 'inbox_folders:write',
      summary: 'Stop a reclassification',
      description:
        'What it moved stays. 409 once it has ended, and for one that empties a deleted folder.',
      params: ReclassificationParams,
      load: found(true),
      status: 200,
      answer: ReclassificationOut,
    },
    async ({ write }) =>
      write(async (tx, row) => {
        await cancelReclassification(tx, row);
        return { body: toReclassificationOut(await shown(tx, row)) };
      }),
  );

const found =
  (isLocked: boolean) =>
  ({ tx, params }: LoadRequest<typeof ReclassificationParams>) =>
    findReclassification(tx, { id: params.id, isLocked });

const shown = async (tx: Transaction, row: ReclassificationRow): Promise<ReclassificationRow> =>
  (await findReclassification(tx, { id: row.id })) ?? row;

const toReclassificationOut = (row: ReclassificationRow): z.infer<typeof ReclassificationOut> => ({
  ...row,
  may_cancel: mayCancel(row),
  created_at: row.created_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
});

const previewOut = (
  preview: Awaited<ReturnType<typeof previewReclassification>>,
): z.infer<typeof ReclassificationPreviewOut> => ({
  total_count: preview.totalCount,
  examined_count: preview.examinedCount,
  moved_count: preview.movedCount,
  moves: preview.moves.map(({ from, to, isDraft, count }) => ({
    from_folder_id: from,
    to_folder_id: to,
    is_draft: isDraft,
    count,
  })),
  conversations: preview.sample.map((row) => ({
    id: row.id,
    subject: row.subject,
    contact_name: row.contact_name,
    contact_address: row.contact_address,
    from_folder_id: row.folder_id,
    to_folder_id: row.folderId,
    is_draft: row.isDraft,
    reason: row.reason,
  })),
  ai: preview.ai && { count: preview.ai.count, token_count: preview.ai.tokenCount },
});
