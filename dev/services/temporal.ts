import { Connection } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { isListening } from '../supervisor/ports.ts';
import { StartError } from '../supervisor/start-error.ts';

const READY_TIMEOUT_MS = 20_000;
const READY_POLL_MS = 50;
const SEARCH_ATTRIBUTES = {
  RelaisCompany: 'Int',
  RelaisKind: 'Keyword',
  RelaisStatus: 'Keyword',
  RelaisSubject: 'Keyword',
} as const;

export interface TemporalOptions {
  port: number;
  uiPort: number;
  databaseFile: string;
  logLevel: 'warn' | 'error';
}

/** Arguments of `temporal`. The pragmas are worth a factor of two: the defaults flush at every write. */
export function temporalArguments({ port, uiPort, databaseFile, logLevel }: TemporalOptions) {
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${port}`,
    `--ui-port=${uiPort}`,
    '--ui-disable-news-fetch',
    `--db-filename=${databaseFile}`,
    '--sqlite-pragma=journal_mode=WAL',
    '--sqlite-pragma=synchronous=NORMAL',
    ...Object.entries(SEARCH_ATTRIBUTES).map(
      ([name, type]) => `--search-attribute=${name}=${type}`,
    ),
    `--log-level=${logLevel}`,
  ];
}

/** Waits until the server on this port of this machine answers and knows our search attributes. */
export async function waitForTemporal(port: number, timeoutMs = READY_TIMEOUT_MS): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      // A gRPC channel that met a closed port waits a second before it tries again; a bare socket is sooner.
      if ((await isListening(port)) && (await hasSearchAttributes(`127.0.0.1:${port}`))) return;
      if (Date.now() > deadline) throw new Error(`Temporal did not become ready on port ${port}.`);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(READY_POLL_MS);
  }
}

/** Waits until a worker asks for tasks of the queue every capability shares. */
export async function waitForWorker(address: string, timeoutMs: number): Promise<void> {
  const connection = await Connection.connect({ address });
  const deadline = Date.now() + timeoutMs;
  try {
    while (!(await hasPollers(connection))) {
      if (Date.now() > deadline) throw new StartError(`No worker was ready after ${timeoutMs} ms.`);
      await sleep(READY_POLL_MS);
    }
  } finally {
    await connection.close();
  }
}

async function hasPollers(connection: Connection): Promise<boolean> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace: 'default',
    taskQueue: { name: 'core' },
  });
  return (pollers ?? []).length > 0;
}

async function hasSearchAttributes(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 1000 });
  try {
    const answer = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    return Object.keys(SEARCH_ATTRIBUTES).every((name) => name in answer.customAttributes);
  } finally {
    await connection.close();
  }
}
