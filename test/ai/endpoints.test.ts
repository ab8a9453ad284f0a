/**
 * Goal: a company sees which model it has, chooses its own, and its key leaves by no way but the call.
 * Method: the api in-process; answers, rows, audit trail and what arrives at a server.
 */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DEMO_MODEL, startFakeOpenai } from '../../dev/fakes/openai/server.ts';
import { createApp } from '../../src/api/app.ts';
import { createModelClient } from '../../src/platform/ai/client.ts';
import { createHttpClient } from '../../src/platform/http-client.ts';
import { aiAs, AI_MODEL, startAiWorld } from '../support/ai.ts';
import { startTestApi, toRequestInit } from '../support/api.ts';
import { faultsOf } from '../support/mailbox-calls.ts';
import { PUBLIC_ANSWER, REFUSED_URLS } from '../support/ssrf-corpus.ts';

const world = await startAiWorld();
const { ai, company, superuser: sql } = world;
const bare = await startTestApi();
const noAi = aiAs(bare, bare.company.owner.key);
/** An installation where companies may name servers of this machine, as under `npm start`. */
const local = await startAiWorld({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
const ownServer = await startFakeOpenai({ apiKey: 'cle-de-la-societe' });
afterAll(async () => {
  await Promise.all([world.stop(), bare.stop(), local.stop(), ownServer.stop()]);
});
beforeEach(async () => {
  for (const { superuser } of [world, local]) await superuser`delete from ai_settings`;
});

const OWN = { base_url: 'https://api.example.com/v1', model: 'essai', api_key: 'cle-secrete-1' };

describe('without a model', () => {
  test('the status says so, and a try answers it without a row', async () => {
    expect(await noAi.status()).toMatchObject({
      status: 'ai_not_configured',
      source: null,
      model: null,
      is_demo: false,
      budget: { token_count: 0, token_max: 1_000_000 },
    });
    expect(await noAi.try()).toEqual({
      outcome: 'ai_not_configured',
      error_code: null,
      run_id: null,
      answer: null,
      masked_kinds: [],
      is_demo: false,
    });
    expect(await bare.superuser`select id from ai_runs`).toEqual([]);
    expect((await noAi.settings()).installation).toBeNull();
  });
});

describe('the status', () => {
  test('names the model of the installation, for everyone, without its address', async () => {
    const { agents } = company;
    const answer = await aiAs(world, agents[0].key).call('/status');
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      status: 'ready',
      source: 'installation',
      model: AI_MODEL,
    });
    expect(text).not.toContain('127.0.0.1');
  });

  test('is of the demo model by its name', async () => {
    const demo = await startAiWorld({ AI_MODEL: DEMO_MODEL });
    expect(await demo.ai.status()).toMatchObject({ model: DEMO_MODEL, is_demo: true });
    const tried = await demo.ai.try('Bonjour, quand ouvrez-vous ? Nous venons samedi.');
    expect(tried).toMatchObject({ outcome: 'succeeded', is_demo: true });
    expect(tried.answer).toContain('modèle de démonstration');
    expect(tried.answer).toContain('Nous venons samedi.');
    expect((await demo.ai.try('Bonjour, quand ouvrez-vous ? Nous venons samedi.')).answer).toBe(
      tried.answer,
    );
    expect((await demo.ai.try('Hello, are you there?')).answer).toContain('demo model');
    expect(await demo.ai.run(tried.run_id)).toMatchObject({ is_demo: true });
    await demo.stop();
  });
});

