/**
 * Goal: every route of the table has the same guards, whatever its prefix. Method: one suite
 * over the table and over throw-away routes under each prefix that is to come; databases that hang or
 * are away are plain functions.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/api/app.ts';
import { form, raw, upload } from '../../src/api/http/bodies/kinds.ts';
import { endpoint, publicEndpoint, type Endpoint } from '../../src/api/http/endpoint.ts';
import { ProblemOut } from '../../src/api/http/errors.ts';
import type { RouteSpec } from '../../src/api/http/spec.ts';
import { endpointsOf } from '../../src/api/routes.ts';
import { newToken } from '../../src/domain/shared/secrets.ts';
import type { Database } from '../../src/platform/database.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { encodeSample } from '../support/samples.ts';

const api: TestApi = await startTestApi();
afterAll(() => api.stop());

const Out = z.object({ ok: z.boolean() });

/** A route of each prefix that is to come, and of each kind of body. */
const throwAway: Endpoint[] = [
  endpoint(
    api.deps,
    {
      id: 'inbox.list',
      method: 'get',
      path: '/inbox/threads/{id}',
      permission: 'entities:read',
      summary: 'A thread',
      params: z.object({ id: z.string() }),
      status: 200,
      answer: Out,
    },
    () => Promise.resolve({ body: { ok: true } }),
  ),
  endpoint(
    api.deps,
    {
      id: 'crm.upload',
      method: 'post',
      path: '/api/crm/files',
      permission: 'entities:create',
      summary: 'Upload',
      body: upload(z.strictObject({})),
      sample: { fields: {}, files: [{ name: 'a.txt', type: 'text/plain', content: 'a' }] },
      status: 201,
      answer: Out,
    },
    () => Promise.resolve({ body: { ok: true } }),
  ),
  endpoint(
    api.deps,
    {
      id: 'crm.subscribe',
      method: 'post',
      path: '/api/crm/subscriptions',
      permission: 'entities:create',
      summary: 'Subscribe',
      body: z.strictObject({ url: z.string() }),
      sample: { url: 'https://example.com' },
      status: 201,
      answer: Out,
    },
    ({ write }) => write(() => Promise.resolve({ body: { ok: true } })),
  ),
  publicEndpoint(
    {
      id: 'inbox.form',
      method: 'post',
      path: '/inbox/forms',
      permission: 'public',
      summary: 'Receive a form',
      body: form(z.strictObject({ name: z.string() })),
      sample: { name: 'Zoé & Léa' },
      status: 200,
      answer: Out,
    },
    () => Promise.resolve({ body: { ok: true } }),
  ),
  publicEndpoint(
    {
      id: 'webhooks.receive',
      method: 'post',
      path: '/webhooks/{source}',
      permission: 'public',
      summary: 'Receive',
      params: z.object({ source: z.string() }),
      body: raw(),
      sample: '{}',
      status: 200,
      answer: Out,
    },
    () => Promise.resolve({ body: { ok: true } }),
  ),
];
const PREFIXES = ['/api', '/inbox', '/webhooks'];

const endpoints = [...endpointsOf(api.deps, api.hub), ...throwAway];
const routes = endpoints.map(({ spec }) => [spec.id, spec] as const);

/** A route may have a deadline of its own, of up to 40 s. */
const withoutDeadline = (one: Endpoint): Endpoint => {
  const spec = { ...one.spec };
  delete spec.timeoutMs;
  return { ...one, spec };
};

const appWith = (database: Database = api.database, environment: object = {}) =>
  createApp({ ...api.deps, database, config: { ...api.deps.config, ...environment } }, api.hub, {
    endpoints: endpoints.map(withoutDeadline),
    requestTimeoutMs: 20,
    uploadTimeoutMs: 20,
  });

const app = createApp(api.deps, api.hub, { endpoints });

/** The path with something in place of each parameter. */
const addressOf = ({ path }: RouteSpec): string => path.replaceAll(/\{\w+\}/g, 'x');

const call = async (
  of: typeof app,
  spec: RouteSpec,
  headers: Record<string, string> = {},
): Promise<Response> =>
  of.request(addressOf(spec), {
    method: spec.method.toUpperCase(),
    headers: { 'X-Forwarded-For': '203.0.113.9', ...headers },
    ...(spec.method === 'get' ? {} : { body: '{}' }),
  });

const problemOf = async (answer: Response) => {
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  return ProblemOut.parse(await answer.json());
};

