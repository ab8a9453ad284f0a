import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { inject } from 'vitest';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps, Env } from '../../src/api/http/context.ts';
import { loadConfig } from '../../src/config.ts';
import { createHttpClient } from '../../src/platform/http-client.ts';
import { createModelClient } from '../../src/platform/ai/client.ts';
import { connect, type Committed, type Database } from '../../src/platform/database.ts';
import { systemClock } from '../../src/deps.ts';
import { createPasswords } from '../../src/domain/accounts/passwords.ts';
import { ALL_PERMISSIONS, type Role } from '../../src/domain/shared/permissions.ts';
import { hashToken, newToken } from '../../src/domain/shared/secrets.ts';
import { openFiles } from '../../src/platform/files/open.ts';
import { createLog } from '../../src/platform/log.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { createCompany } from '../../src/queries/companies.ts';
import { sealFacts } from '../../src/queries/shared/facts.ts';
import { createSealer, type Sealer } from '../../src/background/sealer.ts';
import { createStreamHub, type StreamHub } from '../../src/background/stream-hub.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';

/** The whole API in-process, on a database of its own with two companies of four people each. */

/** The password of every user in tests. */
export const PASSWORD = 'tulipes sous la pluie';

export interface TestPerson {
  id: number;
  email: string;
  /** An API key with every scope: it has all permissions of the user. */
  key: string;
}

export interface TestCompany {
  id: number;
  slug: string;
  name: string;
  callCentreId: number;
  owner: TestPerson;
  supervisor: TestPerson;
  /** Both in the supervisor's call centre. */
  agents: [TestPerson, TestPerson];
}

interface RequestInput {
  method?: string;
  key?: string;
  /** As `cookieOf` returns it; sent as a browser would from our own pages. */
  cookie?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** The client's address, as the proxy reports it. */
  ip?: string;
}

export interface TestApi {
  app: OpenAPIHono<Env>;
  deps: ApiDeps;
  hub: StreamHub;
  /** Not announced to unless a test does; `sealFacts` is for tests that read the rows. */
  sealer: Sealer;
  databases: TestDatabase;
  /** As relais_app, like the api. */
  database: Database;
  /** As the superuser: sees and changes everything. */
  superuser: Database;
  company: TestCompany;
  otherCompany: TestCompany;
  logLines: string[];
  committed: Committed[];
  /** Puts what was committed into the audit trail and the stream, as the sealer does within a second. */
  sealFacts: () => Promise<void>;
  request: (path: string, input?: RequestInput) => Promise<Response>;
  stop: () => Promise<void>;
}

const POOL_SIZE = 10;

/** `environment` overrides configuration keys. Stop it in afterAll. */
export const startTestApi = async (environment: Record<string, string> = {}): Promise<TestApi> => {
  const databases = await createTestDatabase();
  const config = loadConfig({
    ...TEST_ENVIRONMENT,
    DATABASE_URL: databases.appUrl,
    FILES_URL: `file:${join(inject('runDirectory'), 'files')}`,
    ...environment,
  });
  const logLines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void logLines.push(line) });
  const database = connect(databases.appUrl, POOL_SIZE, log);
  const superuser = connect(databases.superuserUrl, 3);
  const committed: Committed[] = [];
  const metrics = createMetrics();
  const http = createHttpClient({ allowLoopback: config.DANGEROUS_ALLOW_LOOPBACK_EGRESS });
  const deps: ApiDeps = {
    config,
    database,
    http,
    encryptionKeys: config.ENCRYPTION_KEYS,
    models: createModelClient({ http }),
    files: openFiles(config),
    clock: systemClock,
    log,
    metrics,
    announce: (commit) => void committed.push(commit),
    isTemporalReachable: () => true,
  };
  const hub = createStreamHub({ database, log, metrics });
  const sealer = createSealer({ database, log });
  const app = createApp(deps, hub);
  const [company, otherCompany] = await seed(databases, superuser);
  return {
    app,
    deps,
    hub,
    sealer,
    databases,
    database,
    superuser,
    company,
    otherCompany,
    logLines,
    committed,
    sealFacts: async () => {
      for (const { id } of [company, otherCompany]) await sealFacts(database, id);
    },
    request: async (path, input) => app.request(path, toRequestInit(input)),
    stop: async () => {
      await hub.stop();
      await sealer.stop();
      deps.files.close();
      await http.close();
      await Promise.all([database.end({ timeout: 5 }), superuser.end({ timeout: 5 })]);
      await databases.drop();
    },
  };
};

