import type { z } from '@hono/zod-openapi';
import { CATALOGUE } from '../domain/action-types/catalogue.ts';
import type { ActionEntityType, EntityType } from '../domain/entities/types.ts';
import {
  statusLabels,
  storedLabel,
  type EntityStatus,
} from '../domain/entity-statuses/defaults.ts';
import { entityStatusesReplaced } from '../domain/entity-statuses/events.ts';
import {
  AllEntityStatusesOut,
  EntityStatusesIn,
  EntityStatusesOut,
  EntityStatusesParams,
  STATUS_LIMITS,
  StatusUsageOut,
} from '../domain/entity-statuses/shapes.ts';
import { fault, type Fault } from '../domain/shared/faults.ts';
import { invalid } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import { listCompanyActionTypes } from '../queries/action-types.ts';
import {
  countEntitiesByStatus,
  listEntityStatuses,
  replaceEntityStatuses,
  type TypeStatuses,
} from '../queries/entity-statuses.ts';
import { lockSetting } from '../queries/shared/locks.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** The statuses that a company's records can have. Callbacks may still set any other code. */

export const entityStatusEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'entity_statuses.list',
      method: 'get',
      path: '/api/v1/entity-statuses',
      permission: 'entity_statuses:read',
      summary: 'The statuses of each type of records, in order',
      status: 200,
      answer: AllEntityStatusesOut,
    },
    async ({ read }) => ({ body: { data: await read(allStatusesOut) } }),
  ),
  endpoint(
    deps,
    {
      id: 'entity_statuses.usage',
      method: 'get',
      path: '/api/v1/entity-statuses/{type}/usage',
      permission: 'entity_statuses:read',
      summary: 'How many records have each status',
      description: 'Most used first, at most 500 statuses. `code` is null for records without one.',
      params: EntityStatusesParams,
      status: 200,
      answer: StatusUsageOut,
    },
    async ({ params: { type }, read }) => ({
      body: {
        data: await read((tx) =>
          countEntitiesByStatus(tx, { type, limit: STATUS_LIMITS.differentCodes }),
        ),
      },
    }),
  ),
  endpoint(
    deps,
    {
      id: 'entity_statuses.replace',
      method: 'put',
      path: '/api/v1/entity-statuses/{type}',
      permission: 'entity_statuses:write',
      summary: 'Replace the statuses of a type of records',
      description:
        'A status in use may be left out: its records keep it. An empty list restores the default statuses.',
      params: EntityStatusesParams,
      body: EntityStatusesIn,
      sample: {
        statuses: [
          {
            code: 'DOSSIER_INCOMPLET',
            label: 'Dossier incomplet',
            tone: 'waiting',
            suggested_action_types: [],
          },
        ],
      },
      status: 200,
      answer: EntityStatusesOut,
    },
    async ({ params: { type }, body, write }) =>
      write(async (tx) => {
        await lockSetting(tx, 'entity_statuses');
        const statuses = body.statuses.map((status) => ({
          code: status.code,
          label: storedLabel(type, status.code, status.label),
          tone: status.tone,
          suggestedActionTypes: status.suggested_action_types,
        }));
        const before = await statusesOut(tx, type);
        await refuseUnknownTypes(tx, type, statuses);
        await replaceEntityStatuses(tx, type, statuses);
        const after = await statusesOut(tx, type);
        tx.emit(entityStatusesReplaced, { subjectId: type, data: { type }, before, after });
        return { body: after };
      }),
  ),
];

type StatusesOut = z.infer<typeof EntityStatusesOut>;

const allStatusesOut = async (tx: Transaction): Promise<StatusesOut[]> => {
  const [all, allowed] = await Promise.all([listEntityStatuses(tx), allowedTypes(tx)]);
  return all.map((one) => typeOut(one, allowed));
};

const statusesOut = async (tx: Transaction, type: EntityType): Promise<StatusesOut> => {
  const found = (await allStatusesOut(tx)).find((one) => one.type === type);
  if (!found) throw new Error(`no statuses for ${type}`);
  return found;
};

/** An action type that was deleted meanwhile, or no longer applies, is not suggested. */
const typeOut = (
  { type, statuses, isDefault }: TypeStatuses,
  allowed: AllowedTypes,
): StatusesOut => ({
  type,
  is_default: isDefault,
  statuses: statuses.map((status) => ({
    code: status.code,
    label: status.label,
    labels: statusLabels(type, status),
    tone: status.tone,
    suggested_action_types: status.suggestedActionTypes.filter((code) =>
      allowed.get(code)?.includes(type),
    ),
  })),
});

/** Action type → the types of records it applies to, of the whole catalogue of the company. */
type AllowedTypes = ReadonlyMap<string, readonly ActionEntityType[]>;

const allowedTypes = async (tx: Transaction): Promise<AllowedTypes> =>
  new Map(
    [...CATALOGUE, ...(await listCompanyActionTypes(tx))].map(({ code, entityTypes }) => [
      code,
      entityTypes,
    ]),
  );

/** Errors: `validation_failed` with a fault for each suggested action that does not apply. */
const refuseUnknownTypes = async (
  tx: Transaction,
  type: EntityType,
  statuses: readonly EntityStatus[],
): Promise<void> => {
  const allowed = await allowedTypes(tx);
  const faults = statuses.flatMap((status, at) =>
    status.suggestedActionTypes.flatMap((code, position): Fault[] => {
      const entityTypes = allowed.get(code);
      const path = `statuses.${at}.suggested_action_types.${position}`;
      if (entityTypes === undefined) return [fault(path, 'not_in_catalogue', {})];
      return entityTypes.includes(type)
        ? []
        : [fault(path, 'wrong_entity_type', { action_type: code, allowed: [...entityTypes] })];
    }),
  );
  if (faults.length > 0) throw invalid(faults);
};
