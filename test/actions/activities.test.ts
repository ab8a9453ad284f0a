/**
 * Goal: one dispatch does what the contract with n8n says, each attempt is seen, and running a step
 * twice changes nothing. Method: the activities themselves, on real Postgres and against webhooks of
 * the test's own.
 */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { NotificationOut } from '../../src/domain/notifications/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { CALLBACK_TIMEOUT_SECONDS_DEFAULT } from '../../src/domain/action-routes/routing.ts';
import { createActivities } from '../../src/activities/index.ts';
import type { EndActionInput } from '../../src/activities/actions/activities.ts';
import {
  createAction,
  createEntity,
  readAction,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';
import { ACCEPT, startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { untilBlocked } from '../support/postgres.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
const SIGNING_KEY = Buffer.from('une clef de trente-deux octets !!');

let api: ActionWorld;
let n8n: FakeN8n;
let id: string;

beforeAll(async () => {
  api = await startActionWorld({
    N8N_SIGNING_SECRET: `whsec_${SIGNING_KEY.toString('base64')}`,
  });
  ({ n8n } = api);
  await createEntity(api, api.company.owner.key);
});
afterAll(() => api.stop());
beforeEach(async () => {
  api.setClock(null);
  n8n.behave(ACCEPT);
  ({ id } = await createAction(api, api.company.owner));
});

const action = (of = id) => readAction(api, api.company.owner, of);
/** As its reader finds them, the latest last. */
const notifications = async () => {
  const answer = await api.request('/api/v1/notifications', { key: api.company.owner.key });
  const { data } = pageOf(NotificationOut).parse(await answer.json());
  return data
    .filter(({ action_id: about }) => about === id)
    .map(({ titre, level }) => ({ titre, level }))
    .toReversed();
};
const end = (code: EndActionInput['code'], round = 1) =>
  api.activities.endAction({ companyId: api.company.id, actionId: id, round, code });
const giveUp = () =>
  api.activities.giveUpDispatch({ companyId: api.company.id, actionId: id, round: 1 });

/** All stored rows about the action. */
const everything = async () => {
  const { superuser: sql } = api;
  await api.sealFacts();
  return {
    action: await sql`select * from actions where id = ${id}`,
    attempts: await sql`select * from action_attempts where action_id = ${id} order by attempt`,
    events: await sql`select * from events where subject_id = ${id} order by id`,
    notifications: await sql`select * from notifications where subject_id = ${id} order by id`,
    commands: await sql`select id from commands where workflow_id like ${`action/${id}%`}`,
    audits: await sql`
      select sequence from audit_entries where entry ->> 'resource_id' = ${id} order by sequence
    `,
    stream: await sql`select sequence from stream_events where resource_id = ${id}`,
  };
};

/** Replaces the company's routes by one with these fields. */
const route = async (fields: object): Promise<void> => {
  const response = await api.request('/api/v1/action-routes', {
    method: 'PUT',
    key: api.company.owner.key,
    body: { routes: [{ prefix: 'RELANCE_', index: 0, workflow: 'essai', ...fields }] },
  });
  expect(response.status, await response.text()).toBe(200);
  ({ id } = await createAction(api, api.company.owner));
};
const resetRoutes = () =>
  api.request('/api/v1/action-routes', { method: 'DELETE', key: api.company.owner.key });

describe('dispatchAction', () => {
  test('posts the action and waits for its answer until the route’s deadline', async () => {
    const now = new Date('2026-02-19T10:30:00.000Z');
    api.setClock(now);
    const deadlineAt = new Date(now.getTime() + CALLBACK_TIMEOUT_SECONDS_DEFAULT * 1000);
    expect(await api.dispatch(id)).toEqual({
      kind: 'awaiting_callback',
      deadlineAt: deadlineAt.toISOString(),
    });
    expect(await action()).toMatchObject({
      status: 'awaiting_callback',
      deadline_at: deadlineAt.toISOString(),
      attempt_count: 1,
      attempts: [
        {
          attempt: 1,
          round: 1,
          outcome: 'accepted',
          status_code: 200,
          error_code: null,
          response_body: '{"message":"Workflow was started"}',
          started_at: now.toISOString(),
          duration_ms: expect.any(Number),
        },
      ],
    });
  });

  test('tells open consoles that it sends, then that it waits', async () => {
    await api.dispatch(id);
    await api.sealFacts();
    const told = await api.superuser`
      select data ->> 'status' as status from stream_events where resource_id = ${id} order by sequence
    `;
    expect(told.map(({ status }) => status)).toEqual([
      'accepted',
      'dispatching',
      'awaiting_callback',
    ]);
  });

  test('sends the headers of the contract, signed as Standard Webhooks say', async () => {
    const now = new Date();
    api.setClock(now);
    await api.dispatch(id);
    const [dispatch] = n8n.of(id);
    if (!dispatch) throw new Error('nothing was sent');
    const { headers, text } = dispatch;
    const { 'webhook-id': webhookId, 'webhook-timestamp': timestamp } = headers;
    const signature = createHmac('sha256', SIGNING_KEY)
      .update(`${String(webhookId)}.${String(timestamp)}.${text}`)
      .digest('base64');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-api-key': n8n.apiKey,
      'webhook-id': `${id}:1`,
      'webhook-signature': `v1,${signature}`,
    });
    expect(Number(timestamp)).toBe(Math.floor(now.getTime() / 1000));
  });

  test('gives each attempt a fresh timestamp and number under the same webhook-id', async () => {
    n8n.behave(() => ({ status: 503 }));
    const instants = ['2026-02-19T10:30:00.000Z', '2026-02-19T11:30:00.000Z'];
    for (const instant of instants) {
      api.setClock(new Date(instant));
      await expect(api.dispatch(id)).rejects.toThrow('n8n_unavailable');
    }
    const [first, second] = n8n.of(id);
    expect([first?.body.timestamp, second?.body.timestamp]).toEqual(instants);
    expect([first?.body.attempt, second?.body.attempt]).toEqual([1, 2]);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(
      Number(second?.headers['webhook-timestamp']) - Number(first?.headers['webhook-timestamp']),
    ).toBe(3600);
    expect(second?.body.callback).toEqual(first?.body.callback);
  });

  test('a second run changes nothing once n8n has it', async () => {
    const first = await api.dispatch(id);
    const before = await everything();
    expect(await api.dispatch(id)).toEqual(first);
    expect(await everything()).toEqual(before);
    expect(n8n.of(id)).toHaveLength(1);
  });

  test('a second run changes nothing once the action has settled', async () => {
    n8n.behave(() => ({ status: 422 }));
    const first = await api.dispatch(id);
    const before = await everything();
    expect(await api.dispatch(id)).toEqual(first);
    expect(await everything()).toEqual(before);
    expect(n8n.of(id)).toHaveLength(1);
  });

  test('a run for an earlier round sends nothing', async () => {
    n8n.behave(() => ({ status: 422 }));
    await api.dispatch(id);
    await api.request(`/api/v1/actions/${id}/retry`, {
      method: 'POST',
      key: api.company.owner.key,
    });
    expect(await api.dispatch(id, 1)).toEqual({ kind: 'settled', status: 'cancelled' });
    expect((await action()).status).toBe('accepted');
    expect(n8n.of(id)).toHaveLength(1);
  });

  test('a run for a round or an action that a restored database does not know ends, and is logged', async () => {
    const unknown = '0198c0de-0000-7000-8000-000000000000';
    for (const run of [() => api.dispatch(id, 2), () => end('deadline_missed', 2)]) {
      await expect(run()).rejects.toMatchObject({ type: 'not_found', nonRetryable: true });
    }
    await expect(api.dispatch(unknown)).rejects.toMatchObject({ nonRetryable: true });
    expect([...n8n.of(id), ...n8n.of(unknown)]).toEqual([]);
    const logged = api.logLines.filter((line) => line.includes('action that is not known'));
    expect(logged.some((line) => line.includes(`action/${id}/2`))).toBe(true);
    expect(logged.some((line) => line.includes(`action/${unknown}`))).toBe(true);
  });

  test.each([200, 201, 202, 204, 299])('treats %i as accepted', async (status) => {
    n8n.behave(() => ({ status }));
    expect(await api.dispatch(id)).toMatchObject({ kind: 'awaiting_callback' });
  });

  test.each([
    [301, 'unexpected_answer'],
    [302, 'unexpected_answer'],
    [307, 'unexpected_answer'],
    [404, 'workflow_inactive'],
    [408, 'n8n_unavailable'],
    [425, 'n8n_unavailable'],
    [429, 'n8n_unavailable'],
    [500, 'n8n_unavailable'],
    [502, 'n8n_unavailable'],
    [503, 'n8n_unavailable'],
  ])('tries again after %i, as %s', async (status, code) => {
    n8n.behave(() => ({ status, body: 'pas maintenant' }));
    await expect(api.dispatch(id)).rejects.toMatchObject({
      type: code,
      message: code,
      nonRetryable: false,
    });
    expect(await action()).toMatchObject({
      status: 'dispatching',
      attempts: [
        {
          outcome: 'retry',
          status_code: status,
          error_code: code,
          response_body: 'pas maintenant',
        },
      ],
    });
    expect(await notifications()).toEqual([]);
  });

  test.each([400, 401, 403, 409, 410, 413, 422])('treats %i as a final refusal', async (status) => {
    n8n.behave(() => ({ status, body: '{"code":"non"}' }));
    expect(await api.dispatch(id)).toEqual({ kind: 'settled', status: 'failed' });
    expect(await action()).toMatchObject({
      status: 'failed',
      outcome_code: 'refused',
      attempts: [{ outcome: 'refused', status_code: status, response_body: '{"code":"non"}' }],
    });
    expect(await notifications()).toEqual([{ titre: 'Action refusée à l’envoi', level: 'error' }]);
  });

  test('tries again when the connection breaks', async () => {
    n8n.behave(() => ({ status: 200, isDropped: true }));
    await expect(api.dispatch(id)).rejects.toThrow('und_err_socket');
    expect((await action()).attempts).toMatchObject([
      { outcome: 'retry', status_code: null, response_body: null },
    ]);
  });

  test('keeps the answer of n8n although the database fails while it is recorded', async () => {
    // A rolled back transaction leaves the sequence as it is, so the third one gets through.
    await api.superuser`create sequence failed_closings`;
    await api.superuser.unsafe(`
      create function fail_twice() returns trigger language plpgsql security definer
      as $$ begin if nextval('failed_closings') <= 2 then raise 'away'; end if; return new; end $$;
      create trigger fail_twice before update on action_attempts execute function fail_twice();
    `);
    await api.dispatch(id);
    await api.superuser`drop function fail_twice cascade`;
    const { status, attempts } = await action();
    expect(status).toBe('awaiting_callback');
    expect(attempts).toMatchObject([{ attempt: 1, outcome: 'accepted' }]);
  });

  test('marks an attempt whose worker died as interrupted, and makes the next', async () => {
    let isReached = () => {};
    const reached = new Promise<void>((resolve) => {
      isReached = resolve;
    });
    let answer = (): void => {};
    n8n.behave(async ({ body }) => {
      if (body.attempt > 1) return { status: 200 };
      isReached();
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { status: 422 };
    });
    const abandoned = api.dispatch(id);
    await reached;
    expect((await action()).attempts).toMatchObject([{ outcome: 'running', duration_ms: null }]);
    const next = await api.dispatch(id);
    expect((await action()).attempts).toMatchObject([
      { attempt: 1, outcome: 'interrupted' },
      { attempt: 2, outcome: 'accepted' },
    ]);
    answer();
    // The first attempt was only slow: it finds that another one was accepted.
    expect(await abandoned).toEqual(next);
    expect((await action()).status).toBe('awaiting_callback');
  });

  test.each(['n8n is starting up. Please wait', ' <!doctype html><h1>Maintenance</h1>'])(
    'does not treat 200 with the body “%s” as accepted',
    async (body) => {
      n8n.behave(() => ({ status: 200, body }));
      await expect(api.dispatch(id)).rejects.toThrow('unexpected_answer');
      expect((await action()).attempts[0]).toMatchObject({ outcome: 'retry', status_code: 200 });
    },
  );

  test.each(['', 'OK', '[{"message":"Workflow was started"}]'])(
    'treats 200 with the body “%s” as accepted, because the webhook node chooses the body',
    async (body) => {
      n8n.behave(() => ({ status: 200, body }));
      expect(await api.dispatch(id)).toMatchObject({ kind: 'awaiting_callback' });
    },
  );

  test('keeps 16 KiB of the answer and no more', async () => {
    n8n.behave(() => ({ status: 200, body: `{}${'é'.repeat(1024 * 1024)}` }));
    await api.dispatch(id);
    const kept = (await action()).attempts[0]?.response_body ?? '';
    expect(Buffer.byteLength(kept)).toBe(16 * 1024);
    expect(kept).toBe(`{}${'é'.repeat(8 * 1024 - 1)}`);
  });

  test('keeps an answer that Postgres could not store as it is', async () => {
    n8n.behave(() => ({ status: 200, body: '{avant\0après}' }));
    await api.dispatch(id);
    expect((await action()).attempts[0]?.response_body).toBe('{avantaprès}');
  });

  test('stores an answer that echoes the request, with the secrets masked', async () => {
    n8n.behave(({ headers, body }) => ({
      status: 200,
      body: JSON.stringify({ message: 'Reçu', headers, body, asText: JSON.stringify(headers) }),
    }));
    await api.dispatch(id);
    const kept = (await action()).attempts[0]?.response_body ?? '';
    const [sent] = n8n.of(id);
    if (!sent) throw new Error('nothing was sent');
    expect(kept).not.toContain(sent.body.callback.token);
    expect(kept).not.toContain(n8n.apiKey);
    expect(kept).not.toContain(String(sent.headers['webhook-signature']).slice(3, -1));
    expect(JSON.parse(kept)).toMatchObject({
      message: 'Reçu',
      headers: { 'webhook-id': `${id}:1`, 'x-api-key': '••••••' },
      body: { actionId: id, callback: { url: sent.body.callback.url, token: '••••••' } },
    });
  });

  test('shows an answer to owners alone: an encoded echo keeps the operator’s key readable', async () => {
    n8n.behave(({ headers }) => ({
      status: 401,
      body: Buffer.from(JSON.stringify(headers)).toString('base64'),
    }));
    const { owner, supervisor, agents } = api.company;
    const { id: sent } = await createAction(api, agents[0]);
    await api.dispatch(sent);
    const shown = (await readAction(api, owner, sent)).attempts[0]?.response_body ?? '';
    expect(Buffer.from(shown, 'base64').toString()).toContain(n8n.apiKey);
    for (const person of [supervisor, agents[0]]) {
      const seen = await readAction(api, person, sent);
      expect(JSON.stringify(seen)).not.toContain(shown.slice(0, 40));
      expect(seen.attempts).toMatchObject([
        {
          outcome: 'refused',
          status_code: 401,
          error_code: 'n8n_refused',
          response_body: null,
        },
      ]);
    }
    expect(api.logLines.join('\n')).not.toContain(shown.slice(0, 40));
  });

  test('stores no part of a token that the size limit cuts in two', async () => {
    const filler = `{${'x'.repeat(16 * 1024 - 31)}`;
    n8n.behave(({ body }) => ({ status: 200, body: filler + body.callback.token }));
    await api.dispatch(id);
    const kept = (await action()).attempts[0]?.response_body ?? '';
    expect(kept).toBe(`${filler}••••••`);
  });

  test('settles at once where no callback is expected', async () => {
    await route({ expects_callback: false });
    expect(await api.dispatch(id)).toEqual({ kind: 'settled', status: 'succeeded' });
    expect(await action()).toMatchObject({
      status: 'succeeded',
      outcome_code: 'accepted_without_callback',
      deadline_at: null,
    });
    expect(await notifications()).toEqual([{ titre: 'Action transmise', level: 'success' }]);
    await resetRoutes();
  });

  test('waits as long as the route says', async () => {
    await route({ callback_timeout_seconds: 90 });
    const now = new Date();
    api.setClock(now);
    expect(await api.dispatch(id)).toEqual({
      kind: 'awaiting_callback',
      deadlineAt: new Date(now.getTime() + 90_000).toISOString(),
    });
    await resetRoutes();
  });

  test('fails with a code only, when PostgreSQL’s message names a person', async () => {
    await api.superuser.unsafe(`
      create function quote_somebody() returns trigger language plpgsql
      as $$ begin raise exception 'Marie Dumitru'; end $$;
      create trigger quote_somebody before insert on action_attempts execute function quote_somebody();
    `);
    const failure = await api.dispatch(id).catch((error: unknown) => error);
    await api.superuser`drop trigger quote_somebody on action_attempts`;
    expect(failure).toMatchObject({ message: 'internal', type: 'internal', nonRetryable: false });
    expect(JSON.stringify(failure)).not.toContain('Marie');
    expect(await api.dispatch(id)).toMatchObject({ kind: 'awaiting_callback' });
  });

  test('fails for good with not_found for an action of another company', async () => {
    const companyId = api.otherCompany.id;
    const input = { companyId, actionId: id, round: 1 };
    await expect(api.activities.dispatchAction(input)).rejects.toMatchObject({
      type: 'not_found',
      nonRetryable: true,
    });
    await expect(api.activities.endAction({ ...input, code: 'cancelled' })).rejects.toMatchObject({
      type: 'not_found',
    });
    expect((await action()).status).toBe('accepted');
  });
});

