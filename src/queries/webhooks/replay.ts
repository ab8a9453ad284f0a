import { z } from 'zod';
import type { ReplayScope } from '../../domain/webhooks/delivery-shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { firstIdAt } from '../actions/records.ts';
import { parseRows } from '../shared/rows.ts';

/** What a replay sends again. */

export interface ReplayFilter {
  webhookId: number;
  /** Of the webhook. */
  createdAt: Date;
  formId: number | null;
  callCentreId: number | null;
  types: readonly string[];
  only: ReplayScope;
  since: Date;
  until: Date;
}

/** The ids of events are UUIDv7: they hold the time at which the event was committed. */
const idsBetween = (sql: Transaction['sql'], id: Column, { since, until }: ReplayFilter) => sql`
  ${id} >= ${firstIdAt(since.getTime())}::uuid
  and ${id} < ${firstIdAt(until.getTime())}::uuid
`;
type Column = ReturnType<Transaction['sql']>;

/** Tolerance between the id of an event and that of its delivery: they come from two clocks. */
const CLOCK_SLACK_MS = 60 * 60 * 1000;

/** Index: webhook_deliveries_webhook. */
const failedDeliveries = ({ sql, actor }: Transaction, input: ReplayFilter) => sql`
  from webhook_deliveries
  where webhook_deliveries.company_id = ${actor.companyId}::bigint
    and webhook_deliveries.webhook_id = ${input.webhookId}::bigint
    and webhook_deliveries.id >= ${firstIdAt(input.since.getTime() - CLOCK_SLACK_MS)}::uuid
    and ${idsBetween(sql, sql`webhook_deliveries.event_id`, input)}
    and webhook_deliveries.event_type = any (${[...input.types]}::text[])
    and webhook_deliveries.status in ('failed', 'cancelled')
`;

/**
 * The same condition as the fan-out has (src/platform/fan-out.ts). Indexes: events_company_id_id_key,
 * webhook_deliveries_event_id_webhook_id_key. `+ 0` keeps Postgres from reading all deliveries of the
 * webhook for each event, which it does before it has statistics (10,000 events: over 15 s).
 */
const matchingEvents = ({ sql, actor }: Transaction, input: ReplayFilter) => sql`
  from events
  left join webhook_deliveries
    on webhook_deliveries.company_id = events.company_id
    and webhook_deliveries.event_id = events.id
    and webhook_deliveries.webhook_id + 0 = ${input.webhookId}::bigint
  where events.company_id = ${actor.companyId}::bigint
    and ${idsBetween(sql, sql`events.id`, input)}
    and events.type = any (${[...input.types]}::text[])
    and (${input.formId}::bigint is null or events.form_id = ${input.formId}::bigint)
    and (
      ${input.callCentreId}::bigint is null
      or events.call_centre_id = ${input.callCentreId}::bigint
    )
    and ${
      input.only === 'all'
        ? sql`webhook_deliveries.status is distinct from 'pending'`
        : sql`(
            webhook_deliveries.status in ('failed', 'cancelled')
            or (
              webhook_deliveries.id is null
              and events.id >= ${firstIdAt(input.createdAt.getTime())}::uuid
            )
          )`
    }
`;

const replayable = (tx: Transaction, input: ReplayFilter) =>
  input.only === 'failed' ? failedDeliveries(tx, input) : matchingEvents(tx, input);

/** Counts up to `limit`. */
export const countReplayable = async (
  tx: Transaction,
  input: ReplayFilter & { limit: number },
): Promise<number> => {
  const { sql } = tx;
  const [row] = await sql`
    select count(*) as count
    from (select 1 ${replayable(tx, input)} limit ${input.limit}::integer) as found
  `;
  return z.object({ count: z.number() }).parse(row).count;
};

/**
 * Gives each matching event that this webhook missed a delivery that has ended without a round, so that it
 * is sent as the others are. Twice: changes nothing.
 */
export const insertMissedDeliveries = async (
  tx: Transaction,
  input: ReplayFilter,
): Promise<void> => {
  const { sql, actor } = tx;
  await sql`
    insert into webhook_deliveries (
      id, company_id, webhook_id, event_id, event_type, status, outcome_code, round, settled_at
    )
    select new_uuid_v7(), ${actor.companyId}::bigint, ${input.webhookId}::bigint, events.id,
      events.type, 'cancelled', 'webhook_disabled', 0, now()
    ${matchingEvents(tx, input)}
      and webhook_deliveries.id is null
    on conflict (event_id, webhook_id) do nothing
  `;
};

const IdRow = z.object({ id: z.string() });

/** In the order of their events. */
export const listReplayable = async (
  tx: Transaction,
  input: ReplayFilter & { limit: number },
): Promise<string[]> => {
  const { sql } = tx;
  const rows = await sql`
    select webhook_deliveries.id
    ${replayable(tx, input)}
      and webhook_deliveries.id is not null
    order by webhook_deliveries.event_id
    limit ${input.limit}::integer
  `;
  return parseRows(IdRow, rows).map((row) => row.id);
};
