/**
 * Goal: a console receives every event it may see, once, in order, across processes, and no other; a
 * client that reads too slowly, or lost its access, is disconnected. Method: the route in-process on real
 * Postgres with its NOTIFY; a second hub with its own connections stands for a second process.
 */
import { connect as connectSocket } from 'node:net';
import { once } from 'node:events';
import type { ServerType } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApp } from '../../src/api/app.ts';
import type { Env } from '../../src/api/http/context.ts';
import { streamEndpoint, type StreamTiming } from '../../src/api/stream.ts';
import { declareInternalEvent } from '../../src/domain/shared/declare-event.ts';
import {
  connect,
  inCompany,
  type Committed,
  type Database,
  type Transaction,
} from '../../src/platform/database.ts';
import type { Audience } from '../../src/platform/facts.ts';
import { createSealer, type Sealer } from '../../src/background/sealer.ts';
import { ALL_PERMISSIONS } from '../../src/domain/shared/permissions.ts';
import { hashToken, newToken } from '../../src/domain/shared/secrets.ts';
import {
  createStreamHub,
  REPLAY_COUNT_MAX,
  type StreamClient,
  type StreamHub,
} from '../../src/background/stream-hub.ts';
import {
  cookieOf,
  listen,
  PASSWORD,
  startTestApi,
  type TestApi,
  type TestCompany,
} from '../support/api.ts';
import { untilBlocked } from '../support/postgres.ts';
import { readEvents, type EventReader } from '../support/event-stream.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let company: TestCompany;
/** Only NOTIFY wakes it: the sweep never runs. */
let hub: StreamHub;
let app: OpenAPIHono<Env>;
let readers: EventReader[] = [];

const NEVER_MS = 600_000;
/** The advisory lock of the test that makes reading wait. */
const READING_LOCK = 77;
const QUIET: StreamTiming = {
  heartbeatMs: NEVER_MS,
  revalidateMs: NEVER_MS,
  freshMs: NEVER_MS,
};

beforeAll(async () => {
  api = await startTestApi();
  ({ company } = api);
  hub = createStreamHub({ ...api.deps, sweepMs: NEVER_MS });
  await hub.start();
  api.deps.announce = api.sealer.announce;
  app = appOf(hub, QUIET);
});
afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.close()));
  readers = [];
  await expect.poll(clientCount).toBe(0);
});
afterAll(async () => {
  await hub.stop();
  await api.stop();
});

/** The route as the app mounts it, with other times. */
const appOf = (ofHub: StreamHub, timing: StreamTiming): OpenAPIHono<Env> =>
  createApp(api.deps, ofHub, { endpoints: [streamEndpoint(api.deps, ofHub, timing)] });

interface TestFact {
  topic: string;
  audience: Audience;
  number: number;
  text?: string;
}

interface OpenInput {
  key?: string;
  cookie?: string;
  lastEventId?: number | string;
  app?: OpenAPIHono<Env>;
  method?: string;
}

const request = async ({
  key,
  cookie,
  lastEventId,
  app: of = app,
  method = 'GET',
}: OpenInput): Promise<Response> =>
  of.request('/api/v1/stream', {
    method,
    headers: {
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      ...(cookie === undefined ? {} : { Cookie: cookie }),
      ...(lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) }),
    },
  });

const open = async (input: OpenInput): Promise<EventReader> => {
  const reader = readEvents(await request(input));
  readers.push(reader);
  return reader;
};

/** A fact for the owner alone. */
const ownersEvent = (number: number): TestFact => ({
  topic: 'action.updated',
  audience: { userId: company.owner.id, callCentreId: null },
  number,
});

/** Every user of the company may receive it. */
const entityEvent = (number: number): TestFact => ({
  topic: 'entity.updated',
  audience: { userId: null, callCentreId: null },
  number,
});

