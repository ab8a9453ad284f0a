import type { HttpBindings } from '@hono/node-server';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { SSEStreamingApi } from 'hono/streaming';
import type { Transaction } from '../platform/database.ts';
import type { Caller } from '../domain/shared/permissions.ts';
import { STREAM_TOPICS } from '../domain/shared/events.ts';
import { AppError, tolerate } from '../errors.ts';
import { findStreamBounds } from '../queries/stream.ts';
import {
  maySee,
  REPLAY_COUNT_MAX,
  type StreamClient,
  type StreamHub,
  type StreamMessage,
} from '../background/stream-hub.ts';
import type { ApiDeps, Env } from './http/context.ts';
import { eventStream } from './http/answers/kinds.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import { findCaller } from './http/middleware/authenticate.ts';

/**
 * `GET /api/v1/stream`: server-sent events, fed from rows. Ids grow; `Last-Event-ID` replays what was
 * missed; `reset` means that too much was missed. Source: HTML Living Standard, "Server-sent events".
 */

/** A whole replay fits: a client that gets one must not look like one that does not read. */
const QUEUE_LENGTH_MAX = REPLAY_COUNT_MAX;
const STREAMS_PER_USER_MAX = 20;
const RETRY_MS = 3_000;

export interface StreamTiming {
  /** So that proxies keep a quiet stream open. */
  heartbeatMs: number;
  /** A quiet stream whose key was revoked or session ended is closed within this time. */
  revalidateMs: number;
  /** Before an event is sent, the credential is checked again if the last check is older than this. */
  freshMs: number;
}

const TIMING: StreamTiming = { heartbeatMs: 15_000, revalidateMs: 30_000, freshMs: 1_000 };

export const streamEndpoint = (deps: ApiDeps, hub: StreamHub, timing = TIMING): Endpoint => {
  const takeSlot = createSlots();
  return endpoint(
    deps,
    {
      id: 'stream.open',
      method: 'get',
      path: '/api/v1/stream',
      permission: 'stream:read',
      summary: 'Follow what happens, as server-sent events',
      description: `Events name what to read again; they do not hold it: ${TOPIC_LIST}. \`ready\` comes first; \`reset\` means that too much was missed: read everything again.`,
      headers: z.object({
        'Last-Event-ID': z.string().optional().openapi({
          description: 'The last `id` received: what came after is sent first, up to 1,000 events.',
        }),
      }),
      status: 200,
      answer: eventStream(StreamTopicsOut),
    },
    async ({ c, caller, read }) => {
      const leave = takeSlot(caller);
      const lastSequence = await startingPoint(c, read).catch((error: unknown) => {
        leave();
        throw error;
      });
      const credential = c.get('credential') ?? '';
      return {
        serve: async (stream) => {
          const session = {
            deps,
            hub,
            timing,
            caller,
            lastSequence,
            credential,
            hangUp: hangUpOf(c),
          };
          await tolerate(serve(stream, session), 'the console opens its stream again', deps.log);
          leave();
        },
      };
    },
  );
};

/** The name of each event, with the shape of its data. */
const StreamTopicsOut = z
  .object(Object.fromEntries(Object.entries(STREAM_TOPICS).map(([name, { data }]) => [name, data])))
  .openapi('StreamTopics', {
    description: 'By the name of an event: the shape of its data. An event has one of these names.',
  });

const TOPIC_LIST = Object.keys(STREAM_TOPICS)
  .map((topic) => `\`${topic}\``)
  .join(', ');

/** Counts open streams per user. Out: a function that gives the slot back. */
const createSlots = () => {
  const openStreams = new Map<string, number>();
  return ({ companyId, userId }: Caller): (() => void) => {
    const owner = `${companyId}/${userId}`;
    const open = openStreams.get(owner) ?? 0;
    if (open >= STREAMS_PER_USER_MAX) {
      throw new AppError('rate_limited', `at most ${STREAMS_PER_USER_MAX} streams`, {
        retryAfterSeconds: 10,
      });
    }
    openStreams.set(owner, open + 1);
    return () => {
      const left = (openStreams.get(owner) ?? 1) - 1;
      if (left === 0) openStreams.delete(owner);
      else openStreams.set(owner, left);
    };
  };
};

interface Session {
  deps: ApiDeps;
  hub: StreamHub;
  timing: StreamTiming;
  caller: Caller;
  lastSequence: number;
  credential: string;
  hangUp: () => void;
}

const serve = async (stream: SSEStreamingApi, session: Session): Promise<void> => {
  const { deps, hub, timing, credential } = session;
  const { client, next, isOpen } = openClient(stream, session);
  await stream.writeSSE({
    event: 'ready',
    id: String(session.lastSequence),
    data: '{}',
    retry: RETRY_MS,
  });
  const unsubscribe = await hub.subscribe(client);
  let checkedAt = Date.now();
  try {
    while (isOpen()) {
      const dueInMs = checkedAt + timing.revalidateMs - Date.now();
      const message = await next(Math.min(timing.heartbeatMs, Math.max(0, dueInMs)));
      if (!isOpen()) return;
      const trustedMs = message === 'quiet' ? timing.revalidateMs : timing.freshMs;
      if (Date.now() - checkedAt >= trustedMs) {
        const askedAt = Date.now();
        const current = await findCaller(deps.database, credential);
        if (!current) return;
        client.caller = current;
        checkedAt = askedAt;
      }
      if (message === 'quiet') await stream.write(': still here\n\n');
      else if (maySee(client.caller, message)) await send(stream, message);
    }
  } finally {
    unsubscribe();
  }
};

/** What the hub fills and the writer empties. `next` gives up waiting after its time. */
const openClient = (stream: SSEStreamingApi, { caller, lastSequence, hangUp }: Session) => {
  const queue: StreamMessage[] = [];
  let isOpen = true;
  let wake: () => void = () => undefined;
  const close = (): void => {
    isOpen = false;
    wake();
  };
  stream.onAbort(close);
  const client: StreamClient = {
    caller,
    lastSequence,
    push: (message) => {
      queue.push(message);
      wake();
      return queue.length <= QUEUE_LENGTH_MAX;
    },
    drop: () => {
      close();
      stream.abort();
      hangUp();
    },
  };
  const next = async (timeoutMs: number): Promise<StreamMessage | 'quiet'> => {
    if (queue.length === 0 && isOpen) {
      await waitAtMost(timeoutMs, (resolve) => {
        wake = resolve;
      });
    }
    return queue.shift() ?? 'quiet';
  };
  return { client, next, isOpen: () => isOpen };
};

const send = (stream: SSEStreamingApi, message: StreamMessage): Promise<void> =>
  stream.writeSSE({
    id: String(message.sequence),
    event: message.topic,
    data: JSON.stringify(message.data),
  });

/** Resolves when woken or after the time, whichever comes first. */
const waitAtMost = (timeMs: number, onWake: (resolve: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, timeMs);
    onWake(() => {
      clearTimeout(timer);
      resolve();
    });
  });

/** A client that does not read would otherwise keep its connection. In-process there is none. */
const hangUpOf = (c: Context<Env>): (() => void) => {
  const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>;
  return () => outgoing?.destroy();
};

const startingPoint = async (
  c: Context<Env>,
  read: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>,
): Promise<number> => {
  const given = c.req.header('Last-Event-ID') ?? '';
  if (/^\d{1,15}$/.test(given)) return Number(given);
  return (await read(findStreamBounds)).head;
};
