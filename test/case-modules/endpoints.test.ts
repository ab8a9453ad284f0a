/**
 * Goal: owners connect modules without showing a secret, try them, and people read what the billing module says of the cases
 * and clients they reach. Method: the whole api in-process, the modules of the demo.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/api/app.ts';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { FAILURE_COUNT_MAX } from '../../src/domain/case-modules/circuit.ts';
import { BillingOut } from '../../src/domain/case-modules/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi, toRequestInit } from '../support/api.ts';
import { modulesAs, SECRET, startModuleWorld } from '../support/case-modules.ts';
import { insertClient, openCase } from '../support/cases.ts';
import { faultsOf } from '../support/mailbox-calls.ts';

const world = await startModuleWorld();
const { fake, modules, company, otherCompany, superuser: sql } = world;
/** Where only the public internet may be named. */
const strict = await startTestApi();
const strictModules = modulesAs(strict, strict.company.owner.key);
afterAll(() => Promise.all([world.stop(), strict.stop()]));
beforeEach(async () => {
  await sql`delete from case_modules`;
  fake.behave(undefined);
  fake.received.length = 0;
});

const lastAudit = async (operation: string) => {
  await world.sealFacts();
  const rows = await sql`
    select entry from audit_entries
    where entry ->> 'operation' = ${operation} order by sequence desc limit 1
  `;
  return z.record(z.string(), z.unknown()).parse(rows[0]?.['entry']);
};

describe('the list', () => {
  test('has one of each kind, also those that are not configured', async () => {
    expect(await modules.list()).toEqual(
      ['legal', 'fiscal', 'rag', 'billing'].map((kind) => ({
        kind,
        is_configured: false,
        is_enabled: false,
        base_url: null,
        has_secret: false,
        circuit: 'closed',
        failure_count: 0,
        retry_at: null,
        last_ok_at: null,
        last_error: null,
        version: 0,
        updated_at: null,
      })),
    );
  });

  test('is of the own company, and for owners', async () => {
    await world.connect('legal');
    const theirs = await modulesAs(world, otherCompany.owner.key).list();
    expect(theirs.filter((one) => one.is_configured)).toEqual([]);
    for (const { key } of [company.supervisor, company.agents[0]]) {
      const as = modulesAs(world, key);
      expect((await as.call()).status).toBe(403);
      expect((await as.call('/legal/test', { body: {} })).status).toBe(403);
      expect((await as.remove('legal')).status).toBe(403);
      const body = { version: 1, base_url: 'https://x.example.com', is_enabled: false };
      expect((await as.call('/legal', { method: 'PUT', body })).status).toBe(403);
    }
  });
});

