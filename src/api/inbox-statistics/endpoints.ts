import type { z } from '@hono/zod-openapi';
import {
  InboxStatisticsOut,
  InboxStatisticsQuery,
  StatisticsLineOut,
  type StatisticsLine,
} from '../../domain/inbox-statistics/shapes.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  countConversations,
  type ConversationCounts,
} from '../../queries/inbox-statistics/conversations.ts';
import { countMessages } from '../../queries/inbox-statistics/messages.ts';
import type { StatisticsInput } from '../../queries/inbox-statistics/range.ts';
import { csv } from '../http/answers/kinds.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { daysOf } from '../statistics-days.ts';

/** Volume, response times, resolution and distribution of conversations. Counts: not audited. */

export const inboxStatisticsEndpoints = (deps: ApiDeps): Endpoint[] => [
  read(deps),
  exportCsv(deps),
];

const DESCRIPTION =
  'A supervisor counts the conversations of their call centre and those that the company shares. Newsletters and spam are not counted.';

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'inbox_statistics.read',
      method: 'get',
      path: '/inbox/stats',
      permission: 'inbox_statistics:read',
      summary: 'Figures of the inbox in a range of days',
      description: DESCRIPTION,
      query: InboxStatisticsQuery,
      status: 200,
      answer: InboxStatisticsOut,
    },
    async ({ query, scope, read }) => {
      const input = inputOf(query, scope, deps.clock.now());
      return { body: await statisticsOf(read, input) };
    },
  );

const exportCsv = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'inbox_statistics.export',
      method: 'get',
      path: '/inbox/stats/export',
      permission: 'inbox_statistics:read',
      summary: 'The volume of each day, week or month, and the distributions, as CSV',
      description: DESCRIPTION,
      query: InboxStatisticsQuery,
      status: 200,
      answer: csv(StatisticsLineOut),
    },
    async ({ query, scope, read }) => {
      const input = inputOf(query, scope, deps.clock.now());
      const statistics = await statisticsOf(read, input);
      const { from, to } = statistics;
      return { name: `statistiques-${from}-${to}.csv`, rows: linesOf(statistics) };
    },
  );

const linesOf = (statistics: Statistics): StatisticsLine[] => {
  const part = (
    table: StatisticsLine['table'],
    key: string | number | null,
    { name = null, count }: { name?: string | null; count: number },
  ): StatisticsLine => ({
    table,
    key: String(key ?? ''),
    name,
    received_count: null,
    sent_count: null,
    conversation_count: count,
  });
  return [
    ...statistics.periods.map(({ since, ...counts }) => ({
      table: 'period' as const,
      key: since,
      name: null,
      ...counts,
    })),
    ...statistics.by_folder.map((row) => part('folder', row.folder_id, row)),
    ...statistics.by_status.map((row) => part('status', row.status, row)),
    ...statistics.by_channel.map((row) => part('channel', row.channel, row)),
    ...statistics.by_agent.map((row) => part('agent', row.user_id, row)),
  ];
};

/** Errors: `validation_failed` for a range that is reversed or too long. */
const inputOf = (
  { from, to, step, time_zone: timeZone, ...filter }: InboxStatisticsQuery,
  scope: Scope,
  now: Date,
): StatisticsInput => ({
  ...daysOf({ from, to, time_zone: timeZone }, now),
  scope,
  step,
  filter,
});

type Statistics = z.infer<typeof InboxStatisticsOut>;

type Read = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

/** Two transactions, so that PostgreSQL works on both halves at once. */
const statisticsOf = async (read: Read, input: StatisticsInput): Promise<Statistics> => {
  const [messages, counts] = await Promise.all([
    read((tx) => countMessages(tx, input)),
    read((tx) => countConversations(tx, input)),
  ]);
  const begun = new Map(counts.by_period.map(({ since, count }) => [since, count]));
  const periods = messages.map((period) => ({
    ...period,
    conversation_count: begun.get(period.since) ?? 0,
  }));
  const { by_period: _, first_reply: firstReply, resolution, ...rest } = counts;
  return {
    ...rest,
    from: input.from,
    to: input.to,
    step: input.step,
    received_count: periods.reduce((sum, period) => sum + period.received_count, 0),
    sent_count: periods.reduce((sum, period) => sum + period.sent_count, 0),
    resolution_rate:
      counts.conversation_count === 0 ? null : counts.resolved_count / counts.conversation_count,
    first_reply: durationOut(firstReply),
    resolution: durationOut(resolution),
    periods,
  };
};

const durationOut = (duration: ConversationCounts['first_reply']): Statistics['first_reply'] => ({
  count: duration.count,
  mean_seconds: duration.mean,
  median_seconds: duration.median,
  business_mean_seconds: duration.business_mean,
  business_median_seconds: duration.business_median,
});