describe('a model of its own', () => {
  test('is called with its key instead of that of the installation, and its budget is its own', async () => {
    const mine = local.ai;
    await mine.change({
      connection: {
        base_url: `${ownServer.baseUrl}/`,
        model: 'leur-modele',
        api_key: 'cle-de-la-societe',
      },
      daily_token_max: 5_000_000,
    });
    expect(await mine.status()).toMatchObject({
      source: 'company',
      model: 'leur-modele',
      budget: { token_max: 5_000_000 },
    });
    expect(await mine.try()).toMatchObject({ outcome: 'succeeded' });
    expect(ownServer.received.at(-1)?.request.model).toBe('leur-modele');
    expect(local.model.received).toEqual([]);
    await mine.change({ connection: null });
    expect(await mine.try()).toMatchObject({ outcome: 'succeeded' });
    expect(local.model.received).toHaveLength(1);
  });

  test.each([
    'http://127.0.0.1:1/v1',
    'https://10.0.0.1/v1',
    'https://169.254.169.254/v1',
    'https://localhost/v1',
    'https://intranet/v1',
    'https://[::1]/v1',
    'https://example.com:25/v1',
  ])('%s is refused when it is saved', async (baseUrl) => {
    const answer = await ai.patch({ version: 0, connection: { ...OWN, base_url: baseUrl } });
    expect(answer.status).toBe(422);
    expect(await faultsOf(answer)).toEqual(['connection.base_url: address_not_allowed']);
  });

  test.each([
    [{ base_url: 'http://api.example.com/v1' }, 'connection.base_url: invalid_format'],
    [{ base_url: 'ftp://api.example.com/v1' }, 'connection.base_url: invalid_format'],
    [{ base_url: 'https://api.example.com/v1?key=x' }, 'connection.base_url: invalid_format'],
    [{ base_url: 'https://u:p@api.example.com/v1' }, 'connection.base_url: secret_in_url'],
    [{ api_key: 'a b' }, 'connection.api_key: invalid_format'],
    [{ api_key: 'a\r\nX: y' }, 'connection.api_key: invalid_format'],
    [{ model: '' }, 'connection.model: too_short'],
  ])('%j is refused', async (fields, expected) => {
    const answer = await ai.patch({ version: 0, connection: { ...OWN, ...fields } });
    expect(await faultsOf(answer)).toEqual([expected]);
  });

  test('at an address that is not public is never called, whatever it is written as', async () => {
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
    const answersOf = new Map(
      urls.map(({ url, addresses }) => [URL.parse(url)?.hostname ?? '', addresses]),
    );
    const http = createHttpClient({
      allowLoopback: false,
      resolve: (name, callback) =>
        callback(
          null,
          (answersOf.get(name) ?? []).map((address) => ({
            address,
            family: address.includes(':') ? 6 : 4,
          })),
        ),
    });
    const models = createModelClient({ http });
    expect(urls.length).toBeGreaterThan(50);
    for (const { url } of urls) {
      const { outcome } = await models.complete({
        server: { baseUrl: url, apiKey: 'x', model: 'x', isTrusted: false },
        messages: [{ role: 'user', content: 'x' }],
        schema: { name: 'x', json: {} },
        outputTokenMax: 1,
        timeoutMs: 10_000,
      });
      expect(['refused', 'unavailable'], url).toContain(outcome);
    }
    expect(reachedCount).toBe(0);
    canary.close();
    await http.close();
  });

  test('whose name leads to a private address is not called', async () => {
    const http = createHttpClient({
      allowLoopback: false,
      resolve: (_, callback) => callback(null, [{ address: '10.0.0.7', family: 4 }]),
    });
    const before = world.deps.models;
    world.deps.models = createModelClient({ http });
    await ai.change({ connection: OWN });
    expect(await ai.try()).toMatchObject({ outcome: 'refused', error_code: 'egress_refused' });
    world.deps.models = before;
    await http.close();
  });

  test('that redirects gets its key, the other address nothing', async () => {
    let reachedCount = 0;
    const canary = createServer((_, response) => response.end((reachedCount += 1)));
    canary.listen(0, '127.0.0.1');
    await once(canary, 'listening');
    const { port } = z.object({ port: z.number() }).parse(canary.address());
    await local.ai.change({
      connection: { base_url: ownServer.baseUrl, model: 'x', api_key: 'cle-de-la-societe' },
    });
    for (const status of [301, 302, 307, 308]) {
      ownServer.script({ status, headers: { location: `http://127.0.0.1:${port}/v1` } });
      expect(await local.ai.try()).toMatchObject({ outcome: 'refused', error_code: 'redirected' });
    }
    expect(reachedCount).toBe(0);
    canary.close();
  });
});

describe('the key', () => {
  test('is stored encrypted, and in no answer, no audit entry and no log', async () => {
    await ai.change({ connection: OWN });
    const [row] = await sql`select api_key_encrypted as envelope from ai_settings`;
    const envelope = z.instanceof(Buffer).parse(row?.['envelope']);
    expect(envelope.includes(OWN.api_key)).toBe(false);
    const settings = await (await ai.call('/settings')).text();
    expect(settings).not.toContain(OWN.api_key);
    await world.sealFacts();
    const [audit] = await sql`select string_agg(entry::text, ' ') as text from audit_entries`;
    expect(String(audit?.['text'])).toContain('"has_new_api_key": true');
    expect(String(audit?.['text'])).not.toContain(OWN.api_key);
    expect(world.logLines.join()).not.toContain(OWN.api_key);
  });

  test('stays if the address stays, and is needed again for another one', async () => {
    await ai.change({ connection: OWN });
    const { api_key: _, ...withoutKey } = OWN;
    const changed = await ai.change({ connection: { ...withoutKey, model: 'autre' } });
    expect(changed.connection).toEqual({
      base_url: OWN.base_url,
      model: 'autre',
      has_api_key: true,
    });
    const answer = await ai.patch({
      version: changed.version,
      connection: { ...withoutKey, base_url: 'https://attaquant.example.com/v1' },
    });
    expect(await faultsOf(answer)).toEqual(['connection.api_key: required_with']);
  });

  test('is forgotten with its connection', async () => {
    await ai.change({ connection: OWN });
    await ai.change({ connection: null });
    const [row] = await sql`select api_key_encrypted as envelope from ai_settings`;
    expect(row?.['envelope']).toBeNull();
  });

  test('of another company can not be used: its envelope does not open', async () => {
    await ai.change({ connection: OWN });
    await sql`
      insert into ai_settings
      select (jsonb_populate_record(ai_settings, ${sql.json({ company_id: world.otherCompany.id })})).*
      from ai_settings
    `;
    const answer = await aiAs(world, world.otherCompany.owner.key).call('/try', {
      body: { message: 'Bonjour' },
    });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain(OWN.api_key);
  });

  test('whose encryption key is gone is answered as unavailable', async () => {
    await ai.change({ connection: OWN });
    const keys = world.deps.encryptionKeys;
    world.deps.encryptionKeys = [{ id: 'k9', key: Buffer.alloc(32, 1) }];
    const answer = await ai.call('/try', { body: { message: 'Bonjour' } });
    world.deps.encryptionKeys = keys;
    expect(answer.status).toBe(503);
  });
});