describe('a module', () => {
  test('is configured, changed and forgotten', async () => {
    const made = await modules.put('legal', { base_url: 'https://Modules.example.com/legal/' });
    expect(made).toMatchObject({
      is_configured: true,
      is_enabled: true,
      base_url: 'https://modules.example.com/legal',
      has_secret: true,
      version: 1,
    });
    const changed = await modules.put('legal', { is_enabled: false });
    expect(changed).toMatchObject({ is_enabled: false, version: 2 });
    expect((await modules.remove('legal')).status).toBe(204);
    expect(await modules.one('legal')).toMatchObject({ is_configured: false, version: 0 });
    expect((await modules.remove('legal')).status).toBe(404);
    expect(await lastAudit('case_modules.delete')).toMatchObject({
      resource_type: 'case_module',
      resource_id: 'legal',
      before: { base_url: 'https://modules.example.com', is_enabled: false },
    });
  });

  test('keeps its secret if none is sent, and needs one at first', async () => {
    expect(await faultsOf(await modules.send('legal'))).toEqual(['secret: required']);
    await world.connect('legal');
    const before = await sql`select secret_encrypted as secret from case_modules`;
    expect((await modules.send('legal', { base_url: `${fake.url}/legal` })).status).toBe(200);
    expect(await sql`select secret_encrypted as secret from case_modules`).toEqual(before);
    expect(await modules.test('legal')).toMatchObject({ outcome: 'answered' });
    const { last_ok_at: okAt } = await modules.one('legal');
    expect(okAt).not.toBeNull();
    const same = { base_url: `${fake.url}/legal` };
    expect(await modules.put('legal', same)).toMatchObject({ last_ok_at: okAt });
    expect(await modules.put('legal')).toMatchObject({ last_ok_at: null });
  });

  test('of an older version is not changed', async () => {
    await world.connect('legal');
    const body = {
      version: 0,
      base_url: 'https://x.example.com',
      secret: SECRET,
      is_enabled: true,
    };
    expect((await modules.call('/legal', { method: 'PUT', body })).status).toBe(409);
    expect(
      (await modules.call('/fiscal', { method: 'PUT', body: { ...body, version: 1 } })).status,
    ).toBe(409);
  });

  test('has one version if two owners save at once', async () => {
    const body = {
      version: 0,
      base_url: 'https://x.example.com',
      secret: SECRET,
      is_enabled: true,
    };
    const statuses = await Promise.all(
      [1, 2, 3].map(async () => (await modules.call('/rag', { method: 'PUT', body })).status),
    );
    expect(statuses.toSorted((left, right) => left - right)).toEqual([200, 409, 409]);
  });

  test.each([
    [{ base_url: 'http://modules.example.com' }, 'base_url: invalid_format'],
    [{ base_url: 'ftp://modules.example.com' }, 'base_url: invalid_format'],
    [{ base_url: 'https://modules.example.com?key=x' }, 'base_url: invalid_format'],
    [{ base_url: 'https://modules.example.com/#x' }, 'base_url: invalid_format'],
    [{ base_url: 'https://u:p@modules.example.com' }, 'base_url: secret_in_url'],
    [{ base_url: 'https://10.0.0.1/' }, 'base_url: address_not_allowed'],
    [{ base_url: 'https://127.0.0.1:8181/' }, 'base_url: address_not_allowed'],
    [{ base_url: 'https://169.254.169.254/' }, 'base_url: address_not_allowed'],
    [{ base_url: 'https://localhost/' }, 'base_url: address_not_allowed'],
    [{ base_url: 'https://postgres/' }, 'base_url: address_not_allowed'],
    [{ base_url: 'https://modules.example.com:5432/' }, undefined],
    [{ base_url: 'https://modules.example.com:25/' }, 'base_url: address_not_allowed'],
    [{ secret: 'motdepasse' }, 'secret: invalid_format'],
    [{ secret: 'whsec_dHJvcCBjb3VydA==' }, 'secret: invalid_format'],
    [{ secret: `whsec_${'A'.repeat(44)}` }, 'secret: secret_guessable'],
    [{ kind: 'legal' }, 'kind: unknown_field'],
  ])('with %j is refused as it must be', async (fields, expected) => {
    const answer = await strictModules.send('fiscal', { secret: SECRET, ...fields });
    if (expected === undefined) expect(answer.status).toBe(200);
    else expect(await faultsOf(answer)).toEqual([expected]);
  });

  test('of another kind is unknown', async () => {
    const body = {
      version: 0,
      base_url: 'https://x.example.com',
      secret: SECRET,
      is_enabled: true,
    };
    expect((await modules.call('/crm', { method: 'PUT', body })).status).toBe(404);
  });
});

