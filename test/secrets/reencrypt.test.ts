/**
 * Goal: after `npm run secrets:reencrypt` the old key can be removed and everything still reads; it may be
 * interrupted and run again. Method: the real command on a database that the api filled under the old key.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createActivities } from '../../src/activities/index.ts';
import { reencryptSecrets } from '../../src/cli/secrets-reencrypt.ts';
import { SECRET_COLUMNS, type SecretColumn } from '../../src/domain/shared/secret-columns.ts';
import { encrypt, keyIdOf, type EncryptionKey } from '../../src/domain/shared/secrets.ts';
import { connect } from '../../src/platform/database.ts';
import { createHttpClient } from '../../src/platform/http-client.ts';
import { encryptAiKey, readAiKey } from '../../src/services/ai/secrets.ts';
import { encryptModuleSecret } from '../../src/services/case-modules/secrets.ts';
import { encryptAccessToken, encryptMailboxSecret } from '../../src/services/mailboxes/secrets.ts';
import { readHeaders, readSigningSecrets } from '../../src/services/webhooks/secrets.ts';
import {
  createAction,
  createEntity,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';
import type { TestCompany } from '../support/api.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

const key = (id: string): EncryptionKey => ({ id, key: randomBytes(32) });
const written = (...keys: EncryptionKey[]): string =>
  keys.map((one) => `${one.id}:${one.key.toString('base64')}`).join(',');
const [old, next, stranger] = [key('k1'), key('k2'), key('k3')];

let world: ActionWorld;
let waiting: string;
let webhookId: number;
let invited: { body: unknown; text: string };
beforeAll(async () => {
  world = await startActionWorld({ ENCRYPTION_KEYS: written(old) });
  for (const company of [world.company, world.otherCompany]) await saveRoutes(company, 'cle');
  const { owner } = world.company;
  await createEntity(world, owner.key);
  waiting = (await createAction(world, owner)).id;
  const body = { email: 'neuf@neuf.example', name: 'Neuf', role: 'owner' };
  invited = { body, text: await (await invite(body)).text() };
  await insertAnswer(world.company.id, 'ancienne', "interval '25 hours'");
  webhookId = await addWebhook();
  await addMailbox();
  await addModel();
  await addModules();
});
afterAll(() => world.stop());

const saveRoutes = async (company: TestCompany, apiKey?: string) => {
  const route = { prefix: 'RELANCE_', index: 0, workflow: 'essai' };
  const answer = await world.request('/api/v1/action-routes', {
    method: 'PUT',
    key: company.owner.key,
    body: { routes: [{ ...route, ...(apiKey === undefined ? {} : { api_key: apiKey }) }] },
  });
  expect(answer.status, await answer.text()).toBe(200);
};

/** With own headers, and a second secret after a rotation. */
const addWebhook = async (): Promise<number> => {
  const { key } = world.company.owner;
  const created = await world.request('/api/webhooks', {
    key,
    body: {
      name: 'CRM',
      url: 'https://crm.example.com/hook',
      events: ['LeadCreated'],
      headers: { Authorization: 'Bearer jeton' },
    },
  });
  const { id } = z.object({ id: z.number() }).parse(await created.json());
  const rotated = await world.request(`/api/webhooks/${id}/rotate-secret`, { key, body: {} });
  expect(rotated.status).toBe(200);
  return id;
};

/** With an access token that a provider gave. */
const addMailbox = async (): Promise<void> => {
  const { id: companyId } = world.company;
  const keeper = { keys: [old], companyId };
  const secret = encryptMailboxSecret(keeper, { kind: 'password', password: 'mot de passe' });
  const token = encryptAccessToken(keeper, { accessToken: 'jeton', expiresAt: new Date() });
  const [mailbox] = await world.superuser`
    insert into mailboxes (
      company_id, name, email, provider, imap_host, imap_port, imap_security, smtp_host, smtp_port,
      smtp_security, username, auth_method, secret_encrypted, first_sync_days, is_active
    )
    values (
      ${companyId}, 'Accueil', 'accueil@example.com', 'other', 'imap.example.com', 993, 'tls',
      'smtp.example.com', 465, 'tls', 'accueil', 'password', ${secret}, 30, false
    )
    returning id
  `;
  await world.superuser`
    insert into mailbox_health (company_id, mailbox_id, access_token_encrypted)
    values (${companyId}, ${Number(mailbox?.['id'])}, ${token})
  `;
};

