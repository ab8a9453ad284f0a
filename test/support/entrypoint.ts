import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startGuard } from '../../dev/supervisor/guard.ts';
import { freePort } from '../../dev/supervisor/ports.ts';
import { recordProcess } from '../../dev/supervisor/processes.ts';
import type { ApiDeps } from '../../src/api/http/context.ts';
import { relance } from './actions.ts';
import type { TestStack } from './stack.ts';
import { until } from './until.ts';

/** An api or a worker of a stack as a process of its own, for tests that kill or stop one. */

const ROOT = join(import.meta.dirname, '../..');

export interface Entrypoint {
  /** Its log and whatever else it prints. */
  output: () => string;
  hasEnded: () => boolean;
  /** SIGTERM. Resolves with its code once it has ended. */
  stop: () => Promise<number | null>;
  /** Sends SIGKILL. Resolves once it has ended. The second call does nothing. */
  kill: () => Promise<void>;
}

export const startEntrypoint = (
  file: 'src/api/main.ts' | 'src/workers/main.ts',
  stack: { deps: Pick<ApiDeps, 'config'> },
  environment: Record<string, string> = {},
): Entrypoint => {
  const guard = startGuard();
  const child = spawn(process.execPath, [file], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...environmentOf(stack), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const record = recordProcess(file, child.pid, { signal: 'SIGTERM', stage: 1 });
  if (record !== undefined) guard.add(record);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    output: () => output,
    hasEnded,
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
    kill: async () => {
      if (!hasEnded()) {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
      guard.release();
    },
  };
};

export interface ApiProcess extends Entrypoint {
  url: string;
  /** `POST /api/v1/actions` as the company's owner. */
  send: () => Promise<Response>;
}

/** An api beside the stack's own, on the same database. Resolves once it is ready. */
export const startApiProcess = async (
  stack: Pick<TestStack, 'deps' | 'company'>,
  temporalAddress: string,
): Promise<ApiProcess> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const api = startEntrypoint('src/api/main.ts', stack, {
    PORT: String(port),
    TEMPORAL_ADDRESS: temporalAddress,
  });
  await until('the api is ready', async () => {
    if (api.hasEnded()) throw new Error(api.output());
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    return answer?.ok;
  });
  const { owner } = stack.company;
  return {
    ...api,
    url,
    send: () =>
      fetch(`${url}/api/v1/actions`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${owner.key}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(relance(owner.id)),
      }),
  };
};

/** The stack's own configuration, as an operator would write it. */
export const environmentOf = ({
  deps: { config },
}: {
  deps: Pick<ApiDeps, 'config'>;
}): Record<string, string> => ({
  NODE_ENV: 'test',
  LOG_LEVEL: 'info',
  METRICS_PORT: '0',
  PUBLIC_URL: config.PUBLIC_URL,
  DATABASE_URL: config.DATABASE_URL,
  DATABASE_POOL_SIZE: '5',
  TEMPORAL_ADDRESS: config.TEMPORAL_ADDRESS,
  ENCRYPTION_KEYS: config.ENCRYPTION_KEYS.map(
    ({ id, key }) => `${id}:${key.toString('base64')}`,
  ).join(','),
  N8N_WEBHOOK_URL: config.N8N_WEBHOOK_URL,
  N8N_API_KEY: config.N8N_API_KEY,
  N8N_SIGNING_SECRET: config.N8N_SIGNING_SECRET,
  DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true',
});
