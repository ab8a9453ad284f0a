/**
 * Goal: a module is called signed and only where it may be; whatever it does is a result, and one that fails is left alone by
 * all processes. Method: the services on real Postgres, the modules of the demo, scripted where they misbehave.
 */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  FAILURE_COUNT_MAX,
  OPEN_MS,
  TRIAL_LEASE_MS,
} from '../../src/domain/case-modules/circuit.ts';
import { MODULE_ANSWER_SIZE_MAX_BYTES } from '../../src/domain/case-modules/contract.ts';
import { verifyStandardWebhook } from '../../src/domain/shared/signatures.ts';
import { connect } from '../../src/platform/database.ts';
import { createHttpClient } from '../../src/platform/http-client.ts';
import {
  consultModule,
  readBillingSummary,
  searchModule,
} from '../../src/services/case-modules/ask.ts';
import type { ModuleDeps } from '../../src/services/case-modules/call.ts';
import { SECRET, startModuleWorld } from '../support/case-modules.ts';
import { PUBLIC_ANSWER, REFUSED_URLS } from '../support/ssrf-corpus.ts';

const world = await startModuleWorld();
const { fake, superuser: sql, company, otherCompany } = world;
const actor = { companyId: company.id, userId: null };
let now = new Date();
/** As another process has them: a pool and a client of its own. */
const otherDatabase = connect(world.databases.appUrl, 2);
const otherHttp = createHttpClient({ allowLoopback: true });
const first: ModuleDeps = { ...world.deps, clock: { now: () => now } };
const second: ModuleDeps = { ...first, database: otherDatabase, http: otherHttp };
afterAll(async () => {
  await otherHttp.close();
  await otherDatabase.end({ timeout: 5 });
  await world.stop();
});
beforeEach(async () => {
  await sql`delete from case_modules`;
  await sql`delete from notifications`;
  await world.connect('legal', 'rag', 'billing');
  now = new Date();
  fake.received.length = 0;
});
afterEach(() => fake.behave(undefined));

const CASE = {
  reference: 'DOS-2026-0001',
  case_type: 'legal' as const,
  title: 'Constitution SARL',
  description: null,
};
let callCount = 0;
const consult = (deps = first, fields: Partial<Parameters<typeof consultModule>[2]> = {}) =>
  consultModule(deps, actor, {
    kind: 'legal',
    requestId: `essai-${(callCount += 1)}`,
    body: { case: CASE, question: 'Quel capital pour une SARL ?', language: 'fr' },
    ...fields,
  });
const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
  fake.behave((response) => void response.writeHead(status, headers).end(body));
const failing = () => answering(503, 'maintenance');
const rowOf = async () => {
  const [row] = await sql`select * from case_modules where kind = 'legal'`;
  return row ?? {};
};
const wait = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};
const noticesOf = async () =>
  (await sql`select user_id, code, params from notifications order by id`).map((row) => ({
    ...row,
  }));

