/**
 * Brings the whole stack up, in the order things need each other and otherwise at once. Everything it starts is
 * a child process of its own group, noted with the guard and in .relais/supervisor.json before it is used.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { consoleBuildState } from './console-build.ts';
import {
  migrateOrExplain,
  startEmbeddedPostgres,
  startEmbeddedTemporal,
} from '../services/embedded.ts';
import { noteworthy } from './logs.ts';
import { preferredPort } from './ports.ts';
import type { DatabaseUrls } from '../services/postgres.ts';
import { StartError } from './start-error.ts';
import {
  HELPER_STAGE,
  n8nApiKey,
  script,
  startDemoModel,
  startMailboxes,
  startMailStandIn,
  startModules,
  startReceiver,
  startScannerStandIn,
  startStandIn,
  type Startup,
} from '../services/stand-ins.ts';
import { WORKER_HEAP_FLAG } from '../services/worker.ts';
import { waitForWorker } from '../services/temporal.ts';

const ROOT = join(import.meta.dirname, '../..');
const N8N_DIRECTORY = join(ROOT, '.relais/n8n');
const N8N_PORT = 5678;
const METRICS_PORT = 9464;
const READY_TIMEOUT_MS = 90_000;
const READY_POLL_MS = 50;
const PROBE_TIMEOUT_MS = 2_000;
/** The embedded server has one namespace and no locks, whatever the environment says of another server. */
const EMBEDDED_TEMPORAL_ACCESS = {
  TEMPORAL_NAMESPACE: 'default',
  TEMPORAL_API_KEY: '',
  TEMPORAL_TLS: 'false',
};
/** What uses servers ends before them; helpers end in between (HELPER_STAGE). */
const APP_STAGE = 2;

export interface Stack {
  consoleUrl: string;
  temporalUiUrl: string | undefined;
  demoFile: string | undefined;
}

/** Resolves when all answers. Errors: `StartError`, or the first child that ended. */
export async function startStack(startup: Startup): Promise<Stack> {
  const { options, external, children } = startup;
  const consoleUrl = external['PUBLIC_URL'] || `http://localhost:${options.port}`;
  const [database, temporal, n8nFallback, mail, receiverUrl, mailboxes, model, modules, scanner] =
    await Promise.all([
      startDatabase(startup),
      startTemporal(startup),
      options.withN8n ? undefined : startStandIn(startup),
      startMailStandIn(startup),
      startReceiver(startup),
      startMailboxes(startup),
      startDemoModel(startup),
      startModules(startup),
      startScannerStandIn(startup),
      buildConsole(startup),
    ]);
  const n8nUrl = n8nFallback ?? (await startRealN8n(startup, database?.superuserUrl));
  const environment = {
    ...appEnvironment(startup, consoleUrl),
    METRICS_PORT:
      external['METRICS_PORT'] || String(await preferredPort(METRICS_PORT, options.port)),
    TEMPORAL_ADDRESS: temporal.address,
    ...(external['TEMPORAL_ADDRESS'] ? {} : EMBEDDED_TEMPORAL_ACCESS),
    ...(temporal.uiUrl === undefined ? {} : { TEMPORAL_UI_URL: temporal.uiUrl }),
    ...(database === undefined ? {} : { DATABASE_URL: database.appUrl }),
    ...(n8nUrl === undefined ? {} : { N8N_WEBHOOK_URL: n8nUrl }),
    ...mail,
    ...model,
    ...scanner,
  };
  const demoFile = await fillDemoData(
    startup,
    { ...environment, WEBHOOK_RECEIVER_URL: receiverUrl, ...mailboxes, ...modules },
    database?.ownerUrl,
    consoleUrl,
  );
  const app = { cwd: ROOT, environment, stage: APP_STAGE, show: noteworthy };
  children.start({ ...app, name: 'api', launch: script('src/api/main.ts') });
  children.start({
    ...app,
    name: 'worker',
    launch: script(WORKER_HEAP_FLAG, 'src/workers/main.ts'),
  });
  await Promise.race([
    Promise.all([
      waitForApi(options.port),
      external['TEMPORAL_ADDRESS'] ? undefined : waitForWorker(temporal.address, READY_TIMEOUT_MS),
    ]),
    children.failure,
  ]);
  return { consoleUrl, temporalUiUrl: temporal.uiUrl, demoFile };
}

/** Out: undefined when DATABASE_URL names another database and no DATABASE_OWNER_URL allows to change it. */
async function startDatabase({ children, options, secrets, external, print }: Startup) {
  const isExternal = Boolean(external['DATABASE_URL']);
  const ownerUrl = external['DATABASE_OWNER_URL'];
  if (isExternal && !ownerUrl) {
    print('DATABASE_OWNER_URL is not set: no migrations and no demo data for DATABASE_URL.');
    return undefined;
  }
  const urls: Partial<DatabaseUrls> & Pick<DatabaseUrls, 'ownerUrl' | 'appUrl'> = isExternal
    ? { ownerUrl: ownerUrl ?? '', appUrl: external['DATABASE_URL'] ?? '' }
    : await startEmbeddedPostgres(children, options, secrets);
  const applied = await migrateOrExplain(urls.ownerUrl);
  print(`database ready${applied.length > 0 ? `, ${applied.length} migration(s) applied` : ''}`);
  return urls;
}

