/**
 * One PostgreSQL cluster for the whole run, with a migrated template database that each test file clones.
 * Its data is worthless, so nothing is flushed to disk; the directory goes when the run ends.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startGuard } from '../../dev/supervisor/guard.ts';
import { freePort } from '../../dev/supervisor/ports.ts';
import type { PostgresPasswords } from '../../dev/services/postgres.ts';
import { createDatabaseWithRoles, startPostgres } from '../../dev/services/postgres.ts';
import { recordProcess } from '../../dev/supervisor/processes.ts';
import { migrate } from '../../src/platform/migrations.ts';

export interface TestCluster {
  port: number;
  passwords: PostgresPasswords;
  template: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: TestCluster;
    /** Shared by all files: for what is made once in a run. */
    runDirectory: string;
  }
}

const TEMPLATE = 'relais_template';
const PASSWORD_BYTES = 16;

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const guard = startGuard();
  const runDirectory = await mkdtemp(join(tmpdir(), 'relais-test-'));
  guard.deleteAtEnd(runDirectory);
  await chmod(runDirectory, 0o711); // the account that runs PostgreSQL has to pass through
  const passwords = { superuser: password(), owner: password(), app: password() };
  const options = {
    directory: join(runDirectory, 'postgres'),
    port: await freePort(),
    passwords,
    isDurable: false,
    settings: { max_connections: '300' },
  };
  const cluster = await startPostgres(options);
  const record = recordProcess('postgres', cluster.process.pid, { signal: 'SIGINT', stage: 0 });
  if (record !== undefined) guard.add(record);
  const teardown = async () => {
    await cluster.stop();
    await rm(runDirectory, { recursive: true, force: true });
    guard.release();
  };
  try {
    const { ownerUrl } = await createDatabaseWithRoles(options, TEMPLATE);
    await migrate(ownerUrl);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('cluster', { port: options.port, passwords, template: TEMPLATE });
  project.provide('runDirectory', runDirectory);
  return teardown;
}

function password(): string {
  return randomBytes(PASSWORD_BYTES).toString('hex');
}