describe('a call', () => {
  test('is signed over what is sent, under its id, and answered by the contract', async () => {
    const result = await consult(first, { requestId: 'case-analysis/7/2/legal' });
    expect(result).toMatchObject({ kind: 'answered', isCut: false });
    if (result.kind !== 'answered') return;
    expect(result.value.passages.map(({ title }) => title)).toContain(
      'Capital d’une SARL (fictif)',
    );
    expect(result.value.answer).toContain('références fictives');
    const [call] = fake.received;
    expect(call?.path).toBe('/legal/consult');
    expect(JSON.parse(call?.body ?? '')).toEqual({
      case: CASE,
      question: 'Quel capital pour une SARL ?',
      language: 'fr',
    });
    const { headers = {}, body = '' } = call ?? {};
    expect(verifyStandardWebhook({ secrets: [SECRET], headers, body, now })).toMatchObject({
      kind: 'verified',
      id: 'case-analysis/7/2/legal',
    });
    expect(Object.keys(headers).toSorted()).toEqual([
      'accept',
      'connection',
      'content-length',
      'content-type',
      'host',
      'relais-contract',
      'user-agent',
      'webhook-id',
      'webhook-signature',
      'webhook-timestamp',
    ]);
    expect(await rowOf()).toMatchObject({ last_ok_at: now, failure_count: 0, last_error: null });
  });

  test('of a search or of billing has its own body', async () => {
    const found = await searchModule(first, actor, { query: 'TVA', limit: 2, requestId: 's-1' });
    expect(found).toMatchObject({ kind: 'answered' });
    if (found.kind === 'answered') expect(found.value.passages).toHaveLength(2);
    const body = { client: { id: 7, name: 'SARL Algérie Tech' }, case: null };
    const summary = await readBillingSummary(first, actor, { body, requestId: 'b-1' });
    expect(summary).toMatchObject({ kind: 'answered' });
    expect(fake.received.map(({ path, body: sent }) => [path, JSON.parse(sent)])).toEqual([
      ['/rag/search', { query: 'TVA', limit: 2 }],
      ['/billing/billing-summary', body],
    ]);
  });

  test('is not made without a module, with one that is switched off, or for another company', async () => {
    expect(await consult(first, { kind: 'fiscal' })).toEqual({ kind: 'off' });
    await world.modules.put('legal', { is_enabled: false });
    expect(await consult()).toEqual({ kind: 'off' });
    const theirs = { companyId: otherCompany.id, userId: null };
    expect(await searchModule(first, theirs, { query: 'TVA', limit: 2, requestId: 's-2' })).toEqual(
      { kind: 'off' },
    );
    expect(fake.received).toEqual([]);
  });

  test('whose secret can not be read is not made', async () => {
    const encryptionKeys = [{ id: 'k9', key: Buffer.alloc(32, 1) }];
    expect(await consult({ ...first, encryptionKeys })).toMatchObject({
      kind: 'unavailable',
      code: 'secret_unreadable',
    });
    expect(fake.received).toEqual([]);
  });

  test('by another secret is refused by the module', async () => {
    await world.modules.put('legal', {
      base_url: `${fake.url}/legal`,
      secret: `whsec_${Buffer.from('abcdefghijklmnopqrstuvwx').toString('base64')}`,
    });
    expect(await consult()).toMatchObject({ code: 'http_4xx', status: 401 });
  });
});

describe('an address', () => {
  test('that is not public is never called, whatever it is written as', async () => {
    let reachedCount = 0;
    const canary = createServer((_, response) => response.end('reached'));
    canary.on('connection', () => (reachedCount += 1));
    canary.listen(0, '127.0.0.1');
    await once(canary, 'listening');
    const { port } = z.object({ port: z.number() }).parse(canary.address());
    const urls = REFUSED_URLS.map(({ url, answers }) => ({
      url: url.replaceAll('PORT', String(port)),
      addresses: answers?.[0] ?? [PUBLIC_ANSWER],
    }));
    const addressesOf = new Map(
      urls.map(({ url, addresses }) => [URL.parse(url)?.hostname ?? '', addresses]),
    );
    const http = createHttpClient({
      allowLoopback: false,
      resolve: (name, callback) =>
        callback(
          null,
          (addressesOf.get(name) ?? []).map((address) => ({
            address,
            family: address.includes(':') ? 6 : 4,
          })),
        ),
    });
    for (const { url } of urls) {
      // A save refuses most of them.
      await sql`update case_modules set base_url = ${url.slice(0, 500)}, retry_at = null, opened_at = null`;
      const result = await consult({ ...first, http });
      expect(result, url).toMatchObject({ kind: 'unavailable', code: 'egress_refused' });
    }
    expect(reachedCount).toBe(0);
    canary.close();
    await http.close();
  });

  test('that redirects is not followed', async () => {
    let reachedCount = 0;
    const canary = createServer((_, response) => response.end((reachedCount += 1)));
    canary.listen(0, '127.0.0.1');
    await once(canary, 'listening');
    const { port } = z.object({ port: z.number() }).parse(canary.address());
    for (const status of [301, 302, 303, 307, 308]) {
      answering(status, '', { location: `http://127.0.0.1:${port}/` });
      expect(await consult()).toMatchObject({ code: 'redirect', status });
      await sql`update case_modules set failure_count = 0`;
    }
    expect(reachedCount).toBe(0);
    canary.close();
  });
});

