import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guard } from '../../dev/supervisor/guard.ts';
import type { Account } from '../../dev/supervisor/unprivileged.ts';
import {
  processIdentity,
  recordProcess,
  stopProcesses,
  type ProcessRecord,
} from '../../dev/supervisor/processes.ts';
import { descendantsOf } from './usage.ts';

/** A real process of the system under test: started, killed without warning, started again. */

export interface Service {
  readonly name: string;
  /** Undefined while it is down. */
  readonly pid: number | undefined;
  start: () => void;
  /** SIGKILL, for what it started too; all gone when this resolves. */
  kill: () => Promise<void>;
  /** In order, then by force. */
  stop: () => Promise<void>;
  /** How often it ended although nobody asked. */
  readonly crashCount: number;
  lastLines: () => Promise<string>;
}

export interface ServiceSpec {
  name: string;
  command: string;
  args: string[];
  environment?: Record<string, string>;
  /** Runs as this account. */
  account?: Account | undefined;
  /** What asks it to end in order, and when: higher stages end first. */
  ending?: Pick<ProcessRecord, 'signal' | 'stage'>;
  /** Where its output goes, as `<name>.log`. */
  logsDirectory: string;
  guard: Guard;
  /** Starts again by itself after a crash, as a supervisor would have it. */
  isRestarted?: boolean;
}

const LAST_LINES = 20;
const GONE_POLL_MS = 5;
const STOP_GRACE_MS = 15_000;
const RESTART_MS = 500;
const ENDING = { signal: 'SIGTERM', stage: 1 } as const;

export const createService = (spec: ServiceSpec): Service => {
  const logFile = join(spec.logsDirectory, `${spec.name}.log`);
  const log = createWriteStream(logFile, { flags: 'a' });
  let child: ChildProcess | undefined;
  let record: ProcessRecord | undefined;
  let crashCount = 0;

  const start = (): void => {
    if (child !== undefined) return;
    const started = spawn(spec.command, spec.args, {
      ...spec.account,
      detached: true, // leads a group of its own: a Ctrl-C reaches the benchmark alone, which ends all
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...spec.environment },
    });
    child = started;
    started.stdout?.pipe(log, { end: false });
    started.stderr?.pipe(log, { end: false });
    const noted = recordProcess(spec.name, started.pid, spec.ending ?? ENDING);
    record = noted;
    if (noted !== undefined) spec.guard.add(noted);
    started.once('exit', () => {
      if (noted !== undefined) spec.guard.remove(noted.pid);
      if (child !== started) return;
      crashCount += 1;
      child = undefined;
      if (spec.isRestarted === true) setTimeout(start, RESTART_MS);
    });
  };

  /** From here on its end is wanted. */
  const letGo = (): ChildProcess | undefined => {
    const running = child;
    child = undefined;
    return running;
  };

  return {
    name: spec.name,
    get pid() {
      return child?.pid;
    },
    get crashCount() {
      return crashCount;
    },
    start,
    kill: async () => {
      const running = letGo();
      if (running === undefined) return;
      const exited = once(running, 'exit');
      running.kill('SIGSTOP'); // it must not start anything between the look and the kill
      const family = running.pid === undefined ? [] : descendantsOf(running.pid);
      running.kill('SIGKILL');
      for (const pid of family) killIfAlive(pid);
      await exited;
      while (family.some((pid) => processIdentity(pid) !== undefined)) await sleep(GONE_POLL_MS);
    },
    stop: async () => {
      spec.isRestarted = false;
      letGo();
      if (record !== undefined) await stopProcesses([record], STOP_GRACE_MS);
    },
    lastLines: async () => {
      const text = await readFile(logFile, 'utf8').catch(() => '');
      return text.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
    },
  };
};

const killIfAlive = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
};