/** A model of its own. */
const addModel = () => world.superuser`
  insert into ai_settings (
    company_id, base_url, model, api_key_encrypted, daily_token_max, secrets_policy, version
  )
  values (
    ${world.company.id}, 'https://api.example.com/v1', 'essai',
    ${encryptAiKey({ keys: [old], companyId: world.company.id }, 'cle du modele')}, 1000, 'mask', 1
  )
`;

/** Each kind has a row and a context of its own. */
const addModules = async (): Promise<void> => {
  const companyId = world.company.id;
  for (const kind of ['legal', 'rag'] as const) {
    const secret = encryptModuleSecret({ keys: [old], companyId, kind }, 'secret du module');
    await world.superuser`
      insert into case_modules (company_id, kind, base_url, secret_encrypted, is_enabled)
      values (${companyId}, ${kind}, 'https://api.example.com', ${secret}, true)
    `;
  }
};

const invite = (body: unknown) =>
  world.request('/api/v1/users', {
    key: world.company.owner.key,
    headers: { 'Idempotency-Key': 'inviter-une-fois' },
    body,
  });

const insertAnswer = (companyId: number, name: string, age: string) => world.superuser`
  insert into idempotency_keys (company_id, caller, key, fingerprint, response, created_at)
  values (
    ${companyId}, 'user:1', ${name}, '',
    ${encrypt([old], '{}', SECRET_COLUMNS['idempotency_keys.response']({ companyId, rowKey: `user:1/${name}` }))},
    now() - ${world.superuser.unsafe(age)}
  )
`;

const runCommand = async (environment: Record<string, string>) => {
  const ended = run(process.execPath, ['src/cli/secrets-reencrypt.ts'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...environment },
  });
  const Ended = z.object({ stdout: z.string(), stderr: z.string(), code: z.number().default(0) });
  return Ended.parse(await ended.catch((error: unknown) => error));
};
const reencrypt = (...keys: EncryptionKey[]) =>
  runCommand({
    DATABASE_OWNER_URL: world.databases.ownerUrl,
    ENCRYPTION_KEYS: written(...keys),
  });

const drain = async (reports: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of reports);
};

/** Ids of the keys that the values of a column are under. */
const keyIdsOf = async (column: SecretColumn): Promise<string[]> => {
  const [table = '', name = ''] = column.split('.');
  const { superuser: sql } = world;
  const rows = await sql`
    select ${sql(name)} as value from ${sql(table)} where length(${sql(name)}) > 0
  `;
  const ids = rows.map((row) => keyIdOf(z.instanceof(Buffer).parse(row['value'])));
  return [...new Set(ids)].toSorted();
};

test('every column that holds bytes is a hash, or one of the encrypted ones', async () => {
  const rows = await world.superuser`
    select table_name || '.' || column_name as name
    from information_schema.columns
    where table_schema = 'public' and data_type = 'bytea'
  `;
  const encrypted = rows
    .map((row) => String(row['name']))
    .filter((name) => !/(?:_hash|\.hash|\.fingerprint)$/.test(name));
  expect(encrypted.toSorted()).toEqual(Object.keys(SECRET_COLUMNS).toSorted());
});