describe('an answer', () => {
  test.each([
    ['with 500', 500, '{"answer":"x","passages":[]}', 'http_5xx'],
    ['with 404', 404, '', 'http_4xx'],
    ['that is empty', 200, '', 'answer_invalid'],
    ['that is HTML', 200, '<h1>Bienvenue</h1>', 'answer_invalid'],
    ['of another shape', 200, '{"answer":"x"}', 'answer_invalid'],
    ['that is compressed', 200, '\u001F\u008B\b\0\0', 'answer_invalid'],
  ])('%s is a result', async (_, status, body, code) => {
    answering(status, body);
    expect(await consult()).toMatchObject({ kind: 'unavailable', code, status });
    expect(await rowOf()).toMatchObject({ last_error: code, failure_count: 1 });
  });

  test('that names what is wrong with it', async () => {
    answering(200, '{"answer":"x","passages":[{"id":"1","title":"x"}]}');
    expect(await consult()).toMatchObject({ invalidFields: ['passages.0.text'] });
  });

  test('as large as allowed is read, one byte more is not', async () => {
    const sized = (sizeBytes: number): string => {
      const bare = '{"answer":"","passages":[]}';
      return bare.replace('""', `"${'x'.repeat(sizeBytes - bare.length)}"`);
    };
    answering(200, sized(MODULE_ANSWER_SIZE_MAX_BYTES));
    expect(await consult()).toMatchObject({ kind: 'answered', isCut: true });
    answering(200, sized(MODULE_ANSWER_SIZE_MAX_BYTES + 1));
    expect(await consult()).toMatchObject({ code: 'answer_too_large' });
  });

  test('without an end is left', async () => {
    let sentBytes = 0;
    fake.behave((response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk)) sentBytes += chunk.length;
        response.once('drain', pour);
      };
      pour();
    });
    expect(await consult()).toMatchObject({ code: 'answer_too_large' });
    expect(sentBytes).toBeLessThan(50 * MODULE_ANSWER_SIZE_MAX_BYTES);
  });

  test('that does not come, or a byte at a time, takes no longer than the time for it', async () => {
    fake.behave(() => undefined);
    expect(await consult(first, { timeoutMs: 200 })).toMatchObject({ code: 'timeout' });
    fake.behave((response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect(await consult(first, { timeoutMs: 300 })).toMatchObject({
      code: 'timeout',
      status: 200,
    });
  });

  test('that breaks off, or is no HTTP, is a result', async () => {
    fake.behave((response) => void response.socket?.resetAndDestroy());
    expect(await consult()).toMatchObject({ code: 'connection_reset', status: null });
    fake.behave((response) => void response.socket?.end('GARBAGE\r\n\r\n'));
    expect(await consult()).toMatchObject({ code: 'invalid_response' });
  });

  test('that repeats the secret has it masked', async () => {
    const [, encoded = ''] = SECRET.split('_');
    const passage = { id: '1', title: SECRET, text: `Le secret est ${encoded}.` };
    answering(200, JSON.stringify({ answer: SECRET, passages: [passage] }));
    const result = await consult();
    expect(result.kind).toBe('answered');
    expect(JSON.stringify(result)).not.toContain(encoded);
  });

  test('is in no log, and neither is the secret', () => {
    const logged = world.logLines.join();
    for (const word of [SECRET, 'Le secret est', 'Constitution SARL', 'maintenance']) {
      expect(logged).not.toContain(word);
    }
  });
});

