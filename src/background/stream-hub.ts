import { inCompany, type Database } from '../platform/database.ts';
import { covers, type Caller } from '../domain/shared/permissions.ts';
import { isStreamTopic, STREAM_TOPICS } from '../domain/shared/events.ts';
import { tolerate } from '../errors.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { findStreamBounds, listStreamEvents, type StreamEventRow } from '../queries/stream.ts';

/**
 * Sends sealed stream events to the consoles that may see them. The events are read from rows. A NOTIFY
 * by the sealer triggers the read; a sweep reads in any case, so a lost NOTIFY loses no event.
 */

export const STREAM_CHANNEL = 'relais_stream';
/** Topic that tells a client to reload everything: it missed too many events. */
const RESET = 'reset';
const SWEEP_MS = 5_000;
const PAGE_SIZE = 250;
/** A client that missed more events gets a `reset` instead. */
export const REPLAY_COUNT_MAX = 1_000;

export interface StreamClient {
  caller: Caller;
  lastSequence: number;
  /** Queues one event. False: the client reads too slowly and is dropped. */
  push: (event: StreamMessage) => boolean;
  drop: () => void;
}

/** An event, or `reset`, which every client may receive. */
export type StreamMessage = StreamEventRow;

export interface StreamHub {
  /** Sends the events after the client's `lastSequence`, then new ones. Out: a function to unsubscribe. */
  subscribe: (client: StreamClient) => Promise<() => void>;
  start: () => Promise<void>;
  stop: () => Promise<void>;
}

/** The permissions of the endpoints: a caller receives no event about a record they may not read. */
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

  const deliver = (client: StreamClient, events: readonly StreamEventRow[]): void => {
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

  /** Reads and delivers new events. One reader per company: a further wake-up makes it read again. */
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
        const lowest = Math.min(...waiting.map((client) => client.lastSequence));
        const events = await readPage(companyId, lowest);
        for (const client of waiting) deliver(client, events);
        if (events.length === PAGE_SIZE) state.again = true;
      }
    } finally {
      draining.delete(companyId);
    }
  };

  const wake = (companyId: number): void => {
    if (clients.has(companyId)) void tolerate(drain(companyId), 'the next sweep tries again', log);
  };

  return {
    subscribe: async (client) => {
      const { companyId } = client.caller;
      const { head, oldest } = await inCompany(
        database,
        { companyId, userId: null },
        findStreamBounds,
      );
      const needsReset =
        client.lastSequence < oldest - 1 ||
        client.lastSequence > head ||
        head - client.lastSequence > REPLAY_COUNT_MAX;
      if (needsReset) {
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
