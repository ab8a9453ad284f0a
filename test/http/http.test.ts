/**
 * Goal: what all routes share (DESIGN section 5) holds. Method: the whole app
 * in-process on real Postgres; a real server where bytes, sockets or a browser matter.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Validator } from '@seriousme/openapi-schema-validator';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/api/app.ts';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { connect } from '../../src/platform/database.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { EntityOut } from '../../src/domain/entities/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { keyWithScopes } from '../support/actions.ts';
import { cookieOf, listen, PASSWORD, startTestApi, type TestApi } from '../support/api.ts';
import { findChromium } from '../support/browser/chromium.ts';
import { openGate, type Gate } from '../support/gate.ts';
import { untilBlocked } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await startTestApi();
  key = api.company.owner.key;
});
afterAll(() => api.stop());

const problemOf = async (answer: Response): Promise<z.infer<typeof ProblemOut>> => {
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  const problem = ProblemOut.parse(await answer.json());
  expect(problem.status).toBe(answer.status);
  expect(problem.request_id).toBe(answer.headers.get('X-Request-Id'));
  return problem;
};

const expectProblem = async (answer: Response, status: number, code: string): Promise<void> => {
  expect(answer.status, await answer.clone().text()).toBe(status);
  expect((await problemOf(answer)).code).toBe(code);
};

const createEntity = (ref: string, headers: Record<string, string> = {}, data: object = {}) =>
  api.request('/api/v1/entities/candidat', { key, headers, body: { ref, data } });

const countEntities = async (ref: string): Promise<number> => {
  const [row] = await api.superuser`select count(*) as count from entities where ref = ${ref}`;
  return z.number().parse(row?.['count']);
};

describe('request ids', () => {
  test('are new for each request, and the same in the answer and in the log', async () => {
    const answers = await Promise.all([api.request('/healthz'), api.request('/healthz')]);
    const ids = answers.map((answer) => answer.headers.get('X-Request-Id') ?? '');
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('are taken from the caller if they have the right form', async () => {
    const idFor = async (given: string) => {
      const answer = await api.request('/healthz', { headers: { 'X-Request-Id': given } });
      return answer.headers.get('X-Request-Id');
    };
    expect(await idFor('une-demande.du_client-1')).toBe('une-demande.du_client-1');
    for (const given of ['court', 'a'.repeat(65), 'avec espace dedans', '{"injected":"json"}']) {
      expect(await idFor(given)).not.toBe(given);
    }
  });

  test.each(['/healthz', '/readyz', '/metrics'])(
    'a request to %s is logged at debug level only',
    async (path) => {
      const requestId = `sonde-${path.slice(1)}`;
      expect((await api.request(path, { headers: { 'X-Request-Id': requestId } })).ok).toBe(true);
      const lines = api.logLines.filter((line) => line.includes(requestId));
      expect(lines.map((line) => z.looseObject({}).parse(JSON.parse(line)))).toMatchObject([
        { level: 'debug', route: path },
      ]);
    },
  );

  test('are in the one log line of their request, with the route and without the address', async () => {
    const requestId = 'journal-d-une-demande';
    const answer = await api.request('/api/v1/entities/candidat/DUMI15091992?q=secret', {
      key,
      headers: { 'X-Request-Id': requestId },
    });
    expect(answer.status).toBe(404);
    const lines = api.logLines.filter((line) => line.includes(requestId));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'request answered',
      requestId,
      method: 'GET',
      route: '/api/v1/entities/:type/:ref',
      status: 404,
      durationMs: expect.any(Number),
      companyId: api.company.id,
      userId: api.company.owner.id,
    });
    expect(lines[0]).not.toContain('DUMI15091992');
    expect(lines[0]).not.toContain('secret');
  });
});

describe('problems', () => {
  test.each(['/api/v1/nothing', '/api/v2/me', '/nothing'])(
    'answer a request to the unknown address %s',
    async (path) => {
      for (const method of ['GET', 'PUT']) {
        await expectProblem(await api.request(path, { method, key }), 404, 'not_found');
      }
    },
  );

  test.each([
    ['PATCH', '/healthz', 'GET, HEAD'],
    ['PUT', '/api/v1/users', 'GET, HEAD, POST'],
    ['OPTIONS', '/api/v1/users', 'GET, HEAD, POST'],
    ['POST', '/api/v1/entities/candidat/DUMI15091992', 'GET, HEAD, PATCH'],
    ['POST', '/api/v1/entities/candidat/L%C3%A9a%20D.', 'GET, HEAD, PATCH'],
    ['DELETE', '/api/v1/stream', 'GET, HEAD'],
    // The pattern of one action matches too, but no action has such an id.
    ['DELETE', '/api/v1/actions/retry', 'POST'],
    ['PUT', '/api/v1/actions/retry-count', 'GET, HEAD'],
  ])('answer %s %s with the methods that the address takes', async (method, path, allowed) => {
    const answer = await api.request(path, { method, key });
    expect(answer.headers.get('Allow')).toBe(allowed);
    await expectProblem(answer, 405, 'method_not_allowed');
  });

  test.each(['/healthz', '/api/v1/users', '/api/v1/actions/retry-count'])(
    'answer HEAD %s as GET, without a body',
    async (path) => {
      const answer = await api.request(path, { method: 'HEAD', key });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe('');
    },
  );

  test('answer 404 to any method where no method finds anything', async () => {
    const answer = await api.request('/api/v1/users/personne', { method: 'PUT', key });
    expect(answer.headers.get('Allow')).toBeNull();
    await expectProblem(answer, 404, 'not_found');
  });

  test('name all faults of a body and a query at once, beside their fields', async () => {
    const answer = await api.request('/api/v1/users', {
      key,
      body: { email: 'no address', name: '', role: 'king', extra: 1, locale: 'xx' },
    });
    expect(answer.status).toBe(422);
    const { code, errors } = await problemOf(answer);
    expect(code).toBe('validation_failed');
    expect(errors?.map((fault) => fault.path).toSorted()).toEqual([
      'email',
      'extra',
      'locale',
      'name',
      'role',
    ]);
    const query = await api.request('/api/v1/users?limit=0&role=king', { key });
    const faults = (await problemOf(query)).errors;
    expect(faults?.map((fault) => fault.path).toSorted()).toEqual(['limit', 'role']);
  });

  test.each([
    ['/api/v1/entities/candidat?statutDossier=ADMIS', 'statutDossier', 'unknown_field'],
    ['/api/v1/actions?status=failed&status=expired', 'status', 'given_twice'],
    ['/api/v1/actions/retry-count?statut=failed', 'statut', 'unknown_field'],
  ])('answer %s, which would list more than was asked for', async (path, parameter, code) => {
    const answer = await api.request(path, { key });
    expect(answer.status).toBe(422);
    expect((await problemOf(answer)).errors).toMatchObject([{ path: parameter, code, params: {} }]);
  });

  test('answer 400 to a body that is not JSON and 415 to another content type', async () => {
    const post = (body: string, type: string) =>
      api.request('/api/v1/call-centres', { key, body, headers: { 'Content-Type': type } });
    await expectProblem(await post('{"name":', 'application/json'), 400, 'malformed_json');
    const comma = await post('{\n  "name": "x"\n  "color": "y"\n}', 'application/json');
    expect((await problemOf(comma)).detail).toBe(
      'the body is not valid JSON: look at line 3 column 3',
    );
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      await expectProblem(await post('{"name":"x"}', type), 415, 'unsupported_media_type');
    }
    expect((await post('{"name":"A"}', 'application/json; charset=utf-8')).status).toBe(201);
    expect((await post('{"name":"B"}', 'application/merge-patch+json')).status).toBe(201);
  });

  test('name the texts with characters that can not be stored', async () => {
    const answer = await createEntity('X\0', {}, { nom: 'ok', liste: ['ok', '\ud800'] });
    expect(answer.status).toBe(422);
    const paths = (await problemOf(answer)).errors?.map((fault) => fault.path);
    expect(paths?.toSorted()).toEqual(['data.liste.1', 'ref']);
    // An escaped backslash is text, and a whole surrogate pair is a character.
    const fine = await createEntity('X', {}, { nom: '\\u0000', emoji: '\u{1F600}' });
    expect(fine.status).toBe(201);
    expect(await fine.json()).toMatchObject({ data: { nom: '\\u0000', emoji: '\u{1F600}' } });
  });

  test('name the numbers that are too large or too small to store', async () => {
    const post = (ref: string, numbers: string) =>
      api.request('/api/v1/entities/candidat', {
        method: 'POST',
        key,
        body: `{"ref":"${ref}","data":{"fine":1.5e29,"list":[${numbers}]}}`,
      });
    const refused = await post('NOMBRES', `1e308, -2E+31, 1e-300, 1e999, 1${'0'.repeat(31)}`);
    expect(refused.status).toBe(422);
    expect((await problemOf(refused)).errors?.map((fault) => fault.path).toSorted()).toEqual(
      [0, 1, 2, 3, 4].map((index) => `data.list.${index}`),
    );
    const taken = await post('NOMBRES', '0, -0, 12.75, 1e-7, 1e30, 1e-30, 9007199254740991');
    expect(taken.status).toBe(201);
  });

  test('name the numbers with more digits than a double holds', async () => {
    const body = (data: string) => `{"ref":"N","data":${data}}`;
    const post = (data: string) =>
      api.request('/api/v1/entities/candidat', {
        key,
        body: body(data),
        headers: { 'Content-Type': 'application/json' },
      });
    const answer = await post(
      '{"id":12345678901234567890,"liste":[1,12345678901234567891],"moins":-9007199254740993}',
    );
    expect(answer.status).toBe(422);
    const paths = (await problemOf(answer)).errors?.map((fault) => fault.path);
    expect(paths?.toSorted()).toEqual(['data.id', 'data.liste.1', 'data.moins']);
    const fine =
      '{"id":9007199254740991,"rond":12345678901234567000,"texte":"12345678901234567890"}';
    expect(await (await post(fine)).json()).toMatchObject({ data: JSON.parse(fine) });
  });

  test.each<[string, string, string]>([
    [
      'texts that can not be stored, under a name of 45,000 characters',
      `{"${'k'.repeat(45_000)}":[${Array.from({ length: 10_000 }, () => '"\\u0000"').join(',')}]}`,
      'holds a character that can not be stored',
    ],
    [
      'names that can not be stored',
      `{${Array.from({ length: 10_000 }, (_, n) => `"\\u0000${n}":1`).join(',')}}`,
      'holds a character that can not be stored',
    ],
    [
      'fields nobody knows, with names of 10,000 characters',
      `{${Array.from({ length: 100 }, (_, n) => `"${n}${'k'.repeat(10_000)}":1`).join(',')}}`,
      'unknown field',
    ],
  ])('stay small without a credential when a body is full of %s', async (_, body, message) => {
    const answer = await api.request('/api/v1/session', { method: 'POST', body });
    expect(answer.status).toBe(422);
    expect((await answer.clone().text()).length).toBeLessThan(20_000);
    const { errors = [] } = await problemOf(answer);
    expect(errors.map((fault) => fault.message)).toContain(message);
    expect(errors).toHaveLength(51);
    expect(errors.at(-1)).toEqual({
      path: '',
      code: 'more_faults',
      params: { max: 50 },
      message: 'there are more faults than these 50',
    });
    for (const { path } of errors) expect(path.length).toBeLessThanOrEqual(200);
  });

  test('reveal nothing of an error inside the server', async () => {
    const broken = createApp(
      {
        ...api.deps,
        announce: () => {
          throw new Error('the secret of the house');
        },
      },
      api.hub,
    );
    const answer = await broken.request('/api/v1/me', {
      headers: { Authorization: `Bearer ${key}` },
    });
    expect(await answer.clone().text()).not.toContain('secret');
    await expectProblem(answer, 500, 'internal');
    const line = api.logLines.find((one) => one.includes('the secret of the house'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'error', msg: 'request failed' });
  });
});

describe('bodies over 1 MiB', () => {
  const tooLarge = JSON.stringify({ ref: 'GROS', data: { a: 'x'.repeat(1024 * 1024) } });

  test('are refused by their announced length, before authentication', async () => {
    const answer = await api.request('/api/v1/entities/candidat', {
      method: 'POST',
      body: tooLarge,
      headers: { 'Content-Length': String(tooLarge.length) },
    });
    await expectProblem(answer, 413, 'payload_too_large');
    expect(answer.headers.has('Connection')).toBe(false); // the body was read, and dropped
  });

  test('are accepted up to that size', async () => {
    const [start, end] = ['{"name":"Grand', '"}'];
    const body = `${start}${' '.repeat(1024 * 1024 - start.length - end.length)}${end}`;
    const answer = await api.request('/api/v1/call-centres', { key, body });
    expect([201, 409]).toContain(answer.status);
  });
});

describe('Idempotency-Key', () => {
  const withKey = (value: string) => ({ 'Idempotency-Key': value });

  test('answers a repeat the same and does the work once', async () => {
    const first = await createEntity('IDEM-1', withKey('une'));
    const second = await createEntity('IDEM-1', withKey('une'));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.headers.get('Idempotency-Replayed')).toBeNull();
    expect(second.headers.get('Idempotency-Replayed')).toBe('true');
    expect(second.headers.get('Location')).toBe('/api/v1/entities/candidat/IDEM-1');
    expect(await second.json()).toEqual(await first.json());
    expect(await countEntities('IDEM-1')).toBe(1);
  });

  test('does the work once for a hundred requests at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => createEntity('IDEM-100', withKey('cent'))),
    );
    const statuses = new Set(answers.map((answer) => answer.status));
    expect([...statuses].filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect(statuses.has(201)).toBe(true);
    expect(await countEntities('IDEM-100')).toBe(1);
  });

  test('belongs to one API key, not to another key of the same user', async () => {
    const { company } = api;
    const second = await keyWithScopes(api, company, company.owner, ['entities:create']);
    await createEntity('IDEM-CLE-1', withKey('partagée'));
    const answer = await api.request('/api/v1/entities/candidat', {
      key: second,
      headers: withKey('partagée'),
      body: { ref: 'IDEM-CLE-2', data: {} },
    });
    expect(answer.status).toBe(201);
    expect(await countEntities('IDEM-CLE-2')).toBe(1);
  });

  test('answers 422 for another body and for another address', async () => {
    await createEntity('IDEM-2', withKey('deux'));
    const other = await createEntity('IDEM-2-AUTRE', withKey('deux'));
    await expectProblem(other, 422, 'idempotency_key_reused');
    const elsewhere = await api.request('/api/v1/entities/prospect', {
      key,
      headers: withKey('deux'),
      body: { ref: 'IDEM-2', data: {} },
    });
    await expectProblem(elsewhere, 422, 'idempotency_key_reused');
    const withQuery = await api.request('/api/v1/entities/candidat?x=1', {
      key,
      headers: withKey('deux'),
      body: { ref: 'IDEM-2', data: {} },
    });
    await expectProblem(withQuery, 422, 'idempotency_key_reused');
    expect(await countEntities('IDEM-2-AUTRE')).toBe(0);
  });

  test('answers 409 while the first request is running, and its answer afterwards', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let held: () => void = () => undefined;
    const isHeld = new Promise<void>((resolve) => (held = resolve));
    const holding = api.superuser.begin(async (sql) => {
      await sql`lock table entities in share mode`;
      held();
      await released;
    });
    await isHeld;
    const first = createEntity('IDEM-3', withKey('trois'));
    try {
      await untilBlocked(api.superuser);
      const meanwhile = await createEntity('IDEM-3', withKey('trois'));
      expect(meanwhile.headers.get('Retry-After')).toBe('1');
      await expectProblem(meanwhile, 409, 'idempotency_key_in_progress');
    } finally {
      release();
      await holding;
    }
    expect((await first).status).toBe(201);
    const after = await createEntity('IDEM-3', withKey('trois'));
    expect(after.headers.get('Idempotency-Replayed')).toBe('true');
  });

  test('belongs to the caller: a colleague and another company have their own', async () => {
    await createEntity('IDEM-4', withKey('quatre'));
    const colleague = await api.request('/api/v1/entities/candidat', {
      key: api.company.agents[0].key,
      headers: withKey('quatre'),
      body: { ref: 'IDEM-4', data: {} },
    });
    expect(colleague.status).toBe(409);
    const stranger = await api.request('/api/v1/entities/candidat', {
      key: api.otherCompany.owner.key,
      headers: withKey('quatre'),
      body: { ref: 'IDEM-4', data: {} },
    });
    expect(stranger.status).toBe(201);
    expect(stranger.headers.get('Idempotency-Replayed')).toBeNull();
  });

  test('stores nothing of a request that failed', async () => {
    await createEntity('IDEM-5');
    expect((await createEntity('IDEM-5', withKey('cinq'))).status).toBe(409);
    await api.superuser`delete from entities where ref = 'IDEM-5'`;
    expect((await createEntity('IDEM-5', withKey('cinq'))).status).toBe(201);
  });

  test('is forgotten after 24 hours, even if it was not purged', async () => {
    await createEntity('IDEM-6', withKey('six'));
    const age = (hours: number) => api.superuser`
      update idempotency_keys
      set created_at = now() - make_interval(hours => ${hours})
      where key = 'six'
    `;
    await age(23);
    expect((await createEntity('IDEM-6', withKey('six'))).headers.get('Idempotency-Replayed')).toBe(
      'true',
    );
    await age(24);
    expect((await createEntity('IDEM-6', withKey('six'))).status).toBe(409);
    const another = await createEntity('IDEM-6-BIS', withKey('six'));
    expect(another.status).toBe(201);
    const replayed = await createEntity('IDEM-6-BIS', withKey('six'));
    expect(replayed.headers.get('Idempotency-Replayed')).toBe('true');
  });

  test('has no effect on other methods', async () => {
    const patch = (locale: string) =>
      api.request('/api/v1/company', {
        method: 'PATCH',
        key,
        headers: withKey('sept'),
        body: { locale },
      });
    await patch('en');
    const second = await patch('fr');
    expect(second.headers.get('Idempotency-Replayed')).toBeNull();
    expect(await second.json()).toMatchObject({ locale: 'fr' });
  });

  test('is refused when it is longer than 255 characters or empty', async () => {
    const long = await createEntity('IDEM-8', withKey('x'.repeat(256)));
    await expectProblem(long, 422, 'validation_failed');
    await expectProblem(await createEntity('IDEM-8', withKey('')), 422, 'validation_failed');
    expect((await createEntity('IDEM-8', withKey('x'.repeat(255)))).status).toBe(201);
  });

  test('stores answers encrypted', async () => {
    await createEntity('IDEM-9', withKey('neuf'), { nom: 'Dumitru' });
    const [row] = await api.superuser`select response from idempotency_keys where key = 'neuf'`;
    const response = z.instanceof(Buffer).parse(row?.['response']);
    expect(response.includes('Dumitru')).toBe(false);
    expect(response.includes('IDEM-9')).toBe(false);
  });
});

describe('pages', () => {
  const list = async (query: string) => {
    const answer = await api.request(`/api/v1/entities/formateur${query}`, { key });
    expect(answer.status, await answer.clone().text()).toBe(200);
    return pageOf(EntityOut).parse(await answer.json());
  };
  const add = async (...refs: string[]) => {
    for (const ref of refs) {
      await api.request('/api/v1/entities/formateur', { key, body: { ref, data: {} } });
    }
  };

  beforeEach(async () => {
    await api.superuser`delete from entities where type = 'formateur'`;
    await add('P1', 'P2', 'P3', 'P4', 'P5');
  });

  test('continue after the last row while rows are added and removed', async () => {
    const first = await list('?limit=2');
    expect(first.data.map((row) => row.ref)).toEqual(['P5', 'P4']);
    await add('P6');
    await api.superuser`delete from entities where ref = 'P4'`;
    const second = await list(`?limit=2&cursor=${first.next_cursor}`);
    expect(second.data.map((row) => row.ref)).toEqual(['P3', 'P2']);
    const third = await list(`?limit=2&cursor=${second.next_cursor}`);
    expect(third.data.map((row) => row.ref)).toEqual(['P1']);
    expect(third.next_cursor).toBeNull();
  });

  test('have no next cursor when the last page is exactly full', async () => {
    const all = await list('?limit=250');
    const exact = await list(`?limit=${all.data.length}`);
    expect(exact.data).toHaveLength(all.data.length);
    expect(exact.next_cursor).toBeNull();
  });

  test('hold 50 rows by default and at most 250', async () => {
    await api.superuser`
      insert into entities (company_id, type, ref, data)
      select ${api.company.id}, 'formateur', 'M' || number, '{}'
      from generate_series(1, 60) as number
    `;
    expect((await list('')).data).toHaveLength(50);
    const answer = await api.request('/api/v1/entities/formateur?limit=251', { key });
    await expectProblem(answer, 422, 'validation_failed');
  });

  test('refuse a cursor of another list and an invented one', async () => {
    const uuid = Buffer.from('"0198c0de-0000-7000-8000-000000000000"').toString('base64url');
    const object = Buffer.from('{"id":1}').toString('base64url');
    const beyond = Buffer.from('9007199254740993').toString('base64url');
    for (const cursor of [uuid, 'abc', '', '!!', object, beyond]) {
      const answer = await api.request(`/api/v1/entities/formateur?cursor=${cursor}`, { key });
      await expectProblem(answer, 422, 'validation_failed');
    }
    const number = (await list('?limit=1')).next_cursor;
    const actions = await api.request(`/api/v1/actions?cursor=${number}`, { key });
    await expectProblem(actions, 422, 'validation_failed');
  });
});

describe('the rate limit', () => {
  let limited: TestApi;
  beforeAll(async () => {
    limited = await startTestApi({ RATE_LIMIT_PER_MINUTE: '3' });
  });
  afterAll(() => limited.stop());

  test('counts each user, answers how much is left, and 429 with Retry-After', async () => {
    const owner = limited.company.owner.key;
    const remaining: (string | null)[] = [];
    for (let count = 0; count < 3; count += 1) {
      const answer = await limited.request('/api/v1/me', { key: owner });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('RateLimit-Limit')).toBe('3');
      remaining.push(answer.headers.get('RateLimit-Remaining'));
    }
    expect(remaining).toEqual(['2', '1', '0']);
    const refused = await limited.request('/api/v1/me', { key: owner });
    const retryAfter = Number(refused.headers.get('Retry-After'));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(refused.headers.get('RateLimit-Remaining')).toBe('0');
    expect(refused.headers.get('RateLimit-Reset')).toBe(String(retryAfter));
    await expectProblem(refused, 429, 'rate_limited');
    const colleague = await limited.request('/api/v1/me', { key: limited.company.supervisor.key });
    expect(colleague.status).toBe(200);
  });

  test('counts requests without a valid key by their address', async () => {
    const ask = (ip: string, wrong?: string) =>
      limited.request('/api/v1/me', { ip, ...(wrong === undefined ? {} : { key: wrong }) });
    const statuses = [];
    for (const wrong of [undefined, 'rlk_wrong', 'rls_wrong', 'rlk_wrong', undefined]) {
      statuses.push((await ask('198.51.100.7', wrong)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await ask('198.51.100.8')).status).toBe(401);
    // A caller with a key is not limited by wrong keys from the same address.
    const agent = limited.company.agents[0].key;
    expect((await limited.request('/api/v1/me', { key: agent, ip: '198.51.100.7' })).status).toBe(
      200,
    );
  });

  test('counts an IPv6 network as one, and trusts only the address that the proxy wrote', async () => {
    const ask = async (ip: string) => (await limited.request('/api/v1/me', { ip })).status;
    const statuses = [];
    for (const host of ['::1', '::2', '::3', '::4'])
      statuses.push(await ask(`2001:db8:0:1${host}`));
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect(await ask('2001:db8:0:2::1')).toBe(401);
    expect(await ask('192.0.2.66, 2001:db8:0:1::5')).toBe(429);
  });

  test('counts sign-in, invitations and callbacks of one address apart', async () => {
    const ip = '198.51.100.10';
    const callback = () =>
      limited.request('/api/v1/actions/0198c0de-0000-7000-8000-000000000000/callback', {
        ip,
        key: 'rcb_1_1_invented',
        body: { callbackId: 'x', status: 'progress' },
      });
    const accept = () =>
      limited.request('/api/v1/invitations/accept', {
        ip,
        body: { token: 'rli_invented', password: PASSWORD },
      });
    for (let count = 0; count < 3; count += 1) {
      expect((await callback()).status).toBe(401);
      expect((await accept()).status).toBe(410);
    }
    expect((await callback()).status).toBe(429);
    expect((await accept()).status).toBe(429);
    const signIn = await limited.request('/api/v1/session', {
      ip,
      body: { email: limited.company.owner.email, password: PASSWORD },
    });
    expect(signIn.status).toBe(201);
  });

  test('does not apply to the probes', async () => {
    for (let count = 0; count < 5; count += 1) {
      expect((await limited.request('/healthz', { ip: '198.51.100.9' })).status).toBe(200);
    }
  });
});

describe('a proxy that is not counted', () => {
  const warnings = async (trustedProxyCount: string): Promise<number> => {
    const behindProxy = await startTestApi({ TRUSTED_PROXY_COUNT: trustedProxyCount });
    try {
      for (let count = 0; count < 3; count += 1) await behindProxy.request('/healthz');
      return behindProxy.logLines.filter(
        (line) => line.includes('"level":"warn"') && line.includes('TRUSTED_PROXY_COUNT'),
      ).length;
    } finally {
      await behindProxy.stop();
    }
  };

  test('is logged once', async () => {
    expect(await warnings('0')).toBe(1);
    expect(await warnings('1')).toBe(0);
  });
});

describe('headers', () => {
  test.each(['/healthz', '/api/v1/me', '/api/v1/nothing', '/docs', '/openapi.json'])(
    'of %s keep browsers from framing, sniffing and loading from elsewhere',
    async (path) => {
      const { headers } = await api.request(path, { key });
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('X-Frame-Options')).toBe('DENY');
      expect(headers.get('Referrer-Policy')).toBe('no-referrer');
      expect(headers.get('Strict-Transport-Security')).toMatch(/^max-age=\d{8,}/);
      const policy = headers.get('Content-Security-Policy') ?? '';
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).not.toMatch(/https?:|\*/);
      const scripts = /script-src ([^;]*)/.exec(policy)?.[1];
      expect(scripts).toBe(path === '/docs' ? "'self' 'unsafe-eval'" : "'self'");
      expect(headers.get('X-Powered-By')).toBeNull();
    },
  );

  test('let no other site read an answer', async () => {
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await api.request('/api/v1/me', {
        method,
        key,
        headers: {
          Origin: 'https://evil.example',
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization',
        },
      });
      const names = [...answer.headers.keys()];
      expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  test('forbid caches to keep an answer to a caller', async () => {
    const answer = await api.request('/api/v1/me', { key });
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });
});

