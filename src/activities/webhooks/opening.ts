import { webhookBody } from '../../domain/webhooks/body.ts';
import { PROBE_LEASE_MS } from '../../domain/webhooks/delivery/circuit.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  hasAttemptUnderWay,
  holdProbe,
  lockCircuit,
  takeProbe,
} from '../../queries/webhooks/circuit.ts';
import {
  cancelDeliveries,
  leaseDeliveries,
  listEndpoints,
  listSentEvents,
  lockDue,
  lockPace,
  postponeDeliveries,
  savePace,
  type DueRow,
  type EndpointRow,
  type Postponement,
} from '../../queries/webhooks/opening.ts';
import type { Endpoints } from './endpoints.ts';

/** Decides in one transaction which due deliveries are attempted now, and leases them. */

/** Longer than an attempt and its recording take. After it, another run repeats the attempt. */
const LEASE_MS = 40_000;
const PROBE_SPREAD_MS = 5_000;
const SECOND_MS = 1_000;

/** A delivery whose attempt begins. */
export interface Opened {
  delivery: DueRow;
  endpoint: EndpointRow;
  isProbe: boolean;
  /** With a limit per second: when it may start. */
  notBefore: Date;
}

interface OpenInput {
  eventIds: readonly string[];
  now: Date;
  limit: number;
}

export interface OpenedDue {
  opened: Opened[];
  /** True if more may be due. */
  isFull: boolean;
  /** When the postponed ones are due. */
  dueAts: Date[];
}

