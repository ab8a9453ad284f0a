/**
 * Goal: migrate, api and worker reach a PostgreSQL that only takes TLS and has a certificate of a private
 * authority, and refuse one that they can't verify. Method: a real server; `openssl` makes the authority.
 * Skipped where `openssl` is not installed.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  createDatabaseWithRoles,
  preparePostgres,
  startPostgres,
  type RunningPostgres,
} from '../../dev/services/postgres.ts';
import { freePort } from '../../dev/supervisor/ports.ts';
import { unprivilegedAccount } from '../../dev/supervisor/unprivileged.ts';
import { connect } from '../../src/platform/database.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { hasOpenssl, makeSelfSigned, makeSigned } from '../support/certificates.ts';
import { startEntrypoint, type Entrypoint } from '../support/entrypoint.ts';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '../..');
const PASSWORDS = { superuser: 'tls-superuser', owner: 'tls-owner', app: 'tls-app' };
/** No TLS is asked of the superuser, for `startPostgres`. */
const HOST_RULES = `
host    all postgres 127.0.0.1/32 scram-sha-256
hostssl all all      127.0.0.1/32 scram-sha-256
`;

const directory = mkdtempSync(join(tmpdir(), 'relais-tls-'));
const file = (name: string): string => join(directory, name);

describe.skipIf(!hasOpenssl)('PostgreSQL with TLS (needs openssl)', () => {
  let postgres: RunningPostgres;
  let api: TestApi;
  let ownerUrl: string;
  let appUrl: string;
  const processes: Entrypoint[] = [];

  beforeAll(async () => {
    makeSelfSigned(directory, 'ours');
    makeSelfSigned(directory, 'theirs');
    makeSigned(directory, { name: 'server', authority: 'ours', ip: '127.0.0.1' });
    chmodSync(directory, 0o711);
    chmodSync(file('server.key'), 0o600);
    const account = await unprivilegedAccount();
    if (account !== undefined) chownSync(file('server.key'), account.uid, account.gid);
    const options = {
      directory: file('data'),
      port: await freePort(),
      passwords: PASSWORDS,
      isDurable: false,
      settings: { ssl: 'on', ssl_cert_file: file('server.pem'), ssl_key_file: file('server.key') },
    };
    await preparePostgres(options);
    writeFileSync(join(options.directory, 'pg_hba.conf'), HOST_RULES);
    postgres = await startPostgres(options);
    ({ ownerUrl, appUrl } = await createDatabaseWithRoles(options, 'relais'));
    api = await startTestApi();
  });

  afterAll(async () => {
    await Promise.all(processes.map(({ kill }) => kill()));
    await api.stop();
    await postgres.stop();
    rmSync(directory, { recursive: true });
  });

  const migrate = (parameters: string, environment: Record<string, string> = {}) => {
    const { status, stdout } = spawnSync(process.execPath, ['src/cli/migrate.ts'], {
      cwd: ROOT,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        DATABASE_OWNER_URL: `${ownerUrl}${parameters}`,
        SSL_CERT_FILE: file('theirs.pem'),
        ...environment,
      },
    });
    return { status, stdout };
  };

  test('is not migrated without TLS, nor under another authority', () => {
    expect(migrate('')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('pg_hba.conf'),
    });
    for (const parameters of ['?sslmode=verify-full', `?sslrootcert=${file('theirs.pem')}`]) {
      const { status, stdout } = migrate(parameters);
      expect(status).toBe(1);
      expect(stdout).toMatch(/"level":"fatal".*(?:certificate|signature)/);
    }
  });

  test('is migrated under the authority that SSL_CERT_FILE names', () => {
    const environment = { SSL_CERT_FILE: file('ours.pem') };
    const { status, stdout } = migrate('?sslmode=verify-full', environment);
    expect(status, stdout).toBe(0);
    expect(stdout).toContain('"msg":"migration applied"');
  });

  test('is migrated under the authority that sslrootcert names, also from an empty database', async () => {
    const owner = connect(postgres.urls('relais').superuserUrl, 1);
    await owner`drop schema public cascade`;
    await owner`create schema public`;
    await owner.end();
    const { port } = new URL(ownerUrl);
    await createDatabaseWithRoles({ port: Number(port), passwords: PASSWORDS }, 'relais');
    const { status, stdout } = migrate(`?sslmode=verify-full&sslrootcert=${file('ours.pem')}`);
    expect(status, stdout).toBe(0);
    expect(stdout).toContain('"msg":"migration applied"');
  });

  test.each([
    ['src/api/main.ts', 'api listening'],
    ['src/workers/main.ts', 'worker listening'],
  ] as const)('%s reaches it by sslrootcert, and by SSL_CERT_FILE', async (entrypoint, message) => {
    const ways: Record<string, string>[] = [
      { DATABASE_URL: `${appUrl}?sslmode=verify-full&sslrootcert=${file('ours.pem')}` },
      { DATABASE_URL: `${appUrl}?sslmode=verify-full`, SSL_CERT_FILE: file('ours.pem') },
    ];
    for (const environment of ways) {
      const started = startEntrypoint(entrypoint, api, {
        PORT: '0',
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        ...environment,
      });
      processes.push(started);
      const port = await until('it listens', () => portIn(started.output(), message));
      await until('it reaches the database', async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
        return z.looseObject({}).parse(await answer.json())['database'] === 'reachable';
      });
      await started.kill();
    }
  });

  const isEncrypted = async (url: string): Promise<boolean> => {
    const database = connect(url, 1);
    try {
      const [row] = await database`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
      return z.object({ ssl: z.boolean() }).parse(row).ssl;
    } finally {
      await database.end();
    }
  };

  test.each(['require', 'verify-ca', 'verify-full'])(
    'is used with TLS by sslmode=%s',
    async (mode) => {
      const url = `${appUrl}?sslmode=${mode}&sslrootcert=${file('ours.pem')}`;
      expect(await isEncrypted(url)).toBe(true);
      const foreign = `${appUrl}?sslmode=${mode}&sslrootcert=${file('theirs.pem')}`;
      await expect(isEncrypted(foreign)).rejects.toThrow(/certificate|signature/);
    },
  );

  test('is refused by verify-full under a name that its certificate does not have', async () => {
    const named = appUrl.replace('127.0.0.1', 'localhost');
    const authority = `sslrootcert=${file('ours.pem')}`;
    await expect(isEncrypted(`${named}?sslmode=verify-full&${authority}`)).rejects.toThrow(
      /localhost/,
    );
    expect(await isEncrypted(`${named}?sslmode=verify-ca&${authority}`)).toBe(true);
  });
});

const Listening = z.looseObject({ msg: z.string(), port: z.number().optional() });

const portIn = (output: string, message: string): number | undefined =>
  output
    .split('\n')
    .slice(0, -1)
    .map((line) => Listening.parse(JSON.parse(line)))
    .find(({ msg }) => msg === message)?.port;