describe('dispatches under way to one n8n', () => {
  beforeEach(async () => {
    await api.superuser`update dispatch_receivers set allowed_count = 10, halved_at = null`;
    await api.superuser`delete from dispatch_slots`;
  });
  const many = async (count: number) =>
    Promise.all(
      Array.from({ length: count }, async () => (await createAction(api, api.company.owner)).id),
    );
  /** Dispatches that n8n holds until `answer`. */
  const hold = async (ids: readonly string[]) => {
    const answered = Promise.withResolvers<{ status: number }>();
    const before = n8n.dispatches.length;
    n8n.behave(() => answered.promise);
    const dispatches = ids.map((one) => api.dispatch(one));
    await until('n8n has them', () => n8n.dispatches.length === before + ids.length);
    return async () => {
      answered.resolve({ status: 200 });
      await Promise.all(dispatches);
    };
  };
  const paced = { type: 'too_many_under_way', nonRetryable: false };

  test('are bounded over all companies and workers: what is beyond waits and is no attempt', async () => {
    const release = await hold(await many(10));
    await expect(api.dispatch(id)).rejects.toMatchObject(paced);
    expect(await action()).toMatchObject({ status: 'accepted', attempt_count: 0, attempts: [] });
    await release();
    expect(await api.dispatch(id)).toMatchObject({ kind: 'awaiting_callback' });
  });

  test('are followed at once by the next that wait, as soon as n8n answers', async () => {
    const release = await hold(await many(10));
    const next = (await many(3)).map((one) => api.dispatch(one));
    await release();
    expect(await Promise.all(next)).toMatchObject(next.map(() => ({ kind: 'awaiting_callback' })));
  });

  test('wait for the slots of a worker that died until their lease ends', async () => {
    const { origin } = new URL(n8n.url);
    for (const one of await many(10)) {
      await api.superuser`select take_dispatch_slot(${origin}, ${`${one}/1`}, 10, 3600)`;
    }
    await expect(api.dispatch(id)).rejects.toMatchObject(paced);
    await api.superuser`update dispatch_slots set expires_at = now()`;
    expect(await api.dispatch(id)).toMatchObject({ kind: 'awaiting_callback' });
  });

  test('keep their slots for as long as n8n takes', async () => {
    const release = await hold(await many(10));
    await api.superuser`update dispatch_slots set expires_at = now()`;
    const countHeld = async () =>
      (await api.superuser`select from dispatch_slots where expires_at > now()`).length;
    await expect.poll(countHeld).toBe(10);
    await expect(api.dispatch(id)).rejects.toMatchObject(paced);
    await release();
  });

  test('leave the slot of an attempt that was lost to the next attempt of its action', async () => {
    const ids = await many(10);
    const release = await hold(ids);
    n8n.behave(ACCEPT);
    await expect(api.dispatch(id)).rejects.toMatchObject(paced);
    expect(await api.dispatch(ids[0] ?? '')).toMatchObject({ kind: 'awaiting_callback' });
    await release();
  });

  test('are halved once when several time out together, and grow back with answers', async () => {
    const release = await hold(await many(4));
    let sentCount = 0;
    const send = async (): Promise<never> => {
      sentCount += 1;
      await until('both are under way', () => sentCount === 2);
      throw new DOMException('late', 'TimeoutError');
    };
    const late = createActivities({
      ...api.deps,
      mail: undefined,
      announce: () => undefined,
      http: { send, close: () => Promise.resolve() },
    });
    const [first = '', second = ''] = await many(2);
    const dispatchLate = (actionId: string) =>
      late.dispatchAction({ companyId: api.company.id, actionId, round: 1 });
    await Promise.all(
      [first, second].map((one) =>
        expect(dispatchLate(one)).rejects.toMatchObject({ type: 'timeout' }),
      ),
    );
    const releaseFifth = await hold(await many(1));
    await expect(api.dispatch(id)).rejects.toMatchObject(paced);
    await release();
    await releaseFifth();
    n8n.behave(ACCEPT);
    for (const one of await many(40)) await api.dispatch(one);
    const releaseTen = await hold(await many(10));
    await releaseTen();
  });

  test.each([429, 502, 503, 504])('are halved by the answer %i', async (status) => {
    n8n.behave(() => ({ status }));
    await expect(api.dispatch(id)).rejects.toMatchObject({ type: 'n8n_unavailable' });
    const [next = '', ...others] = await many(6);
    const release = await hold(others);
    await expect(api.dispatch(next)).rejects.toMatchObject(paced);
    await release();
  });

  test('do not wait for a dispatch whose worker stopped inside its transaction', async () => {
    const [stuck = '', next = ''] = await many(2);
    const stop = Promise.withResolvers<void>();
    const stopped = api.superuser.begin(async (sql) => {
      await sql`
        insert into action_attempts (company_id, action_id, attempt, round, outcome, started_at)
        values (${api.company.id}, ${stuck}, 1, 1, 'running', now())
      `;
      await stop.promise;
      throw new Error('rolled back');
    });
    const first = api.dispatch(stuck);
    await untilBlocked(api.superuser);
    await expect(api.dispatch(next)).rejects.toMatchObject(paced);
    stop.resolve();
    await expect(stopped).rejects.toThrow('rolled back');
    expect(await first).toMatchObject({ kind: 'awaiting_callback' });
    expect(await api.dispatch(next)).toMatchObject({ kind: 'awaiting_callback' });
  });
});