test('the values of two companies, and of two columns that are no copies, are not interchangeable', () => {
  const places = [1, 2].flatMap((companyId) => [
    SECRET_COLUMNS['action_routes.api_key_encrypted']({ companyId, rowKey: 'x' }),
    SECRET_COLUMNS['ai_settings.api_key_encrypted']({ companyId, rowKey: 'x' }),
    SECRET_COLUMNS['case_modules.secret_encrypted']({ companyId, rowKey: 'x' }),
    SECRET_COLUMNS['idempotency_keys.response']({ companyId, rowKey: 'x' }),
    SECRET_COLUMNS['mailboxes.secret_encrypted']({ companyId, rowKey: 'x' }),
    SECRET_COLUMNS['mailbox_health.access_token_encrypted']({ companyId, rowKey: 'x' }),
    SECRET_COLUMNS['webhooks.secret_encrypted']({ companyId, rowKey: 'x' }),
    SECRET_COLUMNS['webhooks.previous_secret_encrypted']({ companyId, rowKey: 'x' }),
    SECRET_COLUMNS['webhooks.headers_encrypted']({ companyId, rowKey: 'x' }),
  ]);
  expect(new Set(places).size).toBe(places.length);
});

describe('npm run secrets:reencrypt', () => {
  test('leaves values of an unknown key unchanged, counts them and exits with 1', async () => {
    const { stdout, code } = await reencrypt(stranger);
    expect(stdout).toContain('action_routes.api_key_encrypted: 0 re-encrypted, 2 unreadable\n');
    expect(code).toBe(1);
    expect(await keyIdsOf('action_routes.api_key_encrypted')).toEqual(['k1']);
  });

  test('encrypts all values under the first key and counts them by column', async () => {
    const { stdout, stderr, code } = await reencrypt(next, old);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([
      'action_routes.api_key_encrypted: 2 re-encrypted, 0 unreadable',
      'actions.route_api_key_encrypted: 1 re-encrypted, 0 unreadable',
      'ai_settings.api_key_encrypted: 1 re-encrypted, 0 unreadable',
      'case_modules.secret_encrypted: 2 re-encrypted, 0 unreadable',
      'idempotency_keys.response: 1 re-encrypted, 0 unreadable',
      'mailboxes.secret_encrypted: 1 re-encrypted, 0 unreadable',
      'mailbox_health.access_token_encrypted: 1 re-encrypted, 0 unreadable',
      'webhooks.secret_encrypted: 1 re-encrypted, 0 unreadable',
      'webhooks.previous_secret_encrypted: 1 re-encrypted, 0 unreadable',
      'webhooks.headers_encrypted: 1 re-encrypted, 0 unreadable',
    ]);
    expect(code).toBe(0);
    expect(await keyIdsOf('action_routes.api_key_encrypted')).toEqual(['k2']);
    expect(await keyIdsOf('actions.route_api_key_encrypted')).toEqual(['k2']);
  });

  test('skips answers that are too old to be given again', async () => {
    expect(await keyIdsOf('idempotency_keys.response')).toEqual(['k1', 'k2']);
  });

  test('is in the audit trail of each company it changed, without the secret', async () => {
    await world.sealFacts();
    const rows = await world.superuser`
      select entry from audit_entries
      where company_id = ${world.otherCompany.id} and entry ->> 'operation' = 'secrets.reencrypt'
    `;
    expect(rows.map((row): unknown => row['entry'])).toEqual([
      expect.objectContaining({
        after: { column: 'action_routes.api_key_encrypted', key_id: 'k2', count: 1 },
      }),
    ]);
  });

  test('a second time finds nothing to do', async () => {
    const { stdout, code } = await reencrypt(next, old);
    expect(stdout.match(/: 0 re-encrypted, 0 unreadable\n/g)).toHaveLength(10);
    expect(code).toBe(0);
  });

  test('interrupted within a column, keeps committed batches and finishes in the next run', async () => {
    const { id: companyId } = world.otherCompany;
    const names = Array.from(
      { length: 450 },
      (_, index) => `reponse-${String(index).padStart(3, '0')}`,
    );
    for (const name of names) await insertAnswer(companyId, name, "interval '0'");
    const ownerDatabase = connect(world.databases.ownerUrl, 1);
    const cutOff = await world.superuser.begin(async (sql) => {
      // The last batch waits for this row, and the command is ended while it waits.
      await sql`select 1 from idempotency_keys where key = ${names.at(-1) ?? ''} for update`;
      const working = drain(reencryptSecrets(ownerDatabase, [next, old])).catch(
        (error: unknown) => error,
      );
      await until('two batches are committed', async () => {
        const [row] = await sql`
          select count(*)::integer as count from idempotency_keys
          where company_id = ${companyId} and substr(response, 2, 2) = 'k2'
        `;
        return row?.['count'] === 400;
      });
      await ownerDatabase.end({ timeout: 0 });
      return working;
    });
    expect(cutOff).toBeInstanceOf(Error);
    const { stdout } = await reencrypt(next, old);
    expect(stdout).toContain('idempotency_keys.response: 50 re-encrypted, 0 unreadable');
  });

  test.each([
    [
      'without the address of the database',
      { ENCRYPTION_KEYS: written(next) },
      'DATABASE_OWNER_URL',
    ],
    [
      'without keys',
      { DATABASE_OWNER_URL: 'postgres://relais_owner@127.0.0.1/relais' },
      'ENCRYPTION_KEYS',
    ],
  ])('%s names the missing setting', async (_, environment, named) => {
    const { stderr, code } = await runCommand(environment);
    expect(stderr).toContain(named);
    expect(code).toBe(1);
  });

  test('refuses a role that can not read all companies', async () => {
    const { stderr, code } = await runCommand({
      DATABASE_OWNER_URL: world.databases.appUrl,
      ENCRYPTION_KEYS: written(next, old),
    });
    expect(stderr).toContain('use relais_owner');
    expect(code).toBe(1);
  });
});

