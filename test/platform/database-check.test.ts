/**
 * Goal: api and worker refuse a database that is not safe to use, and say what to do. Method:
 * the real entrypoints as processes, against real databases.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/api/app.ts';
import { connect } from '../../src/platform/database.ts';
import { startTestApi, toRequestInit } from '../support/api.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { PATIENCE_MS } from '../support/until.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

const Refusal = z.object({ level: z.literal('fatal'), reason: z.string() });

const refusalOf = async (entrypoint: string, databaseUrl: string): Promise<string> => {
  const failed = run(process.execPath, [entrypoint], {
    cwd: ROOT,
    timeout: PATIENCE_MS,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      METRICS_PORT: '0',
      DATABASE_URL: databaseUrl,
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
      N8N_WEBHOOK_URL: 'http://127.0.0.1:9/webhook',
      N8N_API_KEY: 'n8n-key-of-the-test',
      N8N_SIGNING_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    },
  });
  const error = await failed.catch((reason: unknown) => reason);
  const { code, stdout, stderr } = z
    .object({ code: z.number(), stdout: z.string(), stderr: z.string() })
    .parse(error);
  expect(code, stderr).toBe(1);
  expect(stderr, 'all it says is JSON').toBe('');
  expect(stdout, 'what ends at once has announced nothing').not.toContain('api listening');
  return Refusal.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).reason;
};

test('an api whose database was away at the start is alive, not ready, and answers 503', async () => {
  const api = await startTestApi();
  const app = createApp(api.deps, api.hub, {
    startCheck: { first: Promise.resolve(), isPassed: () => false },
  });
  expect((await app.request('/healthz')).status).toBe(200);
  const ready = await app.request('/readyz');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ status: 'unavailable', database: 'unchecked' });
  const request = toRequestInit({ key: api.company.owner.key });
  const answer = await app.request('/api/v1/actions', request);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('Retry-After')).toBe('5');
  await api.stop();
});

test('a request that arrives before the first check of the database waits for it', async () => {
  const api = await startTestApi();
  let isPassed = false;
  const first = Promise.withResolvers<void>();
  const app = createApp(api.deps, api.hub, {
    startCheck: { first: first.promise, isPassed: () => isPassed },
  });
  const request = toRequestInit({ key: api.company.owner.key });
  const answer = app.request('/api/v1/actions', request);
  expect((await app.request('/readyz')).status).toBe(503);
  isPassed = true;
  first.resolve();
  expect((await answer).status).toBe(200);
  await api.stop();
});

describe.each(['src/api/main.ts', 'src/workers/main.ts'])('%s', (entrypoint) => {
  test('refuses a role that row level security does not bind', async () => {
    const { superuserUrl } = await createTestDatabase();
    expect(await refusalOf(entrypoint, superuserUrl)).toMatch(
      /^DATABASE_URL signs in as \w+, a role that bypasses row level security; use relais_app\.$/,
    );
  });

  test('refuses the owner of the tables', async () => {
    const { ownerUrl } = await createTestDatabase();
    expect(await refusalOf(entrypoint, ownerUrl)).toBe(
      'DATABASE_URL signs in as relais_owner, a role that owns the tables and could disable their row level security; use relais_app.',
    );
  });

  test('refuses a database that lacks a migration', async () => {
    const { appUrl, ownerUrl } = await createTestDatabase();
    const owner = connect(ownerUrl, 1);
    await owner`delete from schema_migrations where version = '0006'`;
    await owner.end();
    expect(await refusalOf(entrypoint, appUrl)).toBe(
      'The database lacks 1 migration(s), the first is 0006; run npm run migrate.',
    );
  });

  test('refuses a database that was restored from a dump, or moved', async () => {
    const { appUrl, ownerUrl } = await createTestDatabase();
    const owner = connect(ownerUrl, 1);
    await owner`insert into installation (database_identity) values ('that of another')`;
    await owner.end();
    expect(await refusalOf(entrypoint, appUrl)).toMatch(/ Run npm run restore:finish /);
  });

  test('refuses a database that was never migrated', async () => {
    const { appUrl, ownerUrl } = await createTestDatabase();
    const owner = connect(ownerUrl, 1);
    await owner`drop function list_applied_migrations()`;
    await owner.end();
    expect(await refusalOf(entrypoint, appUrl)).toMatch(/run npm run migrate\.$/);
  });
});