describe('dispatchAction to an address of the company’s own', () => {
  afterAll(resetRoutes);

  test.each([
    'http://127.0.0.1:{port}/',
    'http://localhost:{port}/',
    'http://2130706433:{port}/',
    'http://0.0.0.0:{port}/',
    'http://[::1]:{port}/',
    'http://[::ffff:127.0.0.1]:{port}/',
    'http://[64:ff9b::7f00:1]/',
    'http://10.0.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00::1]/',
  ])('refuses %s for good, without calling it', async (template) => {
    const { port } = new URL(n8n.url);
    await route({ url: template.replace('{port}', port) });
    expect(await api.dispatch(id)).toEqual({ kind: 'settled', status: 'failed' });
    expect(await action()).toMatchObject({
      outcome_code: 'egress_refused',
      attempts: [{ outcome: 'refused', status_code: null, error_code: 'egress_refused' }],
    });
    expect(await notifications()).toEqual([
      {
        titre: 'Action non envoyée : l’adresse de la route n’est pas autorisée',
        level: 'error',
      },
    ]);
    expect(n8n.of(id)).toEqual([]);
  });

  test('tries again while the name does not resolve', async () => {
    await route({ url: 'http://n8n.invalid/webhook' });
    await expect(api.dispatch(id)).rejects.toMatchObject({ nonRetryable: false });
    expect((await action()).attempts).toMatchObject([{ outcome: 'retry', status_code: null }]);
  });
});