const emitTestFact = (tx: Transaction, { topic, audience, ...data }: TestFact): void => {
  const event = declareInternalEvent<typeof data>('NumberNoted', 'test', {
    stream: { topic, data: (content) => content },
  });
  tx.emit(event, { subjectId: data.number, audience, data });
};

/** Commits events in one transaction and seals them. Out: the number of the last one. */
const publish = async (
  events: TestFact[],
  { of = company, sealer = api.sealer } = {},
): Promise<number> => {
  await commit(events, of, sealer.announce);
  await sealer.flush();
  return headOf(of);
};

const commit = async (
  events: TestFact[],
  of: TestCompany,
  announce: (committed: Committed) => void,
): Promise<void> => {
  await inCompany(
    api.database,
    { companyId: of.id, userId: null },
    (tx) => {
      for (const event of events) emitTestFact(tx, event);
      return Promise.resolve();
    },
    announce,
  );
};

const headOf = async (of = company): Promise<number> => {
  const [row] = await api.superuser`
    select stream_sequence from company_heads where company_id = ${of.id}
  `;
  return Number(row?.['stream_sequence']);
};

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const numbersOf = (events: { data: Record<string, unknown> }[]) =>
  events.map((event) => event.data['number']);

const clientCount = async (): Promise<number> => {
  const { values } = await api.deps.metrics.streamClients.get();
  return values[0]?.value ?? 0;
};

const addKey = async (userId: number, scopes: readonly string[]): Promise<string> => {
  const key = newToken('rlk');
  await api.superuser`
    insert into api_keys (company_id, user_id, name, prefix, key_hash, scopes, created_by)
    values (
      ${company.id}, ${userId}, 'stream', ${key.slice(0, 10)}, ${hashToken(key)},
      ${[...scopes]}::text[], ${userId}
    )
  `;
  return key;
};