describe.each(routes)('%s', (_, spec) => {
  test('refuses a wrong credential, counts the request, and is not to be cached', async () => {
    const answer = await call(app, spec, { Authorization: `Bearer ${newToken('rlk')}` });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(Number(answer.headers.get('RateLimit-Remaining'))).toBeGreaterThan(0);
    expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  test('refuses the body that is announced too large', async () => {
    if (spec.method === 'get' || spec.method === 'delete') return;
    const answer = await call(app, spec, { 'Content-Length': String(100 * 1024 * 1024) });
    expect(await problemOf(answer)).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });
});

test.each(throwAway.map(({ spec }) => [spec.id, spec] as const))(
  '%s takes its sample',
  async (_, spec) => {
    const { body, headers } = await encodeSample(spec);
    const answer = await app.request(addressOf(spec), {
      method: spec.method.toUpperCase(),
      headers: { ...headers, Authorization: `Bearer ${api.company.owner.key}` },
      ...(body === undefined ? {} : { body }),
    });
    expect(answer.status, await answer.text()).toBe(spec.status);
  },
);

describe('the rate limit', () => {
  const limited = appWith(api.database, { RATE_LIMIT_PER_MINUTE: 1 });

  test('is one for all routes, and one for each public route', async () => {
    const guarded = routes.filter(([, { permission }]) => permission !== 'public');
    const [first] = guarded;
    if (!first) throw new Error('there are routes');
    await call(limited, first[1]);
    for (const [id, spec] of routes) {
      if (spec.permission === 'public') {
        const once = await call(limited, spec);
        expect(once.status, id).not.toBe(429);
      }
      const answer = await call(limited, spec);
      expect(await problemOf(answer), id).toMatchObject({ status: 429, code: 'rate_limited' });
    }
  });
});

describe('the deadline', () => {
  const hanging = (() => new Promise(() => undefined)) as never;
  const app = appWith(hanging);

  test.each(routes)('answers 503 for %s while the database hangs', async (_, spec) => {
    const answer = await call(app, spec, { Authorization: `Bearer ${newToken('rlk')}` });
    expect(await problemOf(answer)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(answer.headers.get('Retry-After')).toBe('5');
  });
});

describe('the breaker', () => {
  afterEach(() => void vi.useRealTimers());

  test('refuses for every route at once what the database would not answer', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    let askedCount = 0;
    const away = () => {
      askedCount += 1;
      return Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
    };
    const app = appWith(away as never);
    for (const [id, spec] of routes) {
      const answer = await call(app, spec, { Authorization: `Bearer ${newToken('rlk')}` });
      expect(await problemOf(answer), id).toMatchObject({ status: 503, code: 'unavailable' });
      expect(askedCount, id).toBe(1);
    }
  });
});

describe('an unknown address', () => {
  const pages = join(inject('runDirectory'), `guards-${process.pid}`);
  beforeAll(async () => {
    await mkdir(pages, { recursive: true });
    await writeFile(join(pages, 'index.html'), '<title>Relais</title>');
  });

  test.each(PREFIXES)('under %s is a 404 for a browser as well, never the page', async (prefix) => {
    const withConsole = appWith(api.database, { CONSOLE_DIR: pages });
    const ask = (path: string, method = 'GET') =>
      withConsole.request(path, { method, headers: { Accept: 'text/html' } });
    expect(await (await ask('/somewhere')).text()).toContain('<title>Relais');
    for (const path of [`${prefix}/nothing/at/all`, `${prefix}/nothing/at/all/`]) {
      const answer = await ask(path);
      expect(await problemOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      expect(answer.headers.has('RateLimit-Limit')).toBe(true);
    }
  });

  test('that knows other methods lists them', async () => {
    const answer = await app.request('/webhooks/vonage', { method: 'DELETE' });
    expect(answer.headers.get('Allow')).toBe('POST');
    expect((await problemOf(answer)).status).toBe(405);
  });
});

test('a public route can check bearer tokens of its own; others are refused as wrong', async () => {
  const endpoints = [
    publicEndpoint(
      {
        id: 'webhooks.signed',
        method: 'post',
        path: '/webhooks/signed',
        permission: 'public',
        ownToken: /^ey/,
        summary: 'Receive',
        status: 200,
        answer: Out,
      },
      ({ c }) => Promise.resolve({ body: { ok: c.req.header('Authorization') === 'Bearer eyJ' } }),
    ),
  ];
  const signed = createApp(api.deps, api.hub, { endpoints });
  const ask = async (token: string) =>
    signed.request('/webhooks/signed', {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
    });
  expect(await (await ask('eyJ')).json()).toEqual({ ok: true });
  expect((await ask('xyz')).status).toBe(401);
});
