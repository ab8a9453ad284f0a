import type { RetryAttempt } from '../../domain/webhooks/deliveries.ts';
import { PROBE_LEASE_MS } from '../../domain/webhooks/delivery/circuit.ts';
import type { Transaction } from '../../platform/database.ts';
import { hasAttemptUnderWay, holdProbe, lockCircuit } from '../../queries/webhooks/circuit.ts';
import type { DeliveryRow } from '../../queries/webhooks/delivery-rows.ts';
import { openRound } from '../../queries/webhooks/reopening.ts';
import { commandRuns } from './reopen.ts';

/** One delivery that a user asks for again. The caller emits the fact, which names the user. */

/** A run reads its signals with its history, so a user must not send it one with each click. */
const HASTE_MS = 15_000;

/**
 * Makes an attempt now, as the first one of a new round. While the circuit is open it probes the endpoint,
 * one at a time: if an attempt is under way there, it waits for the next probe. In: `before` under its lock.
 * Out: when the attempt comes. Twice: an attempt that is under way or just due is left alone.
 */
export const retryDelivery = async (
  tx: Transaction,
  before: DeliveryRow,
  now: Date,
): Promise<RetryAttempt> => {
  const { webhook_id: webhookId } = before;
  const isMarked = before.leased_until?.getTime() === before.next_attempt_at?.getTime();
  if (isLeased(before, now) || (isMarked && isJustDue(before, now))) return 'under_way';
  const circuit = await lockCircuit(tx, webhookId);
  if (!circuit.isOpen) {
    if (isJustDue(before, now)) return 'under_way';
    await open(tx, before, { dueAt: now, isProbe: false });
    return 'now';
  }
  // One that no worker began by then does not hold up another one.
  const askedSince = new Date(now.getTime() - PROBE_LEASE_MS);
  if (await hasAttemptUnderWay(tx, { webhookId, now, askedSince })) {
    const dueAt = circuit.probeAt !== null && circuit.probeAt > now ? circuit.probeAt : now;
    if (!waitsUntil(before, dueAt)) await open(tx, before, { dueAt, isProbe: false });
    return 'after_probe';
  }
  holdProbe(tx, { webhookId, leaseUntil: new Date(now.getTime() + PROBE_LEASE_MS) });
  await open(tx, before, { dueAt: now, isProbe: true });
  return 'now';
};

const open = async (
  tx: Transaction,
  { id, event_id: eventId }: DeliveryRow,
  due: { dueAt: Date; isProbe: boolean },
): Promise<void> => {
  await openRound(tx, { id, ...due });
  commandRuns(tx, [eventId]);
};

const isLeased = ({ status, leased_until: until }: DeliveryRow, now: Date): boolean =>
  status === 'pending' && until !== null && until > now;

const isJustDue = ({ status, next_attempt_at: at }: DeliveryRow, now: Date): boolean =>
  status === 'pending' && at !== null && at <= now && now.getTime() - at.getTime() < HASTE_MS;

/** It waits for the same probe already. */
const waitsUntil = (
  { status, attempt_count: attemptCount, next_attempt_at: at }: DeliveryRow,
  dueAt: Date,
): boolean => status === 'pending' && attemptCount === 0 && at !== null && at <= dueAt;