describe('a session cookie', () => {
  let cookie: string;
  beforeAll(async () => {
    const answer = await api.request('/api/v1/session', {
      body: { email: api.company.owner.email, password: PASSWORD },
    });
    expect(answer.status).toBe(201);
    cookie = cookieOf(answer);
  });

  const send = (method: string, headers: Record<string, string>) =>
    api.request('/api/v1/company', {
      method,
      headers: { Cookie: cookie, ...headers },
      ...(method === 'GET' ? {} : { body: { locale: 'fr' } }),
    });

  test.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a sibling site', { 'Sec-Fetch-Site': 'same-site' }],
    ['an address typed by hand', { 'Sec-Fetch-Site': 'none' }],
    ['another origin, in an old browser', { Origin: 'https://evil.example' }],
    ['no origin', { Origin: 'null' }],
    ['nobody knows where', {}],
    [
      'another site that claims our origin',
      { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://localhost:8000' },
    ],
  ])('changes nothing for %s', async (_, headers) => {
    await expectProblem(await send('PATCH', headers), 401, 'unauthenticated');
  });

  test.each([
    ['our own pages', { 'Sec-Fetch-Site': 'same-origin' }],
    ['our own origin, in an old browser', { Origin: 'http://localhost:8000' }],
  ])('works for %s', async (_, headers) => {
    expect((await send('PATCH', headers)).status).toBe(200);
  });

  test('reads when a link on another site is followed', async () => {
    expect((await send('GET', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(200);
  });
});

describe('the api without Temporal or Postgres', () => {
  let gate: Gate;
  let cut: ReturnType<typeof createApp>;
  let database: ReturnType<typeof connect>;
  let isTemporalReachable: boolean | null = true;
  beforeAll(async () => {
    gate = await openGate(inject('cluster').port);
    const url = new URL(api.databases.appUrl);
    url.port = String(gate.port);
    database = connect(url.href, 2);
    cut = createApp(
      {
        ...api.deps,
        database,
        metrics: createMetrics(), // those of `api` keep what its own database says
        isTemporalReachable: () => isTemporalReachable,
      },
      api.hub,
    );
  });
  afterAll(async () => {
    await database.end({ timeout: 1 });
    await gate.close();
  });

  const ask = (path: string) =>
    cut.request(path, { headers: { Authorization: `Bearer ${key}`, 'X-Forwarded-For': '::1' } });

  test('is ready without Temporal, and /readyz reports it', async () => {
    for (const [state, word] of [
      [true, 'reachable'],
      [false, 'unreachable'],
      [null, 'unknown'],
    ] as const) {
      isTemporalReachable = state;
      const answer = await ask('/readyz');
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ status: 'ok', temporal: word });
    }
  });

  test('is alive but not ready without the database, and recovers by itself', async () => {
    expect((await ask('/readyz')).status).toBe(200);
    await gate.close();
    // A client with growing pauses between its attempts would wait long by now.
    for (let count = 0; count < 9; count += 1) {
      const answer = await ask('/readyz');
      expect(answer.status).toBe(503);
      expect(await answer.json()).toEqual({ status: 'unavailable', database: 'unreachable' });
    }
    expect((await ask('/healthz')).status).toBe(200);
    const refused = await ask('/api/v1/me');
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    await expectProblem(refused, 503, 'unavailable');
    const metrics = await ask('/metrics');
    expect(metrics.status).toBe(200);
    expect(await metrics.text()).toContain('relais_http_request_duration_seconds_count');
    await gate.open();
    await expect.poll(async () => (await ask('/readyz')).status).toBe(200);
    expect((await ask('/api/v1/me')).status).toBe(200);
  });

  test('refuses all requests at once without the database, and logs it once', async () => {
    const url = new URL(api.databases.appUrl);
    url.port = String(gate.port);
    const impatient = connect(url.href, 2);
    const app = createApp({ ...api.deps, database: impatient }, api.hub, {
      requestTimeoutMs: 5_000,
    });
    const headers = { Authorization: `Bearer ${key}`, 'X-Forwarded-For': '::1' };
    const said = () =>
      api.logLines
        .map((line) =>
          z.looseObject({ level: z.string(), msg: z.string() }).parse(JSON.parse(line)),
        )
        .filter(({ level, msg }) => level !== 'debug' && /PostgreSQL|unavailable/.test(msg))
        .map(({ msg }) => msg);
    const before = said().length;
    await gate.close();
    expect((await app.request('/api/v1/me', { headers })).status).toBe(503);
    // If each waited for another attempt of one of the two connections, most would take longer.
    const answers = await Promise.all(
      Array.from({ length: 200 }, async () => app.request('/api/v1/me', { headers })),
    );
    for (const answer of answers) {
      expect(await problemOf(answer)).toMatchObject({
        status: 503,
        code: 'unavailable',
        detail: 'the database is not reachable',
      });
    }
    await gate.open();
    await until('it is back', async () => (await app.request('/api/v1/me', { headers })).ok);
    expect(said().slice(before)).toEqual([
      'PostgreSQL does not answer',
      'PostgreSQL answers again',
    ]);
    await impatient.end({ timeout: 1 });
  });

  test('answers 503 when the database hangs', async () => {
    const database = connect(api.databases.appUrl, 1);
    const app = createApp({ ...api.deps, database }, api.hub, { requestTimeoutMs: 50 });
    // Another session locks the table that authentication reads, until the request is answered.
    await api.superuser.begin(async (sql) => {
      await sql`lock table api_keys in access exclusive mode`;
      const answer = await app.request('/api/v1/me', { headers: { 'X-API-Key': key } });
      await expectProblem(answer, 503, 'unavailable');
      expect(answer.headers.get('Retry-After')).toBe('5');
    });
    await database.end();
  });
});

