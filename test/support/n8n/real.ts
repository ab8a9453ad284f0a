/** A real n8n with the flows of this repository, on a PostgreSQL of its own that goes when the test ends. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { startGuard } from '../../../dev/supervisor/guard.ts';
import type { N8nOptions, RunningN8n } from '../../../dev/services/n8n.ts';
import { startN8n } from '../../../dev/services/n8n.ts';
import { N8N_VERSION } from '../../../dev/services/n8n-program.ts';
import { freePort } from '../../../dev/supervisor/ports.ts';
import { startPostgres } from '../../../dev/services/postgres.ts';
import { recordProcess } from '../../../dev/supervisor/processes.ts';
import { until } from '../until.ts';
import type { N8nTarget } from './index.ts';

/** `N8N_VERSION=2.40.7 npm run test:n8n`: another version than `npm start` installs. */
const VERSION = process.env['N8N_VERSION'] ?? N8N_VERSION;
const STATE_DIRECTORY = join(import.meta.dirname, '../../../.relais');
const INSTALL_DIRECTORY = join(STATE_DIRECTORY, VERSION === N8N_VERSION ? 'n8n' : `n8n-${VERSION}`);
const SECRET_BYTES = 16;

export interface RealN8n extends N8nTarget {
  options: N8nOptions;
  /** A superuser's URL of n8n's own database. */
  databaseUrl: string;
  /** Ends n8n, and starts it again on the same database with what is given changed. */
  restart(overrides?: Partial<N8nOptions>): Promise<void>;
  /** Ends n8n alone. */
  end(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRealN8n(): Promise<RealN8n> {
  const guard = startGuard(); // an interrupted run leaves neither processes nor data
  const note = (name: string, pid: number | undefined, stage: number) => {
    const signal = name === 'postgres' ? 'SIGINT' : 'SIGTERM';
    const record = recordProcess(name, pid, { signal, stage });
    if (record !== undefined) guard.add(record);
  };
  const directory = await mkdtemp(join(tmpdir(), 'relais-n8n-'));
  guard.deleteAtEnd(directory);
  await chmod(directory, 0o711); // the account that runs PostgreSQL has to pass through
  const cluster = await startPostgres({
    directory: join(directory, 'postgres'),
    port: await freePort(),
    passwords: { superuser: secret(), owner: secret(), app: secret() },
    isDurable: false,
  });
  note('postgres', cluster.process.pid, 0);
  const options: N8nOptions = {
    directory: INSTALL_DIRECTORY,
    version: VERSION,
    homeDirectory: join(directory, 'home'),
    postgresUrl: cluster.urls('postgres').superuserUrl,
    port: await freePort(),
    apiKey: secret(),
    onStep: (step) => console.info(step),
  };
  const start = async (overrides?: Partial<N8nOptions>): Promise<RunningN8n> => {
    const started = await startN8n({ ...options, ...overrides });
    note('n8n', started.process.pid, 1);
    await untilPublished(databaseUrl);
    return started;
  };
  const databaseUrl = cluster.urls('n8n').superuserUrl;
  let n8n: RunningN8n | undefined = await start();
  const end = async () => {
    await n8n?.stop();
    n8n = undefined;
  };
  return {
    options,
    webhookUrl: n8n.webhookUrl,
    apiKey: options.apiKey,
    databaseUrl,
    restart: async (overrides) => {
      await end();
      n8n = await start(overrides);
    },
    end,
    kill: async () => {
      const killed = n8n?.process;
      n8n = undefined;
      if (killed === undefined) return;
      const exited = once(killed, 'exit');
      killed.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      await end();
      await cluster.stop();
      await rm(directory, { recursive: true, force: true });
      guard.release();
    },
  };
}

/** n8n 2.x runs a workflow's former version for some seconds after it starts: it publishes in the background. */
export async function untilPublished(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const [table] = await sql`
      select 1
      from pg_tables
      where tablename = 'workflow_published_version'
    `;
    if (table === undefined) return; // 1.x
    await until('n8n runs what was imported', async () => {
      const rows = await sql`
        select 1
        from workflow_entity
        left join workflow_published_version as published on published."workflowId" = workflow_entity.id
        where workflow_entity."activeVersionId" is distinct from published."publishedVersionId"
      `;
      return rows.length === 0;
    });
  } finally {
    await sql.end();
  }
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString('hex');
}
