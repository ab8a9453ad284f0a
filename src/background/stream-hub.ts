import { inCompany, type Database } from '../platform/database.ts';
import { covers, type Caller } from '../domain/shared/permissions.ts';
import { isStreamTopic, STREAM_TOPICS } from '../domain/shared/events.ts';
import { tolerate } from '../errors.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { findStreamBounds, listStreamEvents, type StreamEventRow } from '../queries/stream.ts';

/**
 * Brings sealed stream events to the consoles that may see them. Rows are the truth; a NOTIFY by the
 * sealer only tells when to read, and a sweep reads anyway.
 */

export const STREAM_CHANNEL = 'relais_stream';
/** Says that too much was missed to replay it. */
const RESET = 'reset';
const SWEEP_MS = 5_000;
const PAGE_SIZE = 250;
/** A client further behind is told to reload instead. */
export const REPLAY_COUNT_MAX = 1_000;

export interface StreamClient {
  caller: Caller;
  lastSequence: number;
  /** Queues one event. False: the client reads too slowly and is dropped. */
  push: (event: StreamMessage) => boolean;
  drop: () => void;
}

/** An event as the reader gets it, or `reset`, which everyone may hear. */
export type StreamMessage = StreamEventRow;

export interface StreamHub {
  /** Catches the client up from its `lastSequence`, then keeps it fed until `unsubscribe`. */
  subscribe: (client: StreamClient) => Promise<() => void>;
  start: () => Promise<void>;
  stop: () => Promise<void>;
}

/** The same rule as the routes: what a caller may not read, the stream does not mention. */
export const maySee = (
  caller: Caller,
  event: Pick<StreamEventRow, 'topic' | 'user_id' | 'call_centre_id'>,
): boolean =>
  event.topic === RESET ||
  (isStreamTopic(event.topic) &&
    covers(caller, STREAM_TOPICS[event.topic].permission, {
      userId: event.user_id,
      callCentreId: event.call_centre_id,
    }));

interface HubDeps {
  database: Database;
  log: Log;
  metrics: Metrics;
  sweepMs?: number;
}

export const createStreamHub = ({
  database,
  log,
  metrics,
  sweepMs = SWEEP_MS,
}: HubDeps): StreamHub => {
  const clients = new Map<number, Set<StreamClient>>();
  const draining = new Map<number, { again: boolean }>();
  let sweep: NodeJS.Timeout | undefined;
  let unlisten: (() => Promise<void>) | undefined;

  const remove = (client: StreamClient): void => {
    const ofCompany = clients.get(client.caller.companyId);
    if (!ofCompany?.delete(client)) return;
    metrics.streamClients.dec();
    if (ofCompany.size === 0) clients.delete(client.caller.companyId);
  };

  const feed = (client: StreamClient, events: readonly StreamEventRow[]): void => {
    for (const event of events) {
      if (event.sequence <= client.lastSequence) continue;
      client.lastSequence = event.sequence;
      if (!maySee(client.caller, event)) continue;
      if (client.push(event)) continue;
      metrics.streamClientsDropped.inc();
      remove(client);
      client.drop();
      return;
    }
  };

  const readPage = (companyId: number, afterSequence: number): Promise<StreamEventRow[]> =>
    inCompany(database, { companyId, userId: null }, (tx) =>
      listStreamEvents(tx, { afterSequence, limit: PAGE_SIZE }),
    );

  /** One reader per company, whatever the number of clients and of wake-ups meanwhile. */
  const drain = async (companyId: number): Promise<void> => {
    const running = draining.get(companyId);
    if (running) {
      running.again = true;
      return;
    }
    const state = { again: true };
    draining.set(companyId, state);
    try {
      while (state.again) {
        state.again = false;
        const waiting = [...(clients.get(companyId) ?? [])];
        if (waiting.length === 0) return;
        const behind = Math.min(...waiting.map((client) => client.lastSequence));
        const events = await readPage(companyId, behind);
        for (const client of waiting) feed(client, events);
        if (events.length === PAGE_SIZE) state.again = true;
      }
    } finally {
      draining.delete(companyId);
    }
  };

  const wake = (companyId: number): void => {
    if (clients.has(companyId)) void tolerate(drain(companyId), 'the sweep reads again', log);
  };

  return {
    subscribe: async (client) => {
      const { companyId } = client.caller;
      const { head, oldest } = await inCompany(
        database,
        { companyId, userId: null },
        findStreamBounds,
      );
      const isLost =
        client.lastSequence < oldest - 1 ||
        client.lastSequence > head ||
        head - client.lastSequence > REPLAY_COUNT_MAX;
      if (isLost) {
        client.lastSequence = head;
        client.push({
          sequence: head,
          topic: RESET,
          user_id: null,
          call_centre_id: null,
          data: {},
        });
      }
      const ofCompany = clients.get(companyId) ?? new Set();
      clients.set(companyId, ofCompany.add(client));
      metrics.streamClients.inc();
      wake(companyId);
      return () => remove(client);
    },
    start: async () => {
      const listening = await database.listen(STREAM_CHANNEL, (payload) => {
        for (const id of payload.split(',')) wake(Number(id));
      });
      unlisten = () => listening.unlisten();
      sweep = setInterval(() => {
        for (const companyId of clients.keys()) wake(companyId);
      }, sweepMs);
      sweep.unref();
    },
    stop: async () => {
      clearInterval(sweep);
      for (const client of [...clients.values()].flatMap((ofCompany) => [...ofCompany])) {
        remove(client);
        client.drop();
      }
      await unlisten?.();
    },
  };
};
