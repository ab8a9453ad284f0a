import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { processRecordSchema } from '../../dev/supervisor/processes.ts';
import type { ProcessRecord } from '../../dev/supervisor/processes.ts';
import { PATIENCE_MS, until } from './until.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Longer than it waits for its own processes: it then ends and says why. */
const READY_TIMEOUT_MS = 3 * PATIENCE_MS;

export interface Supervisor {
  process: ChildProcess;
  output: () => string;
  /** Resolves when it prints that it is ready. Errors: its output, if it ended instead. */
  ready: () => Promise<void>;
  /** Resolves to its exit code, or the signal that ended it. */
  ended: () => Promise<number | NodeJS.Signals | null>;
  /** The processes it has recorded as running. */
  children: () => ProcessRecord[];
}

/** The whole of it: under load its lines come in several parts. */
const READY_BLOCK = /Relais is ready .*\n\n(?: {2}.*\n)+\n/;

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
      const isReady = () => {
        if (child.exitCode !== null) throw new Error(output);
        return READY_BLOCK.test(output);
      };
      await until('it is ready', isReady, READY_TIMEOUT_MS);
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