describe('dispatchAction where loopback is allowed', () => {
  let open: ActionWorld;
  let own: FakeN8n;
  beforeAll(async () => {
    open = await startActionWorld({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
    own = await startFakeN8n();
    await createEntity(open, open.company.owner.key);
  });
  afterAll(async () => {
    await own.stop();
    await open.stop();
  });
  const dispatchVia = async (fields: object): Promise<string> => {
    const { owner } = open.company;
    const response = await open.request('/api/v1/action-routes', {
      method: 'PUT',
      key: owner.key,
      body: { routes: [{ prefix: 'RELANCE_', index: 0, workflow: 'essai', ...fields }] },
    });
    expect(response.status).toBe(200);
    const { id: sent } = await createAction(open, owner);
    await open.dispatch(sent);
    return sent;
  };

  test('sends an own address its own key', async () => {
    const sent = await dispatchVia({ url: own.url, api_key: 'cle-de-la-route' });
    expect(own.of(sent)[0]?.headers['x-api-key']).toBe('cle-de-la-route');
    expect(open.n8n.of(sent)).toEqual([]);
  });

  test('sends an own address the message id and its time, but no signature', async () => {
    const sent = await dispatchVia({ url: own.url, api_key: 'cle-de-la-route' });
    const headers = own.of(sent)[0]?.headers;
    expect(headers).not.toHaveProperty('webhook-signature');
    expect(headers).toMatchObject({
      'webhook-id': `${sent}:1`,
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
    });
  });

  test('never sends an own address the operator’s key', async () => {
    const sent = await dispatchVia({ url: own.url, api_key: null });
    expect(own.of(sent)[0]?.headers).not.toHaveProperty('x-api-key');
  });

  test.each(['cle-de-la-route', 'cle"avec\\tout/ceci'])(
    'keeps %s out of the answer of an own address that echoes it',
    async (apiKey) => {
      own.behave(({ headers }) => ({
        status: 200,
        body: JSON.stringify({ key: headers['x-api-key'] }).replaceAll('/', '\\/'),
      }));
      const sent = await dispatchVia({ url: own.url, api_key: apiKey });
      own.behave(ACCEPT);
      const { attempts } = await readAction(open, open.company.owner, sent);
      expect(own.of(sent)[0]?.headers['x-api-key']).toBe(apiKey);
      expect(attempts[0]?.response_body).toBe('{"key":"••••••"}');
    },
  );

  test('sends a route’s own key to the operator’s address', async () => {
    const sent = await dispatchVia({ api_key: 'cle-de-la-route' });
    expect(open.n8n.of(sent)[0]?.headers['x-api-key']).toBe('cle-de-la-route');
  });

  test('tries again, and says why, while the key of the route can not be read', async () => {
    const [current] = open.deps.encryptionKeys;
    if (!current) throw new Error('a test api has a key');
    const { owner } = open.company;
    await dispatchVia({ url: own.url, api_key: 'cle-de-la-route' });
    const { id: stuck } = await createAction(open, owner);
    await open.superuser`
      update actions
      set route_api_key_encrypted = '\\x026b30' || substr(route_api_key_encrypted, 4)
      where id = ${stuck}
    `;
    await expect(open.dispatch(stuck)).rejects.toThrow('route_key_unreadable');
    expect((await readAction(open, owner, stuck)).attempts).toMatchObject([
      { outcome: 'retry', error_code: 'route_key_unreadable' },
    ]);
    expect(own.of(stuck)).toEqual([]);
  });

  test('has no more than 10 dispatches of a company under way to a receiver that does not answer', async () => {
    const { owner } = open.company;
    await dispatchVia({ url: own.url });
    const ids = await Promise.all(
      Array.from({ length: 11 }, async () => (await createAction(open, owner)).id),
    );
    const last = ids.pop() ?? '';
    const answer = Promise.withResolvers<{ status: number }>();
    own.behave(() => answer.promise);
    const before = own.dispatches.length;
    const hanging = ids.map((one) => open.dispatch(one));
    await until('all of them wait', () => own.dispatches.length === before + ids.length);
    await expect(open.dispatch(last)).rejects.toMatchObject({
      type: 'too_many_under_way',
      nonRetryable: false,
    });
    expect(own.of(last)).toEqual([]);
    answer.resolve({ status: 200 });
    await Promise.all(hanging);
    expect(await open.dispatch(last)).toMatchObject({ kind: 'awaiting_callback' });
    own.behave(ACCEPT);
  });

  test('does not follow a redirect', async () => {
    const server = createServer((_, response) =>
      response.writeHead(307, { Location: own.url }).end(),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const before = own.dispatches.length;
    await expect(dispatchVia({ url: `http://127.0.0.1:${port}/` })).rejects.toThrow(
      'unexpected_answer',
    );
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(own.dispatches).toHaveLength(before);
  });

  test('tries again after a refused connection', async () => {
    await expect(dispatchVia({ url: 'http://127.0.0.1:1/' })).rejects.toThrow('econnrefused');
  });

  test('still refuses what is neither public nor loopback', async () => {
    const sent = await dispatchVia({ url: 'http://10.0.0.1/' });
    expect(await readAction(open, open.company.owner, sent)).toMatchObject({
      outcome_code: 'egress_refused',
    });
  });
});

describe('giveUpDispatch', () => {
  test('fails an action that n8n never received, once, with a notification', async () => {
    expect(await giveUp()).toEqual({ kind: 'settled', status: 'failed' });
    const titre = 'Action non transmise : le service d’envoi n’a pas répondu';
    expect(await action()).toMatchObject({ status: 'failed', outcome_code: 'undeliverable' });
    expect(await notifications()).toEqual([{ titre, level: 'error' }]);
    const before = await everything();
    expect(await giveUp()).toEqual({ kind: 'settled', status: 'failed' });
    expect(await everything()).toEqual(before);
  });

  test('does not change an action that an attempt thought lost brought to n8n', async () => {
    const dispatched = await api.dispatch(id);
    const before = await everything();
    expect(await giveUp()).toEqual(dispatched);
    expect(await everything()).toEqual(before);
  });
});

describe('endAction', () => {
  test.each([
    ['deadline_missed', 'expired', 'Pas de réponse dans le délai prévu', 'warning'],
    ['cancelled', 'cancelled', 'Action annulée', 'info'],
  ] as const)('for %s ends it as %s, with a notification', async (code, status, titre, level) => {
    expect(await end(code)).toBe(status);
    expect(await action()).toMatchObject({
      status,
      outcome_code: code,
      outcome_message: null,
      settled_at: expect.any(String),
    });
    expect(await notifications()).toEqual([{ titre, level }]);
    const event = (await everything()).events.at(-1);
    expect(event).toMatchObject({ type: 'ActionSettled', data: { status, outcome_code: code } });
  });

  test('does not signal the workflow that asked for it', async () => {
    await end('deadline_missed');
    expect((await everything()).commands).toHaveLength(1);
  });

  test('a second run changes nothing, whatever its reason', async () => {
    await end('deadline_missed');
    const before = await everything();
    api.setClock(new Date(Date.now() + HOUR_MS));
    expect(await end('deadline_missed')).toBe('expired');
    expect(await end('cancelled')).toBe('expired');
    expect(await everything()).toEqual(before);
  });

  test('does not change an action that was answered first', async () => {
    await api.dispatch(id);
    await api.callBack(id, { callbackId: 'a', status: 'succeeded' });
    const before = await everything();
    expect(await end('deadline_missed')).toBe('succeeded');
    expect(await everything()).toEqual(before);
  });

  test('does not end the running round for an earlier one', async () => {
    await giveUp();
    await api.request(`/api/v1/actions/${id}/retry`, {
      method: 'POST',
      key: api.company.owner.key,
    });
    const before = await everything();
    expect(await end('deadline_missed', 1)).toBe('cancelled');
    expect(await everything()).toEqual(before);
  });

  test('and a callback at the same moment end the action once', async () => {
    await api.dispatch(id);
    const [ended, answered] = await Promise.all([
      end('cancelled'),
      api.callBack(id, { callbackId: 'a', status: 'succeeded' }),
    ]);
    expect(answered.status).toBe(200);
    const { status } = await action();
    expect(ended).toBe(status);
    const types = (await everything()).events.map(({ type }) => String(type));
    expect(types).toEqual(['ActionAccepted', 'ActionSettled']);
    expect(await notifications()).toHaveLength(1);
  });
});