describe('an event', () => {
  let farSupervisor: string;
  beforeAll(async () => {
    const [centre] = await api.superuser`
      insert into call_centres (company_id, name) values (${company.id}, 'Nantes') returning id
    `;
    const [user] = await api.superuser`
      insert into users (company_id, call_centre_id, email, name, role)
      values (${company.id}, ${Number(centre?.['id'])}, 'loin@atelier.example', 'Loin', 'supervisor')
      returning id
    `;
    farSupervisor = await addKey(Number(user?.['id']), ALL_PERMISSIONS);
  });

  const everybody = async () => ({
    owner: await open({ key: company.owner.key }),
    supervisor: await open({ key: company.supervisor.key }),
    agent: await open({ key: company.agents[0].key }),
    colleague: await open({ key: company.agents[1].key }),
    farSupervisor: await open({ key: farSupervisor }),
    stranger: await open({ key: api.otherCompany.owner.key }),
  });

  /** Publishes it before an event that everyone receives. Out: who received it. */
  const heardBy = async (event: TestFact): Promise<string[]> => {
    const listening = await everybody();
    await publish([event, entityEvent(0)]);
    await publish([entityEvent(0)], { of: api.otherCompany });
    const heard = await Promise.all(
      Object.entries(listening).map(async ([name, reader]): Promise<string[]> => {
        const first = await reader.next();
        if (first.event === 'entity.updated' && event.topic !== 'entity.updated') return [];
        return first.data['number'] === event.number ? [name] : [];
      }),
    );
    return heard.flat();
  };

  const ofAgent = (topic: string): TestFact => ({
    topic,
    audience: { userId: company.agents[0].id, callCentreId: company.callCentreId },
    number: 77,
  });

  test.each([
    ['an action', 'action.updated', ['owner', 'supervisor', 'agent']],
    ['a notification', 'notification.created', ['agent']],
    ['what was read', 'notification.read', ['agent']],
    ['an entity', 'entity.updated', ['owner', 'supervisor', 'agent', 'colleague', 'farSupervisor']],
    ['a topic nobody knows', 'salary.updated', []],
  ])('about %s reaches those who may read it and nobody else', async (_, topic, hearers) => {
    expect(await heardBy(ofAgent(topic))).toEqual(hearers);
  });

  test('about an action without a call centre reaches its decider and the owners', async () => {
    const event = {
      ...ofAgent('action.updated'),
      audience: { userId: company.agents[0].id, callCentreId: null },
    };
    expect(await heardBy(event)).toEqual(['owner', 'agent']);
  });

  test('does not reach a key without the scope to read its subject', async () => {
    const key = await addKey(company.owner.id, ['stream:read', 'entities:read']);
    const reader = await open({ key });
    await publish([ownersEvent(1), entityEvent(2)]);
    expect(await reader.next()).toMatchObject({ event: 'entity.updated', data: { number: 2 } });
  });

  test('carries its number, its topic and what was committed', async () => {
    const reader = await open({ key: company.owner.key });
    const id = await publish([ownersEvent(5)]);
    expect(await reader.next()).toEqual({ id, event: 'action.updated', data: { number: 5 } });
  });

  test('of a transaction that was rolled back is never sent', async () => {
    const reader = await open({ key: company.owner.key });
    const failing = inCompany(
      api.database,
      { companyId: company.id, userId: null },
      (tx) => {
        emitTestFact(tx, ownersEvent(1));
        return Promise.reject(new Error('no'));
      },
      api.sealer.announce,
    );
    await expect(failing).rejects.toThrow('no');
    await publish([ownersEvent(2)]);
    expect((await reader.next()).data).toEqual({ number: 2 });
  });

  test('is sent once and in order when 40 transactions commit at once', async () => {
    const reader = await open({ key: company.owner.key });
    await Promise.all(numbers(40).map((number) => publish([ownersEvent(number)])));
    const events = await reader.take(40);
    const ids = events.map((event) => event.id);
    expect(ids).toEqual(ids.toSorted((left, right) => left - right));
    expect(new Set(numbersOf(events)).size).toBe(40);
  });

  test('is sent with the 599 others of one large commit', async () => {
    const reader = await open({ key: company.owner.key });
    await publish(numbers(600).map(ownersEvent));
    expect(numbersOf(await reader.take(600))).toEqual(numbers(600));
  });
});