test('/metrics counts by route and holds no personal data', async () => {
  await api.request('/api/v1/entities/candidat/PERSONNE-42?q=Dumitru', { key });
  await api.request('/api/v1/nothing/PERSONNE-42', { key });
  // On a busy machine the database may not answer in the second that a scrape waits for it.
  const text = await until('the database has been measured', async () => {
    const shown = await (await api.request('/metrics')).text();
    return shown.includes('relais_database_up 1') ? shown : undefined;
  });
  expect(text).toMatch(
    /relais_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/entities\/:type\/:ref",status="404"\} \d+/,
  );
  expect(text).toContain('\nrelais_commands_waiting ');
  expect(text).toContain('\nrelais_actions_open{status="awaiting_callback"} ');
  for (const personal of ['PERSONNE-42', 'Dumitru', 'olga', 'atelier', 'example', key]) {
    expect(text).not.toContain(personal);
  }
});

test('/metrics needs its token, if one is configured', async () => {
  const METRICS_TOKEN = 'le-jeton-de-prometheus';
  const app = createApp({ ...api.deps, config: { ...api.deps.config, METRICS_TOKEN } }, api.hub);
  const statusWith = async (headers: Record<string, string>) =>
    (await app.request('/metrics', { headers })).status;
  await expectProblem(await app.request('/metrics'), 401, 'unauthenticated');
  expect(await statusWith({ Authorization: 'Bearer un-autre-jeton-1234' })).toBe(401);
  expect(await statusWith({ Authorization: `Bearer ${key}` })).toBe(401);
  expect(await statusWith({ Authorization: `Bearer ${METRICS_TOKEN}` })).toBe(200);
  expect((await app.request('/readyz')).status).toBe(200);
});