describe('the circuit', () => {
  const failOften = async (deps = first): Promise<void> => {
    failing();
    for (let failed = 0; failed < FAILURE_COUNT_MAX; failed += 1) {
      expect(await consult(deps)).toMatchObject({ code: 'http_5xx' });
    }
  };

  test('opens after failures in a row, for all processes', async () => {
    failing();
    for (let failed = 0; failed < FAILURE_COUNT_MAX; failed += 1) {
      expect(await consult(failed % 2 === 0 ? first : second)).toMatchObject({ code: 'http_5xx' });
    }
    const sent = fake.received.length;
    for (const deps of [first, second]) {
      expect(await consult(deps)).toEqual({
        kind: 'unavailable',
        code: 'circuit_open',
        status: null,
        durationMs: null,
        invalidFields: [],
        retryAt: new Date(now.getTime() + OPEN_MS),
      });
    }
    expect(fake.received).toHaveLength(sent);
    expect(await world.modules.one('legal')).toMatchObject({
      circuit: 'open',
      failure_count: FAILURE_COUNT_MAX,
      last_error: { code: 'http_5xx' },
    });
  });

  test('does not open if one of them succeeds', async () => {
    failing();
    for (let failed = 1; failed < FAILURE_COUNT_MAX; failed += 1) await consult();
    fake.behave(undefined);
    expect(await consult()).toMatchObject({ kind: 'answered' });
    failing();
    for (let failed = 1; failed < FAILURE_COUNT_MAX; failed += 1) await consult();
    fake.behave(undefined);
    expect(await consult(second)).toMatchObject({ kind: 'answered' });
  });

  test('lets one call try after a minute; its success closes it for all', async () => {
    await failOften();
    wait(OPEN_MS);
    const pending: (() => void)[] = [];
    fake.behave((response) => {
      pending.push(() => void response.writeHead(200).end('{"answer":"Oui","passages":[]}'));
    });
    const trial = consult(second);
    await expect.poll(() => pending.length).toBe(1);
    expect(await consult()).toMatchObject({ code: 'circuit_open' });
    for (const finish of pending) finish();
    expect(await trial).toMatchObject({ kind: 'answered' });
    fake.behave(undefined);
    expect(await consult()).toMatchObject({ kind: 'answered' });
    expect(await world.modules.one('legal')).toMatchObject({ circuit: 'closed', retry_at: null });
  });

  test('of many at once lets one try', async () => {
    await failOften();
    wait(OPEN_MS);
    fake.received.length = 0;
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, place) => consult(place % 2 === 0 ? first : second)),
    );
    expect(fake.received).toHaveLength(1);
    expect(
      results.filter((one) => one.kind === 'unavailable' && one.code === 'http_5xx'),
    ).toHaveLength(1);
  });

  test('stays open for another minute after a trial that failed', async () => {
    await failOften();
    wait(OPEN_MS);
    expect(await consult(second)).toMatchObject({ code: 'http_5xx' });
    wait(OPEN_MS - 1);
    expect(await consult()).toMatchObject({ code: 'circuit_open' });
    wait(1);
    expect(await consult()).toMatchObject({ code: 'http_5xx' });
  });

  test('lets another try if the process of a trial died', async () => {
    await failOften();
    wait(OPEN_MS);
    const dying = {
      ...second,
      http: { ...second.http, send: () => new Promise<never>(() => undefined) },
    };
    void consult(dying);
    await expect
      .poll(async () => (await rowOf())['retry_at'])
      .toEqual(new Date(now.getTime() + TRIAL_LEASE_MS));
    expect(await consult()).toMatchObject({ code: 'circuit_open' });
    wait(TRIAL_LEASE_MS);
    fake.behave(undefined);
    expect(await consult()).toMatchObject({ kind: 'answered' });
  });

  test('is of one kind and one company', async () => {
    await failOften();
    fake.behave(undefined);
    const found = await searchModule(first, actor, { query: 'TVA', limit: 1, requestId: 's-3' });
    expect(found).toMatchObject({ kind: 'answered' });
  });

  test('closes when a person changes the module; a call from before does not count', async () => {
    const pending: (() => void)[] = [];
    await failOften();
    wait(OPEN_MS);
    fake.behave((response) => void pending.push(() => void response.writeHead(503).end()));
    const old = consult();
    await expect.poll(() => pending.length).toBe(1);
    await world.modules.put('legal', { base_url: `${fake.url}/legal` });
    for (const finish of pending) finish();
    expect(await old).toMatchObject({ code: 'http_5xx' });
    expect(await world.modules.one('legal')).toMatchObject({
      circuit: 'closed',
      failure_count: 0,
      last_error: null,
    });
  });

  test('tells the owners once when it opens, and when the module answers again', async () => {
    await failOften();
    const failingNotice = {
      user_id: company.owner.id,
      code: 'case_module_failing',
      params: { kind: 'legal' },
    };
    expect(await noticesOf()).toEqual([failingNotice]);
    wait(OPEN_MS);
    await consult();
    expect(await noticesOf()).toHaveLength(1);
    fake.behave(undefined);
    wait(OPEN_MS);
    await consult();
    const recovered = { ...failingNotice, code: 'case_module_recovered' };
    expect(await noticesOf()).toEqual([failingNotice, recovered]);
    // It fails again within the hour: they know.
    await failOften();
    fake.behave(undefined);
    wait(OPEN_MS);
    await consult();
    expect(await noticesOf()).toHaveLength(2);
    wait(60 * OPEN_MS);
    await failOften();
    expect(await noticesOf()).toHaveLength(3);
  });
});

test('a repeat under the same id is answered as before', async () => {
  const query = { query: 'TVA', limit: 1, requestId: 'case-analysis/1/1/rag' };
  const answers = [];
  for (const deps of [first, second]) {
    const { kind, ...rest } = await searchModule(deps, actor, query);
    answers.push({ kind, value: 'value' in rest ? rest.value : null });
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(fake.received.map(({ headers }) => headers['webhook-id'])).toEqual([
    query.requestId,
    query.requestId,
  ]);
});