describe('Last-Event-ID', () => {
  test('replays the missed events in order, then continues without gap or repeat', async () => {
    const before = await headOf();
    await publish([ownersEvent(1), ownersEvent(2)]);
    await publish([ownersEvent(3)]);
    const reader = await open({ key: company.owner.key, lastEventId: before });
    expect(numbersOf(await reader.take(3))).toEqual([1, 2, 3]);
    await publish([ownersEvent(4)]);
    const next = await reader.next();
    expect(next.data).toEqual({ number: 4 });
    expect(next.id).toBe(before + 4);
  });

  test('replays missed events to one client and repeats nothing to another', async () => {
    const before = await headOf();
    const steady = await open({ key: company.owner.key });
    await publish([ownersEvent(1), ownersEvent(2)]);
    await steady.take(2);
    const returning = await open({ key: company.owner.key, lastEventId: before });
    await returning.take(2);
    await publish([ownersEvent(3)]);
    expect(numbersOf([await steady.next(), await returning.next()])).toEqual([3, 3]);
  });

  test('replays only the events that the reader may see', async () => {
    const before = await headOf();
    await publish([ownersEvent(1), entityEvent(2)]);
    const reader = await open({ key: company.agents[0].key, lastEventId: before });
    expect((await reader.next()).data).toEqual({ number: 2 });
  });

  test('replays the largest allowed number of missed events, over several pages', async () => {
    const before = await headOf();
    await publish(numbers(REPLAY_COUNT_MAX).map(ownersEvent));
    const reader = await open({ key: company.owner.key, lastEventId: before });
    const events = await reader.take(REPLAY_COUNT_MAX);
    expect(numbersOf(events)).toEqual(numbers(REPLAY_COUNT_MAX));
  });

  test.each([
    [
      'too much was missed',
      async () => {
        const before = await headOf();
        await publish(numbers(REPLAY_COUNT_MAX + 1).map(ownersEvent));
        return before;
      },
    ],
    ['it is from the future', async () => (await headOf()) + 1],
    [
      'what follows it has been purged',
      async () => {
        const before = await headOf();
        await publish([ownersEvent(1), ownersEvent(2)]);
        await api.superuser`delete from stream_events where sequence <= ${before + 1}`;
        return before;
      },
    ],
    [
      'everything has been purged',
      async () => {
        const before = await headOf();
        await publish([ownersEvent(1)]);
        await api.superuser`delete from stream_events`;
        return before;
      },
    ],
  ])('answers reset when %s, and goes on from there', async (_, prepare) => {
    const reader = await open({ key: company.owner.key, lastEventId: await prepare() });
    expect(await reader.next()).toEqual({ id: await headOf(), event: 'reset', data: {} });
    await publish([ownersEvent(9)]);
    expect(await reader.next()).toMatchObject({ event: 'action.updated', data: { number: 9 } });
  });

  test('causes no reset when nothing was missed, even after a purge', async () => {
    const last = await publish([ownersEvent(1)]);
    await api.superuser`delete from stream_events`;
    const reader = await open({ key: company.owner.key, lastEventId: last });
    await publish([ownersEvent(2)]);
    expect((await reader.next()).data).toEqual({ number: 2 });
  });

  test.each(['abc', '-1', '1.5', '9'.repeat(20)])(
    'that is not a number (%s) starts with the next event',
    async (lastEventId) => {
      await publish([ownersEvent(1)]);
      const reader = await open({ key: company.owner.key, lastEventId });
      await publish([ownersEvent(2)]);
      expect((await reader.next()).data).toEqual({ number: 2 });
    },
  );
});

describe('two processes', () => {
  let database: Database;
  let otherHub: StreamHub;
  let otherSealer: Sealer;
  beforeEach(async () => {
    database = connect(api.databases.appUrl, 2);
    otherHub = createStreamHub({ ...api.deps, database, sweepMs: NEVER_MS });
    otherSealer = createSealer({ database, log: api.deps.log });
    await otherHub.start();
  });
  afterEach(async () => {
    await otherSealer.stop();
    await otherHub.stop();
    await database.end({ timeout: 1 });
  });

  test("receive each other's commits", async () => {
    const here = await open({ key: company.owner.key });
    const there = await open({ key: company.owner.key, app: appOf(otherHub, QUIET) });
    await publish([ownersEvent(1)], { sealer: api.sealer });
    expect((await there.next()).data).toEqual({ number: 1 });
    await publish([ownersEvent(2)], { sealer: otherSealer });
    expect(numbersOf(await here.take(2))).toEqual([1, 2]);
  });

  test("receive each other's commits after their listening connections were cut", async () => {
    const there = await open({ key: company.owner.key, app: appOf(otherHub, QUIET) });
    const cut = await api.superuser`
      select pid, pg_terminate_backend(pid) from pg_stat_activity
      where datname = ${api.databases.name} and query ilike 'listen%'
    `;
    expect(cut).toHaveLength(2);
    const old = cut.map((row) => Number(row['pid']));
    await until('both listen again, over new connections', async () => {
      const listening = await api.superuser`
        select pid from pg_stat_activity
        where datname = ${api.databases.name} and query ilike 'listen%'
      `;
      return listening.filter((row) => !old.includes(Number(row['pid']))).length === 2;
    });
    await publish([ownersEvent(1)]);
    expect((await there.next()).data).toEqual({ number: 1 });
  });
});

test('a commit that was not announced is found by the sweep', async () => {
  const sealer = createSealer(api.deps);
  sealer.start();
  try {
    const reader = await open({ key: company.owner.key });
    await commit([ownersEvent(1)], company, () => undefined);
    expect((await reader.next()).data).toEqual({ number: 1 });
  } finally {
    await sealer.stop();
  }
});