describe('/openapi.json', () => {
  const document = async (): Promise<Record<string, unknown>> =>
    z.record(z.string(), z.unknown()).parse(await (await api.request('/openapi.json')).json());

  test('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(await document());
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(await document()).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./) });
  });

  test('is made once for all requests', async () => {
    const app = createApp(api.deps, api.hub);
    const make = vi.spyOn(app, 'getOpenAPI31Document');
    for (let count = 0; count < 3; count += 1) {
      const answer = await app.request('/openapi.json');
      expect(await answer.json()).toEqual(await document());
    }
    expect(make).toHaveBeenCalledTimes(1);
  });

  test('fails validation with a misspelt key, which proves that the validation works', async () => {
    const { info: _, ...broken } = await document();
    expect((await new Validator().validate({ ...broken, infos: {} })).valid).toBe(false);
  });

  test('gives every operation its own name, permission, summary and problem', async () => {
    const { paths } = z
      .object({ paths: z.record(z.string(), z.record(z.string(), Operation)) })
      .parse(await document());
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    const names = operations.map((operation) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const operation of operations) {
      expect(operation.operationId).toMatch(/^[a-z_]+\.[a-z_]+$/);
      expect(operation.summary.length).toBeGreaterThan(3);
    }
  });

  test('documents refusals, Idempotency-Key and the callback token', async () => {
    const { paths } = await document();
    const headers = [expect.objectContaining({ in: 'header', name: 'Idempotency-Key' })];
    expect(paths).toMatchObject({
      '/api/v1/actions': { post: { parameters: headers } },
      '/api/v1/actions/{id}/callback': {
        post: { security: expect.arrayContaining([{ callbackToken: [] }]) },
      },
      '/api/v1/stream': { get: { parameters: [{ in: 'header', name: 'Last-Event-ID' }] } },
    });
    const statuses = (path: string, method: string) =>
      Object.keys(
        z.record(z.string(), z.record(z.string(), Operation)).parse(paths)[path]?.[method]
          ?.responses ?? {},
      );
    expect(statuses('/api/v1/actions', 'post')).toEqual([
      '202',
      '401',
      '403',
      '409',
      '422',
      '429',
      'default',
    ]);
    expect(statuses('/api/webhooks/{id}', 'patch')).toContain('409');
    expect(statuses('/api/webhooks/{id}', 'put')).toContain('409');
    expect(paths).toMatchObject({
      '/api/webhooks/{id}/rotate-secret': { post: { parameters: expect.arrayContaining(headers) } },
    });
    expect(statuses('/api/v1/users/{id}', 'get')).toEqual([
      '200',
      '401',
      '403',
      '404',
      '429',
      'default',
    ]);
    expect(statuses('/api/v1/session', 'post')).toEqual(['201', '422', '429', 'default']);
  });
});

const Operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  'x-permission': z.string(),
  responses: z.record(z.string(), z.unknown()),
});

const browser = findChromium();

describe.skipIf(browser === undefined && process.env['CI'] !== 'true')('/docs', () => {
  test('is shown at /docs in a browser that loads nothing from elsewhere', async () => {
    const server = await serveApp(api);
    const running = await chromium.launch({
      executablePath: browser ?? '',
      args: ['--no-sandbox'],
    });
    try {
      const page = await running.newPage();
      const origins = new Set<string>();
      const complaints: string[] = [];
      page.on('request', (request) => origins.add(new URL(request.url()).origin));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.goto(`${server.url}/docs`);
      await page.getByRole('heading', { name: 'Relais' }).first().waitFor();
      await page.getByText('Sign in').first().waitFor();
      await page.goto(`${server.url}/docs/webhooks/fr`);
      await page.getByRole('heading', { name: 'Vérifier' }).first().waitFor();
      expect(await page.getByText('Download').count()).toBe(0);
      await page.getByRole('link', { name: 'webhooks.md' }).click();
      await page.getByRole('heading', { name: 'Order and repeats' }).first().waitFor();
      expect([...origins].filter((origin) => /^https?:/.test(origin))).toEqual([server.url]);
      expect(complaints).toEqual([]);
    } finally {
      await running.close();
      await server.stop();
    }
  });
});

