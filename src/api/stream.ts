import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import { reachOf, type Caller } from '../domain/permissions.ts';
import { AppError } from '../errors.ts';
import { findApiKeyCaller, findSessionCaller } from '../queries/callers.ts';
import { inCompany } from '../database.ts';
import { findStreamBounds } from '../queries/stream.ts';
import type { StreamClient, StreamHub, StreamMessage } from '../stream-hub.ts';
import type { ApiDeps, Env } from './context.ts';
import { requireCaller } from './endpoint.ts';
import { SESSION_PREFIX, sessionCookieName } from './middleware/authenticate.ts';

export type { StreamHub } from '../stream-hub.ts';

/**
 * `GET /api/v1/stream`: server-sent events, fed from rows. Ids grow; `Last-Event-ID` replays what was
 * missed; `reset` says that too much was. Source: HTML Living Standard, "Server-sent events".
 */

const QUEUE_LENGTH_MAX = 200;
const HEARTBEAT_MS = 15_000;
/** A revoked key or ended session loses its stream within this time. */
const REVALIDATE_MS = 30_000;
const STREAMS_PER_USER_MAX = 20;
const RETRY_MS = 3_000;

export const streamRoute = (app: OpenAPIHono<Env>, deps: ApiDeps, hub: StreamHub): void => {
  const openStreams = new Map<string, number>();
  app.openAPIRegistry.registerPath({
    operationId: 'stream.open',
    method: 'get',
    path: '/api/v1/stream',
    summary: 'Hear what happens, as server-sent events',
    tags: ['stream'],
    security: [{ bearer: [] }, { apiKey: [] }, { session: [] }],
    responses: { 200: { description: 'An event stream', content: { 'text/event-stream': {} } } },
    'x-permission': 'stream:read',
  });
  app.get('/api/v1/stream', async (c) => {
    const caller = requireCaller(c);
    if (reachOf(caller, 'stream:read') === 'none') {
      throw new AppError('forbidden', 'this needs the permission stream:read');
    }
    const owner = `${caller.companyId}/${caller.userId}`;
    const open = openStreams.get(owner) ?? 0;
    if (open >= STREAMS_PER_USER_MAX) {
      throw new AppError('rate_limited', `at most ${STREAMS_PER_USER_MAX} streams`, {
        retryAfterSeconds: 10,
      });
    }
    const lastSequence = await startingPoint(c, deps, caller);
    openStreams.set(owner, open + 1);
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, async (stream) => {
      try {
        await serve(stream, { deps, hub, caller, lastSequence, token: presentedToken(c, deps) });
      } finally {
        const left = (openStreams.get(owner) ?? 1) - 1;
        if (left === 0) openStreams.delete(owner);
        else openStreams.set(owner, left);
      }
    });
  });
};

interface Session {
  deps: ApiDeps;
  hub: StreamHub;
  caller: Caller;
  lastSequence: number;
  token: string;
}

const serve = async (stream: SSEStreamingApi, session: Session): Promise<void> => {
  const { deps, hub, caller, lastSequence, token } = session;
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
    },
  };
  await stream.writeSSE({ event: 'ready', id: String(lastSequence), data: '{}', retry: RETRY_MS });
  const unsubscribe = await hub.subscribe(client);
  let checkedAt = Date.now();
  try {
    while (isOpen) {
      const message = queue.shift();
      if (message) await send(stream, message);
      else await waitAtMost(HEARTBEAT_MS, (resolve) => (wake = resolve));
      if (!isOpen || queue.length > 0) continue;
      if (!message) await stream.write(': still here\n\n');
      if (Date.now() - checkedAt < REVALIDATE_MS) continue;
      checkedAt = Date.now();
      const current = await revalidate(deps, token);
      if (!current) return;
      client.caller = current;
    }
  } finally {
    unsubscribe();
  }
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

const startingPoint = async (c: Context<Env>, deps: ApiDeps, caller: Caller): Promise<number> => {
  const given = c.req.header('Last-Event-ID') ?? '';
  if (/^\d{1,15}$/.test(given)) return Number(given);
  const { head } = await inCompany(
    deps.database,
    { companyId: caller.companyId, userId: caller.userId },
    findStreamBounds,
  );
  return head;
};

const presentedToken = (c: Context<Env>, deps: ApiDeps): string =>
  /^Bearer\s+(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ??
  c.req.header('X-API-Key') ??
  getCookie(c, sessionCookieName(deps.config.PUBLIC_URL.startsWith('https:'))) ??
  '';

const revalidate = (deps: ApiDeps, token: string): Promise<Caller | undefined> =>
  token.startsWith(`${SESSION_PREFIX}_`)
    ? findSessionCaller(deps.database, token)
    : findApiKeyCaller(deps.database, token);
