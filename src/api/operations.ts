import { commandRetried } from '../domain/operations/events.ts';
import { z } from '@hono/zod-openapi';
import { ACTION_STATUSES } from '../domain/actions/statuses.ts';
import { CommandOut, CommandParams, OperationsSummaryOut } from '../domain/operations/shapes.ts';
import { decodeCursor, PageQuery, pageOf, toPage } from '../domain/shared/pages.ts';
import { notFound } from '../errors.ts';
import { countActionsByStatus } from '../queries/actions/records.ts';
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

const commandOut = (
  deps: Pick<ApiDeps, 'config'>,
  row: CommandRow,
): z.infer<typeof CommandOut> => ({
  ...row,
  temporal_url: temporalUrl(deps, row.workflow_id),
  created_at: row.created_at.toISOString(),
  due_at: row.due_at.toISOString(),
});