describe('the secret', () => {
  test('is stored encrypted, and in no answer, no audit entry and no log', async () => {
    const put = await modules.send('legal', { secret: SECRET, base_url: `${fake.url}/legal` });
    const texts = [await put.text(), await (await modules.call()).text()];
    fake.behave((response, { headers }) => {
      const answer = { answer: `${SECRET} ${JSON.stringify(headers)}`, passages: [] };
      response.writeHead(200).end(JSON.stringify(answer));
    });
    texts.push(await (await modules.call('/legal/test', { body: {} })).text());
    const [row] = await sql`select secret_encrypted as envelope from case_modules`;
    const envelope = z.instanceof(Buffer).parse(row?.['envelope']);
    const [, encoded = ''] = SECRET.split('_');
    expect(envelope.includes(encoded)).toBe(false);
    expect(await lastAudit('case_modules.update')).toMatchObject({
      after: { has_new_secret: true },
    });
    const [audit] = await sql`select string_agg(entry::text, ' ') as text from audit_entries`;
    for (const text of [...texts, String(audit?.['text']), world.logLines.join()]) {
      expect(text).not.toContain(encoded);
    }
  });

  test('of another company or kind does not open', async () => {
    await world.connect('legal');
    await sql`
      insert into case_modules
      select (jsonb_populate_record(case_modules, ${sql.json({ company_id: otherCompany.id })})).*
      from case_modules
    `;
    await sql`
      insert into case_modules
      select (jsonb_populate_record(case_modules, ${sql.json({ kind: 'fiscal' })})).*
      from case_modules where company_id = ${company.id}
    `;
    const theirs = modulesAs(world, otherCompany.owner.key);
    expect((await theirs.call('/legal/test', { body: {} })).status).toBe(500);
    expect((await modules.call('/fiscal/test', { body: {} })).status).toBe(500);
    expect(fake.received).toEqual([]);
  });

  test('whose encryption key is gone is a result of a test', async () => {
    await world.connect('legal');
    const keys = world.deps.encryptionKeys;
    world.deps.encryptionKeys = [{ id: 'k9', key: Buffer.alloc(32, 1) }];
    const result = await modules.test('legal');
    world.deps.encryptionKeys = keys;
    expect(result).toMatchObject({ outcome: 'unavailable', error_code: 'secret_unreadable' });
  });
});

