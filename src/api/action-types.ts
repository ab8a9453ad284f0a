import { isDeepStrictEqual } from 'node:util';
import { actionTypeChanged, actionTypeRestored } from '../domain/action-types/events.ts';
import { z } from '@hono/zod-openapi';
import { buttonOf } from '../domain/action-types/buttons.ts';
import {
  CATALOGUE,
  catalogueType,
  completeType,
  labelsOf,
  type ActionType,
  type StoredActionType,
} from '../domain/action-types/catalogue.ts';
import { resolveRoute, type ActionRoute } from '../domain/action-routes/routing.ts';
import {
  ActionTypeCode,
  ActionTypeIn,
  ActionTypeOut,
  ActionTypesOut,
} from '../domain/action-types/shapes.ts';
import { AppError, notFound } from '../errors.ts';
import { listRoutes } from '../queries/action-routes.ts';
import {
  deleteActionType,
  listCompanyActionTypes,
  upsertActionType,
} from '../queries/action-types.ts';
import { lockSetting } from '../queries/shared/locks.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** The catalogue of action types: the 25 of seed 001, with the changes and additions of the company. */

const TypeParams = z.object({ code: ActionTypeCode });
const OWN_TYPE_COUNT_MAX = 500;

export const actionTypeEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'action_types.list',
      method: 'get',
      path: '/api/v1/action-types',
      permission: 'action_types:read',
      summary: 'List the catalogue, with the route of each type',
      status: 200,
      answer: ActionTypesOut,
    },
    async ({ read }) => ({
      body: await read(async (tx) => {
        const [changed, { routes }] = await Promise.all([
          listCompanyActionTypes(tx),
          listRoutes(tx),
        ]);
        const data = mergedCatalogue(changed).map((type) => typeOut(type, changed, routes));
        return {
          data,
          warnings: data
            .filter((type) => type.route.is_unrouted)
            .map(({ code, route }) => ({
              code,
              message: `no route matches ${code}: it takes the fallback route ${route.workflow}`,
            })),
        };
      }),
    }),
  ),
  endpoint(
    deps,
    {
      id: 'action_types.put',
      method: 'put',
      path: '/api/v1/action-types/{code}',
      permission: 'action_types:write',
      summary: 'Add an own type, or change a catalogue type',
      params: TypeParams,
      body: ActionTypeIn,
      sample: {
        label: 'Relancer un candidat',
        entity_types: ['candidat'],
        roles: ['agent', 'owner'],
        metadata_schema: {
          type: 'object',
          properties: { priorite: { type: 'string', enum: ['HAUTE', 'BASSE'] } },
          required: ['priorite'],
        },
      },
      status: 200,
      answer: ActionTypeOut,
    },
    async ({ params: { code }, body, write }) =>
      write(async (tx) => {
        const type: StoredActionType = {
          code,
          label: body.label,
          entityTypes: [...new Set(body.entity_types)],
          roles: [...new Set(body.roles)],
          metadataSchema: ownSchema(code, body.metadata_schema ?? null),
        };
        await lockSetting(tx, 'action_types');
        const [before, { routes }] = await Promise.all([
          listCompanyActionTypes(tx),
          listRoutes(tx),
        ]);
        if (before.length >= OWN_TYPE_COUNT_MAX && !before.some((other) => other.code === code)) {
          throw new AppError('conflict', `at most ${OWN_TYPE_COUNT_MAX} own types`);
        }
        await upsertActionType(tx, type);
        tx.emit(actionTypeChanged, {
          subjectId: code,
          before: before.find((other) => other.code === code) ?? null,
          after: type,
        });
        return { body: typeOut(completeType(type), [type], routes) };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'action_types.delete',
      method: 'delete',
      path: '/api/v1/action-types/{code}',
      permission: 'action_types:write',
      summary: 'Delete an own type, or restore a changed catalogue type',
      params: TypeParams,
      status: 204,
    },
    async ({ params: { code }, write }) =>
      write(async (tx) => {
        await lockSetting(tx, 'action_types');
        if (!(await deleteActionType(tx, code))) throw notFound('own action type');
        tx.emit(actionTypeRestored, { subjectId: code });
        return {};
      }),
  ),
];

const mergedCatalogue = (changed: readonly StoredActionType[]): ActionType[] => {
  const own = changed.map(completeType);
  return [
    ...CATALOGUE.map((type) => own.find(({ code }) => code === type.code) ?? type),
    ...own.filter(({ code }) => catalogueType(code) === undefined),
  ];
};

/** Null if it is the catalogue's: an unchanged schema follows later changes of the catalogue. */
const ownSchema = (code: string, given: object | null): object | null =>
  isDeepStrictEqual(given, catalogueType(code)?.metadataSchema) ? null : given;

const typeOut = (
  type: ActionType,
  changed: readonly StoredActionType[],
  routes: readonly ActionRoute[],
): z.infer<typeof ActionTypeOut> => {
  const isInCatalogue = catalogueType(type.code) !== undefined;
  const { route, isUnrouted } = resolveRoute(routes, type.code);
  return {
    code: type.code,
    label: type.label,
    labels: labelsOf(type),
    entity_types: [...type.entityTypes],
    roles: [...type.roles],
    metadata_schema: type.metadataSchema as z.infer<typeof ActionTypeOut>['metadata_schema'],
    decision_type: type.decisionType,
    button: buttonOf(type.code),
    is_own: !isInCatalogue,
    is_customised: isInCatalogue && changed.some((own) => own.code === type.code),
    route: { index: route.index, workflow: route.workflow, is_unrouted: isUnrouted },
  };
};