const LARGE_SCRIPT = 'export {};\n'.repeat(500);

describe('the console', () => {
  let served: TestApi;
  beforeAll(async () => {
    const directory = join(inject('runDirectory'), `console-${process.pid}`);
    await mkdir(join(directory, 'assets'), { recursive: true });
    await writeFile(join(directory, 'index.html'), '<!doctype html><title>Relais</title>');
    await writeFile(join(directory, 'assets/main-abc.js'), 'export {};');
    await writeFile(join(directory, 'assets/large-abc.js'), LARGE_SCRIPT);
    await writeFile(join(directory, 'assets/large-abc.js.gz'), gzipSync(LARGE_SCRIPT));
    served = await startTestApi({ CONSOLE_DIR: directory });
  });
  afterAll(() => served.stop());

  const view = (path: string, accept = 'text/html,*/*') =>
    served.request(path, { headers: { Accept: accept } });

  test('serves its page for every view, not to be cached', async () => {
    for (const path of ['/', '/actions', '/entities/candidat/DUMI15091992']) {
      const answer = await view(path);
      expect(await answer.text()).toContain('<title>Relais</title>');
      expect(answer.headers.get('Cache-Control')).toBe('no-cache');
    }
  });

  test('serves / to every client, and 404 for unknown api addresses and old scripts', async () => {
    expect(await (await view('/', '*/*')).text()).toContain('<title>Relais</title>');
    await expectProblem(await view('/api/v1/nothing'), 404, 'not_found');
    await expectProblem(await view('/actions', 'application/json'), 404, 'not_found');
    await expectProblem(await view('/assets/main-old.js', '*/*'), 404, 'not_found');
  });

  test('sends its assets compressed to clients that accept it', async () => {
    const asset = await served.request('/assets/large-abc.js', {
      headers: { 'Accept-Encoding': 'gzip, deflate, br' },
    });
    expect(asset.headers.get('Content-Encoding')).toBe('gzip');
    expect(asset.headers.get('Cache-Control')).toContain('immutable');
    expect(gunzipSync(await asset.arrayBuffer()).toString()).toBe(LARGE_SCRIPT);
    const plain = await served.request('/assets/large-abc.js');
    expect(await plain.text()).toBe(LARGE_SCRIPT);
  });

  test('lets assets be cached for ever and serves nothing above their directory', async () => {
    const asset = await view('/assets/main-abc.js', '*/*');
    expect(await asset.text()).toBe('export {};');
    expect(asset.headers.get('Cache-Control')).toContain('immutable');
    for (const path of ['/assets/../../package.json', '/assets/..%2f..%2fpackage.json']) {
      const answer = await view(path, '*/*');
      expect(answer.status).toBe(404);
    }
  });
});

const serveApp = async ({ app }: TestApi): Promise<{ url: string; stop: () => Promise<void> }> => {
  const { server, url } = await listen(app);
  return {
    url,
    stop: async () => {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