async function startTemporal({ children, options, external, print }: Startup) {
  const address = external['TEMPORAL_ADDRESS'];
  if (address) return { address, uiUrl: external['TEMPORAL_UI_URL'] };
  const temporal = await startEmbeddedTemporal(children, options, print);
  print('temporal ready');
  return temporal;
}

async function startRealN8n(startup: Startup, postgresUrl: string | undefined) {
  const { children, options, secrets, external, print } = startup;
  if (!options.withN8n) return undefined;
  if (postgresUrl === undefined) {
    throw new StartError(
      '--with-n8n needs the embedded PostgreSQL: unset DATABASE_URL, or set N8N_WEBHOOK_URL.',
    );
  }
  const { n8nUrls, prepareN8n, waitForN8n } = await import('../services/n8n.ts');
  const port = await preferredPort(N8N_PORT, options.port);
  const { command, args, cwd, env } = await prepareN8n({
    directory: N8N_DIRECTORY,
    postgresUrl,
    port,
    apiKey: n8nApiKey(secrets, external),
    onStep: print,
  });
  children.start({
    name: 'n8n',
    launch: { command, args },
    cwd,
    environment: env,
    isEnvironmentComplete: true,
    stage: HELPER_STAGE,
  });
  await Promise.race([waitForN8n(port), children.failure]);
  print(`n8n ready: ${n8nUrls(port).editorUrl}`);
  return n8nUrls(port).webhookUrl;
}

async function buildConsole({ children, options, print }: Startup): Promise<void> {
  if (!options.withConsole) return;
  const directory = join(ROOT, 'console');
  const state = await consoleBuildState(directory);
  if (state === 'none') print('console/index.html is not there: no console this time.');
  if (state !== 'stale') return;
  print('building the console …');
  const own = join(directory, 'node_modules/vite/bin/vite.js');
  const vite = existsSync(own) ? own : join(ROOT, 'node_modules/vite/bin/vite.js');
  await children.run({
    name: 'console-build',
    launch: { command: process.execPath, args: [vite, 'build'] },
    cwd: directory,
    environment: { NODE_ENV: 'production' },
    stage: HELPER_STAGE,
  });
  print('console built');
}

/** Every run of it only adds what is missing. Out: the file with the addresses and the way in. */
async function fillDemoData(
  { children, options, print }: Startup,
  environment: Record<string, string>,
  ownerUrl: string | undefined,
  consoleUrl: string,
): Promise<string | undefined> {
  if (ownerUrl === undefined) return undefined;
  if (!existsSync(join(ROOT, 'dev/demo/main.ts'))) {
    print('dev/demo/main.ts is not there: no demo data.');
    return undefined;
  }
  const out = join(options.stateDirectory, 'demo.json');
  await children.run({
    name: 'demo',
    launch: script('dev/demo/main.ts', '--out', out),
    cwd: ROOT,
    environment: {
      ...environment,
      DATABASE_OWNER_URL: ownerUrl,
      API_URL: consoleUrl,
      CONSOLE_URL: consoleUrl,
    },
    stage: HELPER_STAGE,
  });
  return out;
}

/** What the environment says wins over what was made up at the first start. */
function appEnvironment({ options, secrets, external }: Startup, publicUrl: string) {
  return {
    NODE_ENV: external['NODE_ENV'] || 'development',
    PORT: String(options.port),
    PUBLIC_URL: publicUrl,
    ENCRYPTION_KEYS: external['ENCRYPTION_KEYS'] || secrets.encryptionKeys,
    N8N_API_KEY: n8nApiKey(secrets, external),
    N8N_SIGNING_SECRET: external['N8N_SIGNING_SECRET'] || secrets.n8nSigningSecret,
    FILES_URL: external['FILES_URL'] || `file:${join(options.stateDirectory, 'files')}`,
    DANGEROUS_ALLOW_LOOPBACK_EGRESS: external['DANGEROUS_ALLOW_LOOPBACK_EGRESS'] || 'true',
  };
}

async function waitForApi(port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/readyz`;
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let answer = 'nothing';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
      await response.body?.cancel();
      if (response.ok) return;
      answer = `status ${response.status}`;
    } catch {
      // not listening yet
    }
    await sleep(READY_POLL_MS);
  }
  throw new StartError(
    `The api was not ready after ${READY_TIMEOUT_MS / 1000} s: ${url} answers ${answer}.`,
  );
}
