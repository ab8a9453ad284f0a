import {
  BULK_RECORD_COUNT_MAX,
  BULK_SAMPLE,
  BulkAcceptedOut,
  BulkActionIn,
  BulkDryRunIn,
  BulkDryRunOut,
  RECENT_HOURS,
} from '../../domain/actions/bulk.ts';
import { boundFaults } from '../../domain/shared/faults.ts';
import { AppError } from '../../errors.ts';
import { isWithin, scopeOf, type Caller } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { listRecentActions } from '../../queries/actions/recent.ts';
import {
  acceptBulk,
  unknownRecord,
  validateBulk,
  type ValidatedBulk,
} from '../../services/actions/bulk.ts';
import { audienceOf } from '../../services/actions/facts.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { explainedRoute } from './views.ts';

/** One decision about many records of one type. */

export const bulkEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'actions.create_many',
      method: 'post',
      path: '/api/v1/actions/bulk',
      permission: 'actions:create',
      summary: `Send one action for each of up to ${BULK_RECORD_COUNT_MAX} records`,
      description:
        'All of them or none: the faults name the records by their place in `entite_ids`. Refused with 409 if `expected_count` is not the number of different records. Each action is audited on its own.',
      body: BulkActionIn,
      sample: { ...BULK_SAMPLE, expected_count: 1 },
      status: 202,
      answer: BulkAcceptedOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx) => {
        const bulk = await validateBulk(tx, caller, body);
        if (bulk.records.length !== body.expected_count) {
          throw new AppError('conflict', `these are ${bulk.records.length} different records`);
        }
        const actions = await acceptBulk(tx, caller, bulk, deps.clock.now());
        return { body: { count: actions.length, actions } };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'actions.dry_run_many',
      method: 'post',
      path: '/api/v1/actions/bulk/dry-run',
      permission: 'actions:create',
      summary: 'Say how many of these actions would be sent, where, and which are refused',
      body: BulkDryRunIn,
      sample: BULK_SAMPLE,
      status: 200,
      answer: BulkDryRunOut,
    },
    async ({ body, caller, read }) =>
      read(async (tx) => {
        const { records, shared } = await validateBulk(tx, caller, body);
        const missing = records.filter(({ subject }) => subject === null);
        return {
          body: {
            recent: await recentOf(tx, caller, { records, shared }, deps.clock.now()),
            ready_count: shared.faults.length > 0 ? 0 : records.length - missing.length,
            route: shared.resolved && explainedRoute(shared.resolved, shared.action.actionType),
            faults: boundFaults(shared.faults),
            refused: missing.map(({ ref }) => ({
              entite_id: ref,
              faults: [unknownRecord('entiteId', shared)],
            })),
          },
        };
      }),
  ),
];

const HOUR_MS = 60 * 60 * 1000;

const recentOf = async (
  tx: Transaction,
  caller: Caller,
  { records, shared: { action } }: ValidatedBulk,
  now: Date,
) => {
  const { actionType, entiteType: type } = action;
  if (type === null) return [];
  const scope = scopeOf(caller, 'actions:read');
  const rows = await listRecentActions(tx, {
    actionType,
    type,
    subjects: records.flatMap(({ ref, subject }) =>
      subject === null ? [] : [{ ref, entityId: subject.entityId }],
    ),
    since: new Date(now.getTime() - RECENT_HOURS * HOUR_MS),
  });
  return rows.map((row) => ({
    entite_id: row.ref,
    id: scope !== undefined && isWithin(scope, audienceOf(row)) ? row.id : null,
    status: row.status,
    decide_par_name: row.decide_par_name,
    created_at: row.created_at.toISOString(),
  }));
};
