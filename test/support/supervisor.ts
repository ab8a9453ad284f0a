import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { isAlive, processRecordSchema } from '../../dev/supervisor/processes.ts';
import type { ProcessRecord } from '../../dev/supervisor/processes.ts';

const ROOT = join(import.meta.dirname, '../..');
const READY_TIMEOUT_MS = 50_000;
const GONE_TIMEOUT_MS = 20_000;
const POLL_MS = 50;

export interface Supervisor {
  process: ChildProcess;
  output: () => string;
  /** Resolves when it says so. Errors: its output, when it ended instead. */
  ready: () => Promise<void>;
  /** Resolves to its exit code, or the signal that ended it. */
  ended: () => Promise<number | NodeJS.Signals | null>;
  /** What it started and still runs, as it noted it. */
  children: () => ProcessRecord[];
}

/** `npm start` without the bootstrap, on a state directory and a port of its own. */
export function startSupervisor(stateDirectory: string, args: string[] = []): Supervisor {
  const { DATABASE_URL: _d, TEMPORAL_ADDRESS: _t, N8N_WEBHOOK_URL: _n, ...env } = process.env;
  const child = spawn(
    process.execPath,
    ['dev/start.ts', '--state', stateDirectory, '--no-console', ...args],
    { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const end = once(child, 'close');
  return {
    process: child,
    output: () => output,
    ready: async () => {
      const deadline = Date.now() + READY_TIMEOUT_MS;
      while (!output.includes('Relais is ready')) {
        if (child.exitCode !== null || Date.now() > deadline) throw new Error(output);
        await sleep(POLL_MS);
      }
    },
    ended: async () => {
      await end;
      return child.exitCode ?? child.signalCode;
    },
    children: () =>
      recordSchema.parse(JSON.parse(readFileSync(join(stateDirectory, 'supervisor.json'), 'utf8')))
        .children,
  };
}

const recordSchema = z.object({ children: z.array(processRecordSchema) });

/** Out: the names of those still alive when the time is up; none is what one hopes for. */
export async function waitUntilGone(records: ProcessRecord[]): Promise<string[]> {
  const deadline = Date.now() + GONE_TIMEOUT_MS;
  let alive = records.filter(isAlive);
  while (alive.length > 0 && Date.now() < deadline) {
    await sleep(POLL_MS);
    alive = alive.filter(isAlive);
  }
  return alive.map((record) => record.name);
}