export const openDue = async (
  tx: Transaction,
  endpoints: Pick<Endpoints, 'room' | 'turnMs'>,
  bodies: Map<string, string>,
  { eventIds, now, limit }: OpenInput,
): Promise<OpenedDue> => {
  const due = await lockDue(tx, { eventIds, now, limit });
  if (due.length === 0) return { opened: [], isFull: false, dueAts: [] };
  const [rows] = await Promise.all([
    listEndpoints(tx, [...new Set(due.map((row) => row.webhook_id))]),
    addBodies(tx, bodies, due),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const opened: Opened[] = [];
  const postponed: Postponement[] = [];
  const groups = [...Map.groupBy(due, (row) => row.webhook_id)];
  // In one order, so that two runs don't wait for each other's locks of the health.
  for (const [webhookId, deliveries] of groups.toSorted(([left], [right]) => left - right)) {
    const endpoint = byId.get(webhookId);
    const outcome = cancelledBy(endpoint);
    if (endpoint === undefined || outcome !== null) {
      const ids = deliveries.map(({ id }) => id);
      cancelDeliveries(tx, { ids, outcome: outcome ?? 'webhook_deleted', now });
      continue;
    }
    const admitted = await admit(tx, endpoints, { endpoint, deliveries, now });
    opened.push(...admitted.opened);
    postponed.push(...admitted.postponed);
  }
  postponeDeliveries(tx, postponed);
  leaseDeliveries(tx, {
    ids: opened.map(({ delivery }) => delivery.id),
    leaseUntil: new Date(now.getTime() + LEASE_MS),
  });
  const dueMs = new Set(postponed.map(({ until }) => until.getTime()));
  return {
    opened,
    isFull: due.length === limit,
    dueAts: [...dueMs].map((ms) => new Date(ms)),
  };
};

const cancelledBy = (
  endpoint: EndpointRow | undefined,
): 'webhook_deleted' | 'webhook_disabled' | null => {
  if (endpoint === undefined || endpoint.is_deleted) return 'webhook_deleted';
  return endpoint.is_active ? null : 'webhook_disabled';
};

/** Events never change, so each is read once. */
const addBodies = async (
  tx: Transaction,
  bodies: Map<string, string>,
  due: readonly DueRow[],
): Promise<void> => {
  const missing = new Set(due.map((row) => row.event_id).filter((id) => !bodies.has(id)));
  if (missing.size === 0) return;
  for (const { occurred_at: occurredAt, ...event } of await listSentEvents(tx, [...missing])) {
    bodies.set(event.id, webhookBody({ ...event, occurredAt }));
  }
};

interface Candidates {
  endpoint: EndpointRow;
  deliveries: readonly DueRow[];
  now: Date;
}
interface Admitted {
  opened: Opened[];
  postponed: Postponement[];
}

const admit = async (
  tx: Transaction,
  endpoints: Pick<Endpoints, 'room' | 'turnMs'>,
  candidates: Candidates,
): Promise<Admitted> => {
  if (candidates.endpoint.is_circuit_open) {
    const circuit = await lockCircuit(tx, candidates.endpoint.id);
    if (circuit.isOpen) return admitProbe(tx, candidates, circuit.probeAt);
  }
  const { endpoint, deliveries, now } = candidates;
  const room = endpoints.room(endpoint.id);
  const fitting = deliveries.slice(0, room);
  const crowded = postponeAll(
    deliveries.slice(room),
    (count) => new Date(now.getTime() + endpoints.turnMs(endpoint.id, count)),
  );
  const paced = await admitAtPace(tx, { endpoint, deliveries: fitting, now });
  return { opened: paced.opened, postponed: [...crowded, ...paced.postponed] };
};

const postponeAll = (
  deliveries: readonly DueRow[],
  untilOf: (count: number) => Date,
): Postponement[] => {
  if (deliveries.length === 0) return [];
  const until = untilOf(deliveries.length);
  return deliveries.map(({ id }) => ({ id, until }));
};

/**
 * One delivery of all runs probes an endpoint whose circuit is open: the one that a user asked for, at once,
 * or when the probe is due any of them. The others come back after it.
 */
const admitProbe = async (
  tx: Transaction,
  { endpoint, deliveries, now }: Candidates,
  scheduledAt: Date | null,
): Promise<Admitted> => {
  const { id: webhookId } = endpoint;
  const leaseUntil = new Date(now.getTime() + PROBE_LEASE_MS);
  const asked = deliveries.find((delivery) => delivery.is_asked);
  const isFree =
    asked !== undefined && !(await hasAttemptUnderWay(tx, { webhookId, now, askedSince: now }));
  const isDue = scheduledAt !== null && scheduledAt <= now;
  if (isFree) holdProbe(tx, { webhookId, leaseUntil });
  const isTaken = isFree || (isDue && (await takeProbe(tx, { webhookId, now, leaseUntil })));
  const probe = isTaken ? (isFree ? asked : deliveries[0]) : undefined;
  const isLater = scheduledAt !== null && scheduledAt > (isFree ? leaseUntil : now);
  const probeAt = isLater ? scheduledAt : leaseUntil;
  return {
    opened:
      probe === undefined ? [] : [{ delivery: probe, endpoint, isProbe: true, notBefore: now }],
    // Together, so that a run looks once for all of them.
    postponed: postponeAll(
      deliveries.filter((delivery) => delivery !== probe),
      () => new Date(probeAt.getTime() + Math.random() * PROBE_SPREAD_MS),
    ),
  };
};

/** Without a limit, all of them. With one, what fits into the next second; the others get a turn each. */
const admitAtPace = async (
  tx: Transaction,
  { endpoint, deliveries, now }: Candidates,
): Promise<Admitted> => {
  const perSecond = endpoint.rate_limit_per_second;
  if (perSecond === null || deliveries.length === 0) {
    const opened = deliveries.map((delivery) => ({
      delivery,
      endpoint,
      isProbe: false,
      notBefore: now,
    }));
    return { opened, postponed: [] };
  }
  const spacingMs = SECOND_MS / perSecond;
  const pace = await lockPace(tx, { webhookId: endpoint.id, now });
  const untilMs = now.getTime() + SECOND_MS;
  let paceMs = pace.paceAt.getTime();
  let turnMs = Math.max(pace.turnAt.getTime(), untilMs);
  const admitted: Admitted = { opened: [], postponed: [] };
  for (const delivery of deliveries) {
    if (paceMs < untilMs) {
      const notBefore = new Date(paceMs);
      admitted.opened.push({ delivery, endpoint, isProbe: false, notBefore });
      paceMs += spacingMs;
    } else {
      turnMs += spacingMs;
      admitted.postponed.push({ id: delivery.id, until: new Date(turnMs) });
    }
  }
  savePace(tx, { webhookId: endpoint.id, paceAt: new Date(paceMs), turnAt: new Date(turnMs) });
  return admitted;
};