/** Serves an app on loopback, on a port that the system chooses: no other process can take it before. */
export const listen = ({
  fetch,
}: Pick<OpenAPIHono<Env>, 'fetch'>): Promise<{ server: ServerType; port: number; url: string }> =>
  new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({ server, port, url: `http://127.0.0.1:${port}` }),
    );
  });

/** The session cookie an answer sets, as a browser sends it back. */
export const cookieOf = (response: Response): string => {
  const cookie = response.headers.getSetCookie().find((line) => line.includes('relais_session='));
  const [pair] = (cookie ?? '').split(';');
  if (pair === undefined || pair === '') throw new Error('the answer sets no session cookie');
  return pair;
};

export const TEST_ENVIRONMENT = {
  NODE_ENV: 'test',
  PUBLIC_URL: 'http://localhost:8000',
  TRUSTED_PROXY_COUNT: '1',
  TEMPORAL_UI_URL: 'http://localhost:8233',
  ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  N8N_WEBHOOK_URL: 'http://localhost:5678/webhook/crm-action',
  N8N_API_KEY: randomBytes(16).toString('hex'),
  N8N_SIGNING_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
  RATE_LIMIT_PER_MINUTE: '100000',
};

export const toRequestInit = ({ method, key, cookie, body, headers, ip }: RequestInput = {}) => ({
  method: method ?? (body === undefined ? 'GET' : 'POST'),
  headers: {
    ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
    ...(cookie === undefined ? {} : { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    'X-Forwarded-For': ip ?? '203.0.113.1',
    ...headers,
  },
  ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
});

/** Two companies with their people, in an empty database. */
export const seed = async (
  databases: Pick<TestDatabase, 'ownerUrl'>,
  superuser: Database,
): Promise<[TestCompany, TestCompany]> => {
  const ownerDatabase = connect(databases.ownerUrl, 1);
  const passwordHash = await createPasswords().hash(PASSWORD);
  try {
    const build = (name: string, slug: string) =>
      seedCompany({ ownerDatabase, superuser, passwordHash, name, slug });
    return [
      await build('Atelier Bijou Jonquille', 'atelier'),
      await build('Maison Voisine', 'maison'),
    ];
  } finally {
    await ownerDatabase.end();
  }
};

interface SeedCompanyInput {
  ownerDatabase: Database;
  superuser: Database;
  passwordHash: string;
  name: string;
  slug: string;
}

const seedCompany = async ({
  ownerDatabase,
  superuser: sql,
  passwordHash,
  name,
  slug,
}: SeedCompanyInput): Promise<TestCompany> => {
  const ownerEmail = `olga@${slug}.example`;
  const created = await createCompany(ownerDatabase, {
    name,
    slug,
    locale: 'fr',
    owner: { email: ownerEmail, name: 'Olga Propriétaire' },
    credential: { passwordHash },
  });
  if (!created) throw new Error(`a company named ${slug} exists already`);
  const { companyId, userId } = created;
  const [centre] = await sql`
    insert into call_centres (company_id, name) values (${companyId}, 'Lyon') returning id
  `;
  const callCentreId = Number(centre?.['id']);
  const addPerson = async (email: string, personName: string, role: Role): Promise<TestPerson> => {
    const [user] = await sql`
      insert into users (company_id, call_centre_id, email, name, role, password_hash)
      values (${companyId}, ${callCentreId}, ${email}, ${personName}, ${role}, ${passwordHash})
      returning id
    `;
    const id = Number(user?.['id']);
    return { id, email, key: await addKey(sql, companyId, id) };
  };
  return {
    id: companyId,
    slug,
    name,
    callCentreId,
    owner: { id: userId, email: ownerEmail, key: await addKey(sql, companyId, userId) },
    supervisor: await addPerson(`simone@${slug}.example`, 'Simone Superviseuse', 'supervisor'),
    agents: [
      await addPerson(`anatole@${slug}.example`, 'Anatole Agent', 'agent'),
      await addPerson(`berthe@${slug}.example`, 'Berthe Agente', 'agent'),
    ],
  };
};

const addKey = async (sql: Database, companyId: number, userId: number): Promise<string> => {
  const key = newToken('rlk');
  await sql`
    insert into api_keys (company_id, user_id, name, prefix, key_hash, scopes, created_by)
    values (
      ${companyId}, ${userId}, 'tests', ${key.slice(0, 10)}, ${hashToken(key)},
      ${[...ALL_PERMISSIONS]}::text[], ${userId}
    )
  `;
  return key;
};
