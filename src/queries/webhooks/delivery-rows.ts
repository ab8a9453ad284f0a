import { z } from 'zod';
import { DELIVERY_OUTCOMES, DELIVERY_STATUSES } from '../../domain/webhooks/deliveries.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** One event for one webhook. The fan-out inserts it (src/platform/facts.ts). */

export const DeliveryRow = z.object({
  id: z.string(),
  webhook_id: z.number(),
  event_id: z.string(),
  event_type: z.string(),
  status: z.enum(DELIVERY_STATUSES),
  outcome_code: z
    .string()
    .refine((code) => Object.hasOwn(DELIVERY_OUTCOMES, code))
    .nullable(),
  round: z.number(),
  /** Attempts of this round. */
  attempt_count: z.number(),
  next_attempt_at: z.date().nullable(),
  leased_until: z.date().nullable(),
  created_at: z.date(),
  settled_at: z.date().nullable(),
});
export type DeliveryRow = z.infer<typeof DeliveryRow>;

/** The columns of `DeliveryRow`, for queries of other files: ``sql`select ${deliveryColumns(sql)} from …` ``. */
export const deliveryColumns = (sql: Transaction['sql']) => sql`
  webhook_deliveries.id, webhook_deliveries.webhook_id, webhook_deliveries.event_id,
  webhook_deliveries.event_type, webhook_deliveries.status, webhook_deliveries.outcome_code,
  webhook_deliveries.round, webhook_deliveries.attempt_count, webhook_deliveries.next_attempt_at,
  webhook_deliveries.leased_until, webhook_deliveries.created_at, webhook_deliveries.settled_at
`;

/** Locks the row until the end of the transaction. */
export const lockDelivery = async (
  { sql, actor }: Transaction,
  id: string,
): Promise<DeliveryRow | undefined> =>
  parseFirst(
    DeliveryRow,
    await sql`
      select ${deliveryColumns(sql)}
      from webhook_deliveries
      where company_id = ${actor.companyId}::bigint and id = ${id}::uuid
      for update
    `,
  );
