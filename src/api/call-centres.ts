import {
  callCentreCreated,
  callCentreDeleted,
  callCentreUpdated,
} from '../domain/call-centres/events.ts';
import postgres from 'postgres';
import { z } from '@hono/zod-openapi';
import {
  CallCentreIn,
  CallCentreOut,
  CallCentreParams,
  CallCentreQuery,
} from '../domain/call-centres/shapes.ts';
import { fault } from '../domain/shared/faults.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { AppError, notFound } from '../errors.ts';
import {
  deleteCallCentre,
  findCallCentre,
  insertCallCentre,
  listCallCentres,
  renameCallCentre,
  type CallCentreRow,
} from '../queries/call-centres.ts';
import { lockSetting } from '../queries/shared/locks.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import { violates } from './http/errors.ts';

const FOREIGN_KEY_VIOLATION = '23503';
const STILL_REFERENCED =
  'the call centre has users, actions, leads, imports of leads, forms or webhooks';

export const callCentreEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  rename(deps),
  remove(deps),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'call_centres.list',
      method: 'get',
      path: '/api/v1/call-centres',
      permission: 'call_centres:read',
      summary: 'List call centres',
      query: CallCentreQuery,
      status: 200,
      answer: pageOf(CallCentreOut),
    },
    async ({ query, read }) => {
      const afterId = decodeCursor(query.cursor, z.number());
      const rows = await read((tx) => listCallCentres(tx, { afterId, limit: query.limit + 1 }));
      const page = toPage(rows, query.limit, (row) => row.id);
      return { body: { ...page, data: page.data.map(toCallCentreOut) } };
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'call_centres.create',
      method: 'post',
      path: '/api/v1/call-centres',
      permission: 'call_centres:write',
      summary: 'Add a call centre',
      body: CallCentreIn,
      sample: { name: 'Paris' },
      status: 201,
      answer: CallCentreOut,
    },
    async ({ body, write }) =>
      write(async (tx) => {
        const centre = await insertCallCentre(tx, body.name);
        if (!centre) throw nameTaken();
        tx.emit(callCentreCreated, { subjectId: centre.id, after: { name: centre.name } });
        return { body: toCallCentreOut(centre) };
      }),
  );

const rename = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'call_centres.update',
      method: 'patch',
      path: '/api/v1/call-centres/{id}',
      permission: 'call_centres:write',
      summary: 'Rename a call centre',
      params: CallCentreParams,
      body: CallCentreIn,
      sample: { name: 'Lyon' },
      status: 200,
      answer: CallCentreOut,
    },
    async ({ params, body, write }) =>
      write(async (tx) => {
        await lockSetting(tx, 'call_centres');
        const before = await findCallCentre(tx, params.id);
        const centre = await renameCallCentre(tx, { id: params.id, name: body.name }).catch(
          (error: unknown) => {
            throw violates(error, 'call_centres_company_id_name_key') ? nameTaken() : error;
          },
        );
        if (!before || !centre) throw notFound('call centre');
        tx.emit(callCentreUpdated, {
          subjectId: centre.id,
          before: { name: before.name },
          after: { name: centre.name },
        });
        return { body: toCallCentreOut(centre) };
      }),
  );

const remove = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'call_centres.delete',
      method: 'delete',
      path: '/api/v1/call-centres/{id}',
      permission: 'call_centres:write',
      summary: 'Delete a call centre',
      description: `Refused with 409 if ${STILL_REFERENCED}.`,
      params: CallCentreParams,
      status: 204,
    },
    async ({ params, write }) =>
      write(async (tx) => {
        const centre = await deleteCallCentre(tx, params.id).catch((error: unknown) => {
          throw isStillReferenced(error) ? new AppError('conflict', STILL_REFERENCED) : error;
        });
        if (!centre) throw notFound('call centre');
        tx.emit(callCentreDeleted, { subjectId: centre.id, before: { name: centre.name } });
        return {};
      }),
  );

const isStillReferenced = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && error.code === FOREIGN_KEY_VIOLATION;

const nameTaken = () =>
  new AppError('conflict', 'a call centre with this name exists', {
    faults: [fault('name', 'taken', {})],
  });

const toCallCentreOut = (row: CallCentreRow): z.infer<typeof CallCentreOut> => ({
  id: row.id,
  name: row.name,
  created_at: row.created_at.toISOString(),
});
