/**
 * The real n8n, for `npm start -- --with-n8n` and `npm run test:n8n`: installed once below `.relais/n8n` (minutes,
 * 1.8 GB), with a database of its own in the embedded PostgreSQL, the flows of `n8n/` imported and active.
 * Nothing of it leaves the machine: it listens on loopback, and telemetry and update checks are off.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { z } from 'zod';
import { collectTail, stopChild } from '../supervisor/child-process.ts';
import { inheritedEnv, installN8n, N8N_VERSION, runToEnd, type N8nLaunch } from './n8n-program.ts';

const FLOWS = join(import.meta.dirname, '../../n8n');
const DISPATCHER_ID = 'relaisCrmAction';
const DATABASE = 'n8n';
const ROLE = 'relais_n8n';
const PASSWORD_BYTES = 24;
const COMMAND_TIMEOUT_MS = 5 * 60_000; // the first one also makes some 200 tables
const READY_TIMEOUT_MS = 2 * 60_000;
const READY_POLL_MS = 200;
const REQUEST_TIMEOUT_MS = 5_000;
const STOP = { signal: 'SIGTERM', graceMs: 20_000 } as const;

export interface N8nOptions {
  /** Where the program is installed: `.relais/n8n`. Shared by all that run it. */
  directory: string;
  version?: string | undefined;
  /** Where this n8n keeps its settings; `home` below `directory`. It belongs to one database. */
  homeDirectory?: string;
  /** The workflows to import; `n8n/` of this repository. */
  flowsDirectory?: string;
  /** A superuser's URL of the PostgreSQL that is to hold n8n's database. */
  postgresUrl: string;
  port: number;
  /** What callers have to send as X-API-Key. */
  apiKey: string;
  /** Further settings of n8n, `{ N8N_EXPRESSION_ENGINE: 'legacy' }` (four times the throughput, less isolation). */
  settings?: Record<string, string>;
  /** Told about each long step, in a sentence. */
  onStep?: (step: string) => void;
}

export interface RunningN8n {
  process: ChildProcess;
  webhookUrl: string;
  editorUrl: string;
  stop(): Promise<void>;
}

/**
 * Installs n8n when missing, makes its database when missing, imports the flows when they changed.
 * Out: how to launch it; the supervisor does so itself, to keep its log.
 */
export async function prepareN8n(options: N8nOptions): Promise<N8nLaunch> {
  await installN8n(options);
  await mkdir(homeOf(options), { recursive: true, mode: 0o700 });
  const launch = n8nLaunch(options, await prepareDatabase(options.postgresUrl));
  await importFlows(options, launch);
  return launch;
}

/** Prepares and starts it as a plain child process; resolves when the dispatcher answers. */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
  const launch = await prepareN8n(options);
  options.onStep?.('Starting n8n');
  const { command, args, cwd, env } = launch;
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = collectTail(child);
  const exit = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`n8n did not start:\n${log()}`)));
  });
  exit.catch(() => undefined); // it also fires at a wanted stop
  try {
    await Promise.race([waitForN8n(options.port), exit]);
  } catch (error) {
    await stopChild(child, STOP);
    throw error;
  }
  return { process: child, ...n8nUrls(options.port), stop: () => stopChild(child, STOP) };
}

function homeOf({ directory, homeDirectory }: N8nOptions): string {
  return homeDirectory ?? join(directory, 'home');
}

export function n8nUrls(port: number): { webhookUrl: string; editorUrl: string } {
  const origin = `http://127.0.0.1:${port}`;
  return { webhookUrl: `${origin}/webhook/crm-action`, editorUrl: `${origin}/` };
}

/** Ready is when the dispatcher refuses a request without a key: before, n8n answers 404 or not at all. */
export async function waitForN8n(port: number, timeoutMs = READY_TIMEOUT_MS): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const status = await probe(n8nUrls(port).webhookUrl);
    if (status === 401) return;
    if (Date.now() > deadline) {
      const answer = status === undefined ? 'nothing' : `HTTP ${status}`;
      throw new Error(`The n8n dispatcher is not ready on port ${port}: it answers ${answer}.`);
    }
    await sleep(READY_POLL_MS);
  }
}

async function probe(url: string): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const response = await fetch(url, { method: 'POST', signal });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined; // not listening yet
  }
}

/** Makes role and database when missing. The password is new at each start, so none is kept on disk. */
async function prepareDatabase(postgresUrl: string): Promise<URL> {
  const password = randomBytes(PASSWORD_BYTES).toString('hex');
  const sql = postgres(postgresUrl, { max: 1, onnotice: () => undefined });
  try {
    const [role] = await sql`select 1 from pg_roles where rolname = ${ROLE}`;
    const verb = role === undefined ? 'create' : 'alter';
    await sql.unsafe(`${verb} role ${ROLE} login password '${password}'`); // hexadecimal: nothing to escape
    const [database] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (database === undefined) await sql`create database ${sql(DATABASE)} owner ${sql(ROLE)}`;
  } finally {
    await sql.end();
  }
  const url = new URL(postgresUrl);
  url.username = ROLE;
  url.password = password;
  url.pathname = DATABASE;
  return url;
}