test("facts that can't be sealed do not block another company", async () => {
  const reader = await open({ key: api.otherCompany.owner.key });
  await api.superuser.unsafe(`
    create function refuse_the_company() returns trigger language plpgsql as $$
    begin
      raise exception 'refused by the test';
    end $$;
    create trigger refuse_the_company before insert on stream_events
    for each row when (new.company_id = ${company.id}) execute function refuse_the_company();
  `);
  try {
    await commit([entityEvent(1)], company, api.sealer.announce);
    await commit([entityEvent(2)], api.otherCompany, api.sealer.announce);
    await api.sealer.flush();
    expect((await reader.next()).data).toEqual({ number: 2 });
  } finally {
    await api.superuser.unsafe(`
      drop trigger refuse_the_company on stream_events;
      drop function refuse_the_company();
    `);
    await api.sealFacts();
  }
});

test('what was sealed without a NOTIFY is found by the sweep', async () => {
  const sweeping = createStreamHub({ ...api.deps, sweepMs: 20 });
  await sweeping.start();
  try {
    const reader = await open({ key: company.owner.key, app: appOf(sweeping, QUIET) });
    await commit([ownersEvent(1)], company, () => undefined);
    await api.sealFacts();
    expect((await reader.next()).data).toEqual({ number: 1 });
  } finally {
    await sweeping.stop();
  }
});

test('a commit that is announced while an earlier one is being read is not forgotten', async () => {
  const reader = await open({ key: company.owner.key });
  const stranger = await open({ key: api.otherCompany.owner.key });
  // A read of the company's events takes its snapshot, then waits while the test holds this lock.
  await api.superuser.unsafe(`
    create function wait_for_the_test() returns boolean language plpgsql volatile as $$
    begin
      perform pg_advisory_xact_lock_shared(${READING_LOCK});
      return true;
    end $$;
    create policy held on stream_events as restrictive for select to relais_app
    using (company_id <> ${company.id} or wait_for_the_test());
  `);
  const commitAs = async (number: number): Promise<void> => {
    await api.superuser`
      with head as (
        update company_heads set stream_sequence = stream_sequence + 1
        where company_id = ${company.id}
        returning stream_sequence
      )
      insert into stream_events (company_id, sequence, topic, resource_id, data)
      select ${company.id}, stream_sequence, 'entity.updated', '1',
        jsonb_build_object('number', ${number}::integer)
      from head
    `;
    await api.superuser`select pg_notify('relais_stream', ${String(company.id)})`;
  };
  try {
    await api.superuser.begin(async (sql) => {
      await sql`select pg_advisory_xact_lock(${READING_LOCK})`;
      await commitAs(1);
      await untilBlocked(api.superuser);
      await commitAs(2);
      // Announcements arrive in order: after this one, the hub has that of the second commit.
      await publish([entityEvent(0)], { of: api.otherCompany });
      await stranger.next();
    });
    expect(numbersOf(await reader.take(2))).toEqual([1, 2]);
  } finally {
    await api.superuser`drop policy held on stream_events`;
    await api.superuser`drop function wait_for_the_test`;
  }
});

test('a quiet stream sends heartbeats, which are not events', async () => {
  const beating = appOf(hub, { ...QUIET, heartbeatMs: 10 });
  const reader = await open({ key: company.owner.key, app: beating });
  const nextEvent = reader.next();
  await until('two beats', () => reader.comments.length >= 2);
  await publish([ownersEvent(1)]);
  expect((await nextEvent).data).toEqual({ number: 1 });
});

test('the stream forbids proxies to buffer or cache it', async () => {
  const answer = await request({ key: company.owner.key });
  expect(answer.headers.get('Content-Type')).toBe('text/event-stream');
  expect(answer.headers.get('Cache-Control')).toBe('no-cache');
  expect(answer.headers.get('X-Accel-Buffering')).toBe('no');
  readers.push(readEvents(answer));
});

