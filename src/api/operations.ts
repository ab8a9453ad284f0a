import { commandRetried } from '../domain/operations/events.ts';
import { z } from '@hono/zod-openapi';
import { ACTION_STATUSES } from '../domain/actions/statuses.ts';
import { CommandOut, CommandParams, OperationsSummaryOut } from '../domain/operations/shapes.ts';
import { RoutesHealthOut, routeStateOf } from '../domain/operations/route-health.ts';
import { decodeCursor, PageQuery, pageOf, toPage } from '../domain/shared/pages.ts';
import { notFound } from '../errors.ts';
import { countActionsByStatus } from '../queries/actions/records.ts';
import { listRouteHealth, type RouteHealthRow } from '../queries/actions/route-health.ts';
import {
  makeCommandDue,
  listCommands,
  summariseCommands,
  type CommandRow,
} from '../queries/shared/commands.ts';
import { temporalUrl } from './actions/views.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';

/** For operators: waiting commands, their errors, and a way to retry them now. */

const SUMMARY_DAYS = 7;
const HOUR_MS = 60 * 60 * 1000;

export const operationEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'operations.summary',
      method: 'get',
      path: '/api/v1/operations/summary',
      permission: 'operations:read',
      summary: 'Waiting commands and actions by status',
      status: 200,
      answer: OperationsSummaryOut,
    },
    async ({ read }) => ({
      body: await read(async (tx) => {
        const since = new Date(deps.clock.now().getTime() - SUMMARY_DAYS * 24 * 60 * 60 * 1000);
        const [commands, counts] = await Promise.all([
          summariseCommands(tx),
          countActionsByStatus(tx, since),
        ]);
        const countOf = new Map(counts.map(({ status, count }) => [status, count]));
        return {
          commands_waiting: commands.waiting,
          oldest_command_seconds: commands.oldest_seconds,
          is_temporal_reachable: deps.isTemporalReachable(),
          actions_by_status: Object.fromEntries(
            ACTION_STATUSES.map((status) => [status, countOf.get(status) ?? 0]),
          ),
          temporal_ui_url: deps.config.TEMPORAL_UI_URL ?? null,
          has_sent_mail: deps.config.DANGEROUS_SENT_MAIL_URL !== undefined,
        };
      }),
    }),
  ),
  endpoint(
    deps,
    {
      id: 'operations.routes',
      method: 'get',
      path: '/api/v1/operations/routes',
      permission: 'operations:read',
      summary: 'The health of each route: attempts, failures and the last answer of n8n',
      status: 200,
      answer: RoutesHealthOut,
    },
    async ({ read }) => {
      const now = deps.clock.now().getTime();
      const rows = await read((tx) =>
        listRouteHealth(tx, {
          hourSince: new Date(now - HOUR_MS),
          daySince: new Date(now - 24 * HOUR_MS),
        }),
      );
      const data = rows.map(routeHealthOut);
      return { body: { data: data.toSorted((left, right) => rank(left) - rank(right)) } };
    },
  ),
  endpoint(
    deps,
    {
      id: 'operations.list_commands',
      method: 'get',
      path: '/api/v1/operations/commands',
      permission: 'operations:read',
      summary: 'List commands that are not carried out yet, oldest first',
      query: PageQuery,
      status: 200,
      answer: pageOf(CommandOut),
    },
    async ({ query: { limit, cursor }, read }) => {
      const afterId = decodeCursor(cursor, z.number());
      const rows = await read((tx) => listCommands(tx, { afterId, limit: limit + 1 }));
      const page = toPage(rows, limit, (row) => row.id);
      return { body: { ...page, data: page.data.map((row) => commandOut(deps, row)) } };
    },
  ),
  endpoint(
    deps,
    {
      id: 'operations.retry_command',
      method: 'post',
      path: '/api/v1/operations/commands/{id}/retry',
      permission: 'operations:retry',
      summary: 'Carry out a postponed command now',
      params: CommandParams,
      status: 202,
      answer: CommandOut,
    },
    async ({ params: { id }, write }) =>
      write(async (tx) => {
        const command = await makeCommandDue(tx, id);
        if (!command) throw notFound('command');
        tx.emit(commandRetried, { subjectId: id });
        return { body: commandOut(deps, command) };
      }),
  ),
];

type RouteHealth = z.infer<typeof RoutesHealthOut>['data'][number];

const routeHealthOut = (row: RouteHealthRow): RouteHealth => ({
  route: { index: row.route_index, workflow: row.route_workflow },
  state: routeStateOf({
    outcome: row.last_outcome,
    statusCode: row.last_status_code,
    errorCode: row.last_error_code,
  }),
  hour: { attempts: row.hour_attempts, failures: row.hour_failures },
  day: { attempts: row.day_attempts, failures: row.day_failures },
  median_ms: row.median_ms === null ? null : Math.round(row.median_ms),
  retrying_count: row.retrying_count,
  last: {
    at: row.last_at.toISOString(),
    status_code: row.last_status_code,
    error_code: row.last_error_code,
  },
});

const rank = ({ state }: RouteHealth): number => (state === 'fine' ? 1 : 0);

const commandOut = (
  deps: Pick<ApiDeps, 'config'>,
  row: CommandRow,
): z.infer<typeof CommandOut> => ({
  ...row,
  temporal_url: temporalUrl(deps, row.workflow_id),
  created_at: row.created_at.toISOString(),
  due_at: row.due_at.toISOString(),
});