describe('the settings', () => {
  test('have defaults, keep what is absent, and are in the audit trail', async () => {
    expect(await ai.settings()).toEqual({
      version: 0,
      connection: null,
      daily_token_max: 1_000_000,
      secrets_policy: 'mask',
      prices: null,
      installation: { model: AI_MODEL, daily_token_max: 1_000_000 },
    });
    await ai.change({ prices: { input: 0.15, output: 0.6, currency: 'EUR' } });
    const changed = await ai.change({ secrets_policy: 'block' });
    expect(changed).toMatchObject({
      version: 2,
      secrets_policy: 'block',
      prices: { input: 0.15, output: 0.6, currency: 'EUR' },
    });
    await world.sealFacts();
    const rows = await sql`
      select entry from audit_entries
      where entry ->> 'operation' = 'ai.update_settings' order by sequence desc limit 1
    `;
    expect(rows[0]?.['entry']).toMatchObject({
      before: { secrets_policy: 'mask' },
      after: { secrets_policy: 'block' },
    });
  });

  test('of an older version are refused', async () => {
    await ai.change({});
    const answer = await ai.patch({ version: 0, secrets_policy: 'off' });
    expect(answer.status).toBe(409);
    expect((await ai.settings()).secrets_policy).toBe('mask');
  });

  test('of another company stay as they are', async () => {
    await ai.change({ secrets_policy: 'off' });
    const other = aiAs(world, world.otherCompany.owner.key);
    expect((await other.settings()).secrets_policy).toBe('mask');
  });
});

describe('the runs', () => {
  test('are listed newest first, by outcome, in pages; only of the company', async () => {
    const made: (string | null)[] = [];
    for (const status of [200, 500, 200]) {
      if (status === 500) world.model.script({ status });
      made.unshift((await ai.try()).run_id);
    }
    const Page = z.object({
      data: z.array(z.object({ id: z.string(), outcome: z.string() })),
      next_cursor: z.string().nullable(),
    });
    const list = async (query: string) => Page.parse(await (await ai.call(`/runs${query}`)).json());
    expect((await list('?limit=3')).data.map(({ id }) => id)).toEqual(made);
    const first = await list('?limit=2');
    const second = await list(`?limit=1&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made);
    expect((await list('?outcome=unavailable&limit=1')).data).toMatchObject([{ id: made[1] }]);
    const other = aiAs(world, world.otherCompany.owner.key);
    expect(Page.parse(await (await other.call('/runs')).json()).data).toEqual([]);
    expect((await other.call(`/runs/${made[0]}`)).status).toBe(404);
  });

  test('show no output in the list; to read one is in the audit trail', async () => {
    const { run_id: id } = await ai.try();
    const text = await (await ai.call('/runs?limit=1')).text();
    expect(text).not.toContain('output"');
    await ai.run(id);
    await world.sealFacts();
    const rows = await sql`
      select entry from audit_entries where entry ->> 'operation' = 'ai.read_run'
    `;
    expect(rows.at(-1)?.['entry']).toMatchObject({ resource_id: id, user_id: company.owner.id });
  });

  test('are for owners', async () => {
    const supervisor = aiAs(world, company.supervisor.key);
    for (const path of ['/runs', '/settings']) {
      expect((await supervisor.call(path)).status).toBe(403);
    }
    expect((await supervisor.call('/try', { body: { message: 'x' } })).status).toBe(403);
  });
});

test('a try has more time than other requests', async () => {
  const app = createApp(world.deps, world.hub, { requestTimeoutMs: 1 });
  const answer = await app.request(
    '/api/v1/ai/try',
    toRequestInit({ key: company.owner.key, body: { message: 'Bonjour' } }),
  );
  expect(answer.status).toBe(200);
});
