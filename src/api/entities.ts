import {
  entitiesListed,
  entityCreated,
  entityRead,
  entityUpdated,
} from '../domain/entities/events.ts';
import { z } from '@hono/zod-openapi';
import { entityLabel } from '../domain/entities/types.ts';
import {
  EntityData,
  EntityFilterQuery,
  EntityIn,
  EntityOut,
  EntityParams,
  EntityPatch,
  EntityQuery,
  EntityTypeParam,
  mergeData,
  SORTED_BY,
  type EntitySort,
} from '../domain/entities/shapes.ts';
import { fault } from '../domain/shared/faults.ts';
import {
  COUNT_MAX,
  decodeCursor,
  ListCountOut,
  pageOf,
  toListCount,
  toPage,
  MicrosecondsKey,
  TextKey,
} from '../domain/shared/pages.ts';
import { check } from '../domain/shared/schema-faults.ts';
import { AppError, invalid } from '../errors.ts';
import {
  countEntities,
  findEntity,
  insertEntity,
  listEntities,
  updateEntityData,
  type EntityRow,
} from '../queries/entities.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** Endpoints of business records. */

export const entityEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'entities.list',
      method: 'get',
      path: '/api/v1/entities/{type}',
      permission: 'entities:read',
      summary: 'List records of one type, newest first unless sorted otherwise',
      description: 'Each read is recorded in the audit trail.',
      params: EntityTypeParam,
      query: EntityQuery,
      status: 200,
      answer: pageOf(EntityOut),
    },
    async ({ params: { type }, query, read }) => {
      const { sort, isDescending } = orderOf(query.sort);
      const after = decodeCursor(query.cursor, CURSORS[sort]);
      return read(async (tx) => {
        const rows = await listEntities(tx, {
          type,
          statutDossier: query.statut_dossier,
          text: query.q,
          sort,
          isDescending,
          after,
          limit: query.limit + 1,
        });
        const page = toPage(rows, query.limit, (row) => [row.sort_key, row.id] as const);
        tx.emit(entitiesListed, {
          subjectId: '*',
          after: { type, entity_ids: page.data.map((row) => row.id) },
        });
        return { body: { ...page, data: page.data.map(entityOut) } };
      });
    },
  ),
  endpoint(
    deps,
    {
      id: 'entities.count',
      method: 'get',
      // Not below `/entities/{type}`: a record may have the reference `count`.
      path: '/api/v1/entity-counts/{type}',
      permission: 'entities:read',
      summary: `Count the matching records of one type, up to ${COUNT_MAX}`,
      params: EntityTypeParam,
      query: EntityFilterQuery,
      status: 200,
      answer: ListCountOut,
    },
    async ({ params: { type }, query, read }) => {
      const filter = { type, statutDossier: query.statut_dossier, text: query.q };
      const counted = await read((tx) => countEntities(tx, { ...filter, limit: COUNT_MAX + 1 }));
      return { body: toListCount(counted) };
    },
  ),
  endpoint(
    deps,
    {
      id: 'entities.create',
      method: 'post',
      path: '/api/v1/entities/{type}',
      permission: 'entities:create',
      summary: 'Create a record',
      params: EntityTypeParam,
      body: EntityIn,
      sample: {
        ref: 'DUMI15091992',
        data: {
          nom: 'Dumitru',
          prenom: 'Marie',
          email: 'marie.dumitru@example.com',
          statutDossier: 'DOSSIER_COMPLET',
        },
      },
      status: 201,
      answer: EntityOut,
    },
    async ({ params: { type }, body, write }) =>
      write(async (tx) => {
        const created = await insertEntity(tx, {
          type,
          ref: body.ref,
          data: mergeData({}, body.data),
        });
        if (!created) {
          throw new AppError('conflict', `a ${type} with this reference exists`, {
            faults: [fault('ref', 'taken', {})],
          });
        }
        tx.emit(entityCreated, { ...changeOf(created), before: null });
        return {
          body: entityOut(created),
          headers: { Location: `/api/v1/entities/${type}/${encodeURIComponent(body.ref)}` },
        };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'entities.read',
      method: 'get',
      path: '/api/v1/entities/{type}/{ref}',
      permission: 'entities:read',
      summary: 'One record',
      params: EntityParams,
      load: ({ tx, params }) => findEntity(tx, params),
      status: 200,
      answer: EntityOut,
    },
    async ({ read }) =>
      read(async (tx, entity) => {
        tx.emit(entityRead, { subjectId: entity.id });
        return { body: entityOut(entity) };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'entities.update',
      method: 'patch',
      path: '/api/v1/entities/{type}/{ref}',
      permission: 'entities:update',
      summary: "Change a record's data",
      description: 'Refused with 409 if `version` is not the current version.',
      params: EntityParams,
      load: ({ tx, params }) => findEntity(tx, { ...params, isLocked: true }),
      body: EntityPatch,
      sample: { version: 1, data: { statutDossier: 'DOSSIER_COMPLET' } },
      status: 200,
      answer: EntityOut,
    },
    async ({ body, write }) =>
      write(async (tx, before) => {
        const after = await updateEntityData(tx, {
          id: before.id,
          version: body.version,
          data: sizedData(mergeData(before.data, body.data)),
        });
        if (!after) {
          throw new AppError('version_conflict', `the current version is ${before.version}`, {
            faults: [fault('version', 'version_outdated', { current: before.version })],
          });
        }
        tx.emit(entityUpdated, { ...changeOf(after), before: before.data });
        return { body: entityOut(after) };
      }),
  ),
];

/** `-label` → label, descending. */
const orderOf = (
  name: z.infer<typeof EntityQuery>['sort'],
): { sort: EntitySort; isDescending: boolean } => {
  const sort = SORTED_BY.find((one) => name.endsWith(one)) ?? 'created_at';
  return { sort, isDescending: name.startsWith('-') };
};

/** What the cursor of each sort holds: the key of the last row, and its id. */
const CURSORS = {
  created_at: z.tuple([z.int(), z.int()]),
  updated_at: z.tuple([MicrosecondsKey, z.int()]),
  ref: z.tuple([TextKey, z.int()]),
  label: z.tuple([TextKey, z.int()]),
  statut_dossier: z.tuple([TextKey, z.int()]),
} as const satisfies Record<EntitySort, z.ZodType>;

/** Checks the size after the merge: several small patches can exceed it. Errors: `validation_failed`. */
const sizedData = (data: Record<string, unknown>): Record<string, unknown> => {
  const checked = check(EntityData, data);
  if (!checked.success) throw invalid(checked.faults.map((one) => ({ ...one, path: 'data' })));
  return data;
};

const changeOf = ({ id, type, ref, version, data }: EntityRow) => ({
  subjectId: id,
  data: { entity_id: id, type, ref, version },
  after: data,
});

const entityOut = (entity: EntityRow): z.infer<typeof EntityOut> => ({
  ...entity,
  label: entityLabel(entity.data, entity.ref),
  created_at: entity.created_at.toISOString(),
  updated_at: entity.updated_at.toISOString(),
});