/** Every flow can read n8n's environment, so it gets what it needs and nothing else. */
function n8nLaunch(options: N8nOptions, database: URL): N8nLaunch {
  const { directory, port, apiKey } = options;
  const home = homeOf(options);
  return {
    command: process.execPath,
    args: [join(directory, 'node_modules/n8n/bin/n8n'), 'start'],
    cwd: home, // n8n reads a `.env` where it starts
    env: {
      ...inheritedEnv(),
      HOME: home, // it caches there too
      RELAIS_API_KEY: apiKey,
      N8N_HOST: '127.0.0.1',
      N8N_LISTEN_ADDRESS: '127.0.0.1',
      N8N_PORT: String(port),
      WEBHOOK_URL: `http://127.0.0.1:${port}/`,
      N8N_USER_FOLDER: home,
      N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
      N8N_SECURE_COOKIE: 'false', // plain HTTP on loopback
      NODEJS_PREFER_IPV4: 'true', // `localhost` in a callback URL is 127.0.0.1, where the api listens
      GENERIC_TIMEZONE: 'Europe/Paris',
      DB_TYPE: 'postgresdb',
      DB_POSTGRESDB_HOST: database.hostname,
      DB_POSTGRESDB_PORT: database.port,
      DB_POSTGRESDB_DATABASE: DATABASE,
      DB_POSTGRESDB_USER: ROLE,
      DB_POSTGRESDB_PASSWORD: database.password,
      DB_POSTGRESDB_POOL_SIZE: '10',
      EXECUTIONS_DATA_MAX_AGE: '168', // hours
      N8N_LOG_LEVEL: 'warn',
      N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '10', // seconds
      N8N_DIAGNOSTICS_ENABLED: 'false',
      N8N_DIAGNOSTICS_CONFIG_FRONTEND: '',
      N8N_DIAGNOSTICS_CONFIG_BACKEND: '',
      EXTERNAL_FRONTEND_HOOKS_URLS: '',
      N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
      N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
      N8N_DYNAMIC_BANNERS_ENABLED: 'false',
      N8N_TEMPLATES_ENABLED: 'false',
      N8N_HIRING_BANNER_ENABLED: 'false',
      N8N_PERSONALIZATION_ENABLED: 'false',
      N8N_COMMUNITY_PACKAGES_ENABLED: 'false',
      N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
      N8N_BLOCK_ENV_ACCESS_IN_NODE: 'false', // 2.x closes it; `crm-action` reads RELAIS_API_KEY
      N8N_RUNNERS_ENABLED: 'false', // for Code nodes, which the flows don't use
      N8N_EXPRESSION_ENGINE_POOL_SIZE: '4', // ready-made isolates: each execution starts 20 ms sooner
      ...options.settings,
    },
  };
}

/** Skipped while neither the files nor the database changed: what a person edited in n8n since is kept. */
async function importFlows(options: N8nOptions, launch: N8nLaunch): Promise<void> {
  const flows = options.flowsDirectory ?? FLOWS;
  const marker = join(homeOf(options), 'imported-flows');
  const digest = await flowsDigest(flows);
  const known = await readFile(marker, 'utf8').catch(() => undefined);
  if (known === digest && (await isDispatcherActive(launch))) return;
  options.onStep?.('Importing the flows of n8n/');
  const n8n = (...args: string[]) =>
    runToEnd({ ...launch, args: [launch.args[0] ?? '', ...args] }, COMMAND_TIMEOUT_MS);
  const log = [
    await n8n('import:workflow', '--separate', `--input=${flows}`),
    ...(await activate(options, flows, n8n)),
  ];
  // n8n's commands exit with 0 even when they failed.
  if (!(await isDispatcherActive(launch))) {
    throw new Error(`n8n did not take the flows:\n${log.join('\n')}`);
  }
  await writeFile(marker, digest);
}

/** In 1.x the dispatcher is made active; in 2.x each workflow is published, or no other may call it. */
async function activate(
  { version = N8N_VERSION }: N8nOptions,
  flows: string,
  n8n: (...args: string[]) => Promise<string>,
): Promise<string[]> {
  if (version.startsWith('1.')) {
    return [await n8n('update:workflow', `--id=${DISPATCHER_ID}`, '--active=true')];
  }
  const log: string[] = [];
  for (const name of await flowFiles(flows)) {
    const { id } = flowSchema.parse(JSON.parse(await readFile(join(flows, name), 'utf8')));
    log.push(await n8n('publish:workflow', `--id=${id}`));
  }
  return log;
}

const flowSchema = z.object({ id: z.string() });

async function flowFiles(flows: string): Promise<string[]> {
  return (await readdir(flows)).filter((name) => name.endsWith('.json')).sort();
}

async function flowsDigest(flows: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of await flowFiles(flows))
    hash.update(name).update(await readFile(join(flows, name)));
  return hash.digest('hex');
}

const activeSchema = z.array(z.object({ active: z.boolean() }));

async function isDispatcherActive({ env }: N8nLaunch): Promise<boolean> {
  const sql = postgres({
    host: env['DB_POSTGRESDB_HOST'] ?? '',
    port: Number(env['DB_POSTGRESDB_PORT']),
    database: DATABASE,
    username: ROLE,
    password: env['DB_POSTGRESDB_PASSWORD'] ?? '',
    max: 1,
  });
  try {
    const [table] = await sql`select 1 from pg_tables where tablename = 'workflow_entity'`;
    if (table === undefined) return false;
    const rows = await sql`select active from workflow_entity where id = ${DISPATCHER_ID}`;
    return activeSchema.parse(rows).some(({ active }) => active);
  } finally {
    await sql.end();
  }
}