describe('with the old key removed', () => {
  beforeAll(() => {
    world.deps.encryptionKeys = [next];
  });

  test('an action that was accepted before is dispatched with the key of its route', async () => {
    const http = createHttpClient({ allowLoopback: true });
    const activities = createActivities({
      ...world.deps,
      http,
      mail: undefined,
      announce: () => undefined,
    });
    const companyId = world.company.id;
    await activities.dispatchAction({ companyId, actionId: waiting, round: 1 });
    expect(world.n8n.of(waiting)[0]?.headers['x-api-key']).toBe('cle');
    await http.close();
  });

  test('a route saved without its key keeps it', async () => {
    await saveRoutes(world.company);
    const answer = await world.request('/api/v1/action-routes', { key: world.company.owner.key });
    expect(await answer.json()).toMatchObject({ routes: [{ has_api_key: true }] });
  });

  test('a repeated request gets the first answer', async () => {
    const again = await invite(invited.body);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(await again.text()).toBe(invited.text);
  });

  test('the key of a model still reads', async () => {
    const [row] = await world.superuser`select api_key_encrypted as envelope from ai_settings`;
    const keeper = { keys: world.deps.encryptionKeys, companyId: world.company.id };
    expect(readAiKey(keeper, z.instanceof(Buffer).parse(row?.['envelope']))).toBe('cle du modele');
  });

  test('a webhook still has its headers, and both secrets sign', async () => {
    const [row] = await world.superuser`
      select secret_encrypted, previous_secret_encrypted, previous_secret_expires_at,
        headers_encrypted
      from webhooks
      where id = ${webhookId}
    `;
    const stored = WebhookSecretsRow.parse(row);
    const keeper = { keys: world.deps.encryptionKeys, companyId: world.company.id };
    expect(readSigningSecrets(keeper, stored, new Date())).toHaveLength(2);
    expect(readHeaders(keeper, stored.headers_encrypted)).toEqual({
      Authorization: 'Bearer jeton',
    });
  });
});

const WebhookSecretsRow = z.object({
  secret_encrypted: z.instanceof(Buffer),
  previous_secret_encrypted: z.instanceof(Buffer).nullable(),
  previous_secret_expires_at: z.date().nullable(),
  headers_encrypted: z.instanceof(Buffer).nullable(),
});
