import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Stack } from '../stack.ts';

/** What the receiver got, against what the database says was sent. */

const ReceivedLedger = z.object({
  receivedCount: z.number(),
  /** Signatures that were wrong. */
  refusedCount: z.number(),
  /** Milliseconds of the epoch. */
  firstMs: z.number().nullable(),
  lastMs: z.number().nullable(),
  /** `<path> <webhook-id>`, and how often it came. */
  counts: z.array(z.tuple([z.string(), z.number()])),
});
export type ReceivedLedger = z.infer<typeof ReceivedLedger>;

const POLL_MS = 100;

export const readReceived = async (receiverUrl: string): Promise<ReceivedLedger> =>
  ReceivedLedger.parse(await (await fetch(`${receiverUrl}/ledger`)).json());

export const resetReceived = async (receiverUrl: string): Promise<void> => {
  await fetch(`${receiverUrl}/reset`, { method: 'POST' });
};

const Counts = z.object({
  pending: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  attempts: z.number(),
});

/** Deliveries of some webhooks. */
export const countDeliveries = async (
  { superuser }: Stack,
  webhookIds: readonly number[],
): Promise<z.infer<typeof Counts>> => {
  const [row] = await superuser`
    select
      count(*) filter (where status = 'pending') as pending,
      count(*) filter (where status = 'succeeded') as succeeded,
      count(*) filter (where status in ('failed', 'cancelled')) as failed,
      (
        select count(*) from webhook_attempts where webhook_id = any(${[...webhookIds]}::bigint[])
      ) as attempts
    from webhook_deliveries
    where webhook_id = any(${[...webhookIds]}::bigint[])
  `;
  return Counts.parse(row);
};

/** A cheap look: counting all of them each time would weigh on what is measured. */
const isAnyPending = async ({ superuser }: Stack, webhookIds: readonly number[]) => {
  const rows = await superuser`
    select 1 from webhook_deliveries
    where status = 'pending' and webhook_id = any(${[...webhookIds]}::bigint[])
    limit 1
  `;
  return rows.length > 0;
};

/** Until none of them is pending. */
export const untilDelivered = async (
  stack: Stack,
  webhookIds: readonly number[],
  { count, timeoutMs }: { count: number; timeoutMs: number },
): Promise<void> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (!(await isAnyPending(stack, webhookIds))) {
      const { pending, succeeded, failed } = await countDeliveries(stack, webhookIds);
      if (pending === 0 && succeeded + failed >= count) return;
    }
    if (Date.now() > deadline) throw new Error('deliveries are still pending');
    await sleep(POLL_MS);
  }
};

interface Expected {
  webhookIds: readonly number[];
  eventIds: readonly string[];
  /** Of each webhook, its path. */
  paths: readonly string[];
  /** Messages that may have come twice. */
  repeatCountMax: number;
}

/** Out: the faults. Every event came to every path, under its own id, signed, and hardly ever twice. */
export const checkDeliveries = async (
  stack: Stack,
  received: ReceivedLedger,
  { webhookIds, eventIds, paths, repeatCountMax }: Expected,
): Promise<string[]> => {
  const expectedCount = eventIds.length * paths.length;
  const counts = new Map(received.counts);
  const keys = paths.flatMap((path) => eventIds.map((id) => `${path} ${id}`));
  const lost = keys.filter((key) => !counts.has(key)).length;
  const unknown = counts.size - (keys.length - lost);
  const repeats = received.receivedCount - counts.size;
  const rows = await countDeliveries(stack, webhookIds);
  const fault = (isFault: boolean, text: string): string[] => (isFault ? [text] : []);
  return [
    ...fault(lost > 0, `${lost} lost`),
    ...fault(unknown > 0, `${unknown} of unknown ids`),
    ...fault(repeats > repeatCountMax, `${repeats} repeats, allowed ${repeatCountMax}`),
    ...fault(received.refusedCount > 0, `${received.refusedCount} wrong signatures`),
    ...fault(rows.succeeded !== expectedCount, `${rows.succeeded} recorded as delivered`),
    ...fault(rows.pending + rows.failed > 0, `${rows.pending} pending, ${rows.failed} failed`),
  ];
};