describe('a stream ends', () => {
  const STRICT: StreamTiming = { heartbeatMs: NEVER_MS, revalidateMs: 30, freshMs: 0 };

  test('soon after its key is revoked, and sends no later event', async () => {
    const key = await addKey(company.owner.id, ALL_PERMISSIONS);
    const reader = await open({ key, app: appOf(hub, STRICT) });
    await api.superuser`update api_keys set revoked_at = now() where key_hash = ${hashToken(key)}`;
    expect(await reader.untilEnd()).toEqual([]);
    await publish([ownersEvent(1)]);
    await expect(reader.next()).rejects.toThrow('ended');
  });

  test('before the next event, when its key has been revoked meanwhile', async () => {
    const key = await addKey(company.owner.id, ALL_PERMISSIONS);
    const reader = await open({ key, app: appOf(hub, { ...QUIET, freshMs: 0 }) });
    await publish([ownersEvent(1)]);
    expect((await reader.next()).data).toEqual({ number: 1 });
    await api.superuser`update api_keys set revoked_at = now() where key_hash = ${hashToken(key)}`;
    await publish([ownersEvent(2)]);
    expect(await reader.untilEnd()).toEqual([]);
  });

  test('soon after its session is signed out', async () => {
    const signedIn = await api.request('/api/v1/session', {
      body: { email: company.owner.email, password: PASSWORD },
    });
    const cookie = cookieOf(signedIn);
    const reader = await open({ cookie, app: appOf(hub, STRICT) });
    await publish([ownersEvent(1)]);
    expect((await reader.next()).data).toEqual({ number: 1 });
    await api.request('/api/v1/session', { method: 'DELETE', cookie });
    expect(await reader.untilEnd()).toEqual([]);
  });

  test('after its user is disabled even while events keep coming', async () => {
    const key = await addKey(company.agents[1].id, ALL_PERMISSIONS);
    let client: StreamClient | undefined;
    const busyHub: StreamHub = {
      ...hub,
      subscribe: (subscribed) => {
        client = subscribed;
        return Promise.resolve(() => undefined);
      },
    };
    const reader = await open({ key, app: appOf(busyHub, STRICT) });
    await until('it listens', () => client);
    let sequence = 0;
    const pushing = setInterval(() => {
      for (const number of numbers(20)) {
        client?.push({
          sequence: (sequence += 1),
          topic: 'entity.updated',
          user_id: null,
          call_centre_id: null,
          data: { number },
        });
      }
    }, 1);
    try {
      await api.superuser`update users set is_active = false where id = ${company.agents[1].id}`;
      await reader.untilEnd();
    } finally {
      clearInterval(pushing);
      await api.superuser`update users set is_active = true where id = ${company.agents[1].id}`;
    }
  });

  test('for what a demoted owner may no longer see', async () => {
    const [user] = await api.superuser`
      insert into users (company_id, email, name, role)
      values (${company.id}, 'bientot@atelier.example', 'Bientôt', 'owner')
      returning id
    `;
    const userId = Number(user?.['id']);
    const reader = await open({
      key: await addKey(userId, ALL_PERMISSIONS),
      app: appOf(hub, { ...QUIET, freshMs: 0 }),
    });
    await publish([ownersEvent(1)]);
    expect((await reader.next()).data).toEqual({ number: 1 });
    await api.superuser`update users set role = 'agent' where id = ${userId}`;
    await publish([ownersEvent(2), entityEvent(3)]);
    expect((await reader.next()).data).toEqual({ number: 3 });
  });

  test('when the process stops', async () => {
    const stopping = createStreamHub({ ...api.deps, sweepMs: NEVER_MS });
    await stopping.start();
    const before = await clientCount();
    const reader = await open({ key: company.owner.key, app: appOf(stopping, QUIET) });
    await expect.poll(clientCount).toBe(before + 1);
    await stopping.stop();
    expect(await reader.untilEnd()).toEqual([]);
    expect(await clientCount()).toBe(before);
  });

  test("without its reason when it can't be served; the log has the reason", async () => {
    const failing: StreamHub = {
      ...hub,
      subscribe: () => Promise.reject(new Error('the secret of the house')),
    };
    const answer = await request({ key: company.owner.key, app: appOf(failing, QUIET) });
    expect(await answer.text()).not.toContain('secret');
    const line = api.logLines.find((one) => one.includes('the secret of the house'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'warn', msg: 'failure tolerated' });
  });
});