describe('a test', () => {
  test('shows what the module answers to something made up, and is in the audit trail', async () => {
    await world.connect('legal', 'fiscal', 'rag', 'billing');
    const legal = await modules.test('legal');
    expect(legal).toMatchObject({ outcome: 'answered', error_code: null, status: 200, lines: [] });
    expect(legal.passages[0]?.text).toContain('Référence fictive de démonstration');
    expect(await modules.test('fiscal', { question: 'Quel taux de TVA ?' })).toMatchObject({
      outcome: 'answered',
      passages: [{ title: 'Taux de la TVA (fictif)' }, {}],
    });
    expect((await modules.test('fiscal', { language: 'en' })).answer).toContain('Demo answer');
    expect((await modules.test('rag')).passages.length).toBeGreaterThan(0);
    expect(await modules.test('billing')).toMatchObject({ answer: null, passages: [] });
    expect((await modules.test('billing')).lines.length).toBeGreaterThan(2);
    const [sent] = fake.received;
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({ case: { reference: 'DOS-0000-0000' } });
    expect(await lastAudit('case_modules.test')).toMatchObject({ user_id: company.owner.id });
  });

  test('works before the module is switched on, and names what is wrong', async () => {
    await modules.put('legal', { base_url: `${fake.url}/legal`, is_enabled: false });
    fake.behave((response) => void response.writeHead(200).end('{"answer":"x","passages":[{}]}'));
    const result = await modules.test('legal');
    expect(result).toMatchObject({
      outcome: 'unavailable',
      error_code: 'answer_invalid',
      status: 200,
      invalid_fields: ['passages.0.id', 'passages.0.title', 'passages.0.text'],
    });
    expect((await modules.call('/rag/test', { body: {} })).status).toBe(404);
  });

  test('that fails does not open the circuit, and one that succeeds closes it', async () => {
    await world.connect('legal');
    fake.behave((response) => void response.writeHead(500).end());
    for (let failed = 0; failed <= FAILURE_COUNT_MAX; failed += 1) await modules.test('legal');
    expect(await modules.one('legal')).toMatchObject({
      circuit: 'closed',
      failure_count: 0,
      last_error: { code: 'http_5xx' },
    });
    await sql`update case_modules set opened_at = now(), retry_at = now() + interval '1 minute'`;
    expect(await modules.one('legal')).toMatchObject({ circuit: 'open' });
    expect(await modules.test('legal')).toMatchObject({ error_code: 'http_5xx' });
    expect(await modules.one('legal')).toMatchObject({ circuit: 'open' });
    fake.behave(undefined);
    expect(await modules.test('legal')).toMatchObject({ outcome: 'answered' });
    expect(await modules.one('legal')).toMatchObject({ circuit: 'closed' });
  });

  test('has more time than other requests, and there are not many a minute', async () => {
    await world.connect('rag');
    const app = createApp(world.deps, world.hub, { requestTimeoutMs: 1 });
    const ask = async () =>
      (
        await app.request(
          '/api/crm/module/rag/test',
          toRequestInit({ key: company.owner.key, body: {} }),
        )
      ).status;
    const statuses = [];
    for (let asked = 0; asked < 31; asked += 1) statuses.push(await ask());
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('billing', () => {
  const read = (path: string, key = company.supervisor.key) => world.request(path, { key });

  test('of a client and of a case is what the module says, and in the audit trail', async () => {
    await world.connect('billing');
    const clientId = await insertClient(world, company, 'SARL Algérie Tech');
    const opened = await openCase(world, company.supervisor, { client_id: clientId });
    const ofClient = await answerOf(
      await read(`/api/crm/client/${clientId}/billing`),
      200,
      BillingOut,
    );
    expect(ofClient).toMatchObject({ is_enabled: true, is_cut: false });
    expect(ofClient.lines).toContainEqual({ label: 'Client', value: 'SARL Algérie Tech' });
    expect(Date.parse(ofClient.as_of ?? '')).toBeLessThan(Date.now());
    const ofCase = await answerOf(
      await read(`/api/crm/case/${opened.id}/billing`),
      200,
      BillingOut,
    );
    expect(ofCase.lines).toContainEqual({ label: 'Dossier', value: opened.reference });
    expect(fake.received.map(({ body }) => JSON.parse(body))).toEqual([
      { client: { id: clientId, name: 'SARL Algérie Tech' }, case: null },
      {
        client: { id: clientId, name: 'SARL Algérie Tech' },
        case: { reference: opened.reference },
      },
    ]);
    expect(await lastAudit('case_billing.read')).toMatchObject({
      resource_type: 'case',
      resource_id: String(opened.id),
    });
    expect(await lastAudit('client_billing.read')).toMatchObject({ resource_id: String(clientId) });
  });

  test('without a module says so', async () => {
    const clientId = await insertClient(world, company);
    const path = `/api/crm/client/${clientId}/billing`;
    const none = { is_enabled: false, lines: [], as_of: null, is_cut: false };
    expect(await answerOf(await read(path), 200, BillingOut)).toEqual(none);
    await modules.put('billing', { base_url: `${fake.url}/billing`, is_enabled: false });
    expect(await answerOf(await read(path), 200, BillingOut)).toEqual(none);
    expect(fake.received).toEqual([]);
  });

  test('that does not come is 503 with the reason, and nothing of the module', async () => {
    await world.connect('billing');
    const clientId = await insertClient(world, company);
    fake.behave((response) => void response.writeHead(500).end('Traceback: motdepasse'));
    const path = `/api/crm/client/${clientId}/billing`;
    const answer = await read(path);
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(ProblemOut.parse(JSON.parse(text))).toMatchObject({
      code: 'unavailable',
      details: { reason: 'http_5xx' },
    });
    expect(text).not.toContain('Traceback');
    for (let failed = 1; failed < FAILURE_COUNT_MAX; failed += 1) await read(path);
    const open = await read(path);
    expect(open.status).toBe(503);
    expect(Number(open.headers.get('Retry-After'))).toBeGreaterThan(50);
    expect(await open.json()).toMatchObject({ details: { reason: 'circuit_open' } });
  });

  test('of a case that is out of reach, deleted, or of another company is not asked for', async () => {
    await world.connect('billing');
    const clientId = await insertClient(world, company);
    const opened = await openCase(world, company.owner, { client_id: clientId });
    const [centre] = await sql`
      insert into call_centres (company_id, name) values (${company.id}, 'Oran') returning id
    `;
    await sql`update cases set call_centre_id = ${Number(centre?.['id'])} where id = ${opened.id}`;
    expect((await read(`/api/crm/case/${opened.id}/billing`)).status).toBe(404);
    const theirs = await read(`/api/crm/case/${opened.id}/billing`, otherCompany.owner.key);
    expect(theirs.status).toBe(404);
    expect((await read(`/api/crm/client/${clientId}/billing`, otherCompany.owner.key)).status).toBe(
      404,
    );
    const gone = await world.request(`/api/crm/case/${opened.id}`, {
      key: company.owner.key,
      method: 'DELETE',
    });
    expect(gone.status).toBe(204);
    expect((await read(`/api/crm/case/${opened.id}/billing`, company.owner.key)).status).toBe(404);
    expect(fake.received).toEqual([]);
  });
});
