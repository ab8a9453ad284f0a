import { z } from '@hono/zod-openapi';
import { caseRead, casesListed } from '../../domain/cases/events.ts';
import {
  CASE_RESTORE_DAYS,
  CaseFilterQuery,
  CaseIn,
  CaseOut,
  CaseParams,
  CasePatch,
  CaseQuery,
  orderOf,
  type CaseSort,
} from '../../domain/cases/shapes.ts';
import {
  COUNT_MAX,
  decodeCursor,
  ListCountOut,
  pageOf,
  toListCount,
  toPage,
  MicrosecondsKey,
  TextKey,
} from '../../domain/shared/pages.ts';
import { countCases, listCases } from '../../queries/cases/list.ts';
import { findCase } from '../../queries/cases/records.ts';
import { changeCase, createCase, removeCase, restoreCase } from '../../services/cases/save.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { colleagues, colleaguesOfNew } from './colleagues.ts';
import { caseInReach, caseOut, lockedCase, namedConversation } from './views.ts';

/** Cases. One out of the caller's reach is as absent as another company's. */

export const caseEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  // Before `/case/{id}`, which would read `count` as an id.
  count(deps),
  colleaguesOfNew(deps),
  create(deps),
  endpoint(
    deps,
    {
      id: 'cases.read',
      method: 'get',
      path: '/api/crm/case/{id}',
      permission: 'cases:read',
      summary: 'One case',
      params: CaseParams,
      load: caseInReach,
      status: 200,
      answer: CaseOut,
    },
    ({ read }) =>
      read((tx, row) => {
        tx.emit(caseRead, { subjectId: row.id });
        return Promise.resolve({ body: caseOut(row) });
      }),
  ),
  colleagues(deps),
  update(deps),
  endpoint(
    deps,
    {
      id: 'cases.delete',
      method: 'delete',
      path: '/api/crm/case/{id}',
      permission: 'cases:delete',
      summary: 'Delete a case',
      description: `It can be restored for ${CASE_RESTORE_DAYS} days.`,
      params: CaseParams,
      load: lockedCase,
      status: 204,
    },
    ({ write }) =>
      write(async (tx, row) => {
        await removeCase(tx, row);
        return {};
      }),
  ),
  restore(deps),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'cases.list',
      method: 'get',
      path: '/api/crm/case',
      permission: 'cases:read',
      summary: 'List cases, the last changed first unless sorted otherwise',
      description: 'Each read is recorded in the audit trail.',
      query: CaseQuery,
      status: 200,
      answer: pageOf(CaseOut),
    },
    ({ query: { limit, cursor, sort, ...filter }, scope, read }) => {
      const order = orderOf(sort);
      const after = decodeCursor(cursor, CURSORS[order.sort]);
      return read(async (tx) => {
        const rows = await listCases(tx, { scope, filter, ...order, after, limit: limit + 1 });
        const page = toPage(rows, limit, (row) => [row.sort_key, row.id] as const);
        tx.emit(casesListed, {
          subjectId: '*',
          after: { case_ids: page.data.map(({ id }) => id) },
        });
        return { body: { ...page, data: page.data.map(caseOut) } };
      });
    },
  );

const CURSORS = {
  created_at: z.tuple([z.int(), z.int()]),
  updated_at: z.tuple([MicrosecondsKey, z.int()]),
  due_on: z.tuple([z.iso.date(), z.int()]),
  title: z.tuple([TextKey, z.int()]),
  priority: z.tuple([z.int().min(1).max(4), z.int()]),
} as const satisfies Record<CaseSort, z.ZodType>;

const count = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'cases.count',
      method: 'get',
      path: '/api/crm/case/count',
      permission: 'cases:read',
      summary: `Count the matching cases, up to ${COUNT_MAX}`,
      query: CaseFilterQuery,
      status: 200,
      answer: ListCountOut,
    },
    async ({ query: filter, scope, read }) => ({
      body: toListCount(
        await read((tx) => countCases(tx, { scope, filter, limit: COUNT_MAX + 1 })),
      ),
    }),
  );

const SAMPLE = {
  title: 'Constitution SARL',
  case_type: 'legal' as const,
  status: 'nouveau' as const,
  priority: 'high' as const,
  description: 'Création d’une SARL dans le secteur technologique',
  assigned_to: null,
  due_on: '2026-12-15',
};

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'cases.create',
      method: 'post',
      path: '/api/crm/case',
      permission: 'cases:create',
      summary: 'Open a case',
      description:
        'Its reference is the next of the year: `DOS-2026-0001`, without gaps. The words of people are accepted as well: `Juridique`, `Haute`.',
      body: CaseIn,
      sample: { ...SAMPLE, client_id: 1, conversation_id: 1 },
      status: 201,
      answer: CaseOut,
    },
    ({ body: { conversation_id: conversationId, ...body }, caller, write }) =>
      write(async (tx) => {
        const conversation = await namedConversation(tx, caller, conversationId);
        const row = await createCase(tx, { caller, body, conversation });
        return { body: caseOut(row), headers: { Location: `/api/crm/case/${row.id}` } };
      }),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'cases.update',
      method: 'patch',
      path: '/api/crm/case/{id}',
      permission: 'cases:update',
      summary: 'Change a case',
      description:
        'Refused with 409 if `version` is not the current version, and with 422 if `status` may not follow the current one: `allowed_statuses` of a case names those that may.',
      params: CaseParams,
      load: lockedCase,
      body: CasePatch,
      sample: { ...SAMPLE, version: 1, client_id: 1, status: 'en_cours' },
      status: 200,
      answer: CaseOut,
    },
    ({ body, write }) =>
      write(async (tx, row) => ({ body: caseOut(await changeCase(tx, row, body)) })),
  );

const restore = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'cases.restore',
      method: 'post',
      path: '/api/crm/case/{id}/restore',
      permission: 'cases:delete',
      summary: 'Restore a deleted case',
      description: `Refused with 409 more than ${CASE_RESTORE_DAYS} days after. A repeat changes nothing.`,
      params: CaseParams,
      load: ({ tx, params, scope }) =>
        findCase(tx, { id: params.id, scope, isLocked: true, withDeleted: true }),
      status: 200,
      answer: CaseOut,
    },
    ({ write }) =>
      write(async (tx, row) => ({
        body: caseOut(await restoreCase(tx, row, deps.clock.now())),
      })),
  );