describe('a client that does not read', () => {
  const droppedCount = async (): Promise<number> => {
    const { values } = await api.deps.metrics.streamClientsDropped.get();
    return values[0]?.value ?? 0;
  };
  const overflow = async (): Promise<void> => {
    for (const _ of numbers(3)) await publish(numbers(500).map(ownersEvent));
  };

  test('is dropped when a whole replay of events waits for it; others are not', async () => {
    const before = { clients: await clientCount(), dropped: await droppedCount() };
    const reader = await open({ key: company.owner.key });
    const silent = await request({ key: company.owner.key });
    await expect.poll(clientCount).toBe(before.clients + 2);
    const reading = reader.take(1_500);
    await overflow();
    await expect.poll(droppedCount).toBe(before.dropped + 1);
    expect(numbersOf(await reading)).toHaveLength(1_500);
    await expect.poll(clientCount).toBe(before.clients + 1);
    // The stream ends early; the client can catch up from the last id it read.
    const received = await readEvents(silent).untilEnd();
    expect(received.length).toBeLessThan(1_000);
  });

  test('loses its connection as well', async () => {
    const { server, port } = await listen(app);
    const before = await droppedCount();
    const socket = connectSocket(port, '127.0.0.1');
    const closed = once(socket, 'close');
    socket.on('error', () => undefined);
    socket.write(
      `GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${company.owner.key}\r\n\r\n`,
    );
    await once(socket, 'data');
    socket.pause();
    try {
      // More than the buffers of two sockets hold.
      const text = 'x'.repeat(20_000);
      for (let round = 0; (await droppedCount()) === before && round < 40; round += 1) {
        await publish(numbers(100).map((number) => ({ ...ownersEvent(number), text })));
      }
      await expect.poll(droppedCount).toBe(before + 1);
      // The connection is closed although the client still reads nothing.
      await until('the connection is closed', async () => (await connectionCount(server)) === 0);
      socket.resume();
      await closed;
    } finally {
      socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

const connectionCount = (server: ServerType): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );

describe('one person', () => {
  const STREAMS_MAX = 20;

  test('has twenty streams at most, and may open another one after closing one', async () => {
    const key = company.supervisor.key;
    const answers = await Promise.all(numbers(STREAMS_MAX + 5).map(() => request({ key })));
    const opened = answers.filter((answer) => answer.status === 200).map(readEvents);
    readers.push(...opened);
    expect(opened).toHaveLength(STREAMS_MAX);
    const refused = answers.find((answer) => answer.status === 429);
    expect(refused?.headers.get('Retry-After')).toBe('10');
    await open({ key: company.owner.key });
    await Promise.all(opened.map((reader) => reader.close()));
    await until('one is free', async () => {
      const again = await request({ key });
      if (again.status !== 200) return false;
      readers.push(readEvents(again));
      return true;
    });
  });

  test('opens no stream with a HEAD request', async () => {
    for (const _ of numbers(STREAMS_MAX + 5)) {
      const answer = await request({ key: company.agents[1].key, method: 'HEAD' });
      expect(answer.status).toBe(200);
      expect(answer.body).toBeNull();
    }
    await open({ key: company.agents[1].key });
  });
});
