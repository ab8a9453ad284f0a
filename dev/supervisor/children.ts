import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Guard } from './guard.ts';
import type { ChildLog } from './logs.ts';
import { openLog } from './logs.ts';
import type { ProcessRecord } from './processes.ts';
import { recordProcess, stopProcesses } from './processes.ts';
import { StartError } from './start-error.ts';
import type { Launch } from './unprivileged.ts';

const TAIL_LINES = 15;
/** A job's complaint is its whole output, and its point is seldom at the end. */
const JOB_TAIL_LINES = 50;

export interface ChildSpec {
  name: string;
  launch: Launch;
  /** Added to this process' environment, unless it is said to be the whole of it. */
  environment?: Record<string, string>;
  isEnvironmentComplete?: boolean;
  cwd?: string;
  signal?: ProcessRecord['signal'];
  stage: number;
  /** Turns a line of its output into what the terminal shows; undefined shows nothing. */
  show?: (line: string) => string | undefined;
  /** Says what to do when it ends by itself. In: its last lines. */
  explain?: (tail: string[]) => string | undefined;
}

export interface Children {
  /** Starts a server. Should it end by itself, `failure` rejects. */
  start: (spec: ChildSpec) => void;
  /** Runs a program to its end. Errors: `StartError` with its last lines when it fails. */
  run: (spec: ChildSpec) => Promise<void>;
  /** Never resolves; rejects when a server ends unasked, and when all are to end. */
  failure: Promise<never>;
  hasAny: () => boolean;
  isStopping: () => boolean;
  /** Ends all in order, whatever still starts included, and refuses to start any more. Out: who had to be killed. */
  stopAll: () => Promise<string[]>;
}

interface Context {
  logsDirectory: string;
  guard: Guard;
  noteChildren: (records: ProcessRecord[]) => void;
  print: (line: string) => void;
}

export function createChildren(context: Context): Children {
  const records = new Map<number, ProcessRecord>();
  let isStopping = false;
  const { promise: failure, reject: fail } = Promise.withResolvers<never>();
  failure.catch(() => undefined); // whoever waits for it hears of it; nobody has to

  const launch = (spec: ChildSpec): { child: ChildProcess; log: ChildLog } => {
    if (isStopping) throw new StartError('Stopped while starting.');
    const log = openLog(join(context.logsDirectory, `${spec.name}.log`), (line) => {
      const shown = spec.show?.(line);
      if (shown !== undefined && !isStopping) context.print(`${spec.name}  ${shown}`);
    });
    const child = spawnChild(spec);
    child.stdout?.setEncoding('utf8').on('data', log.write);
    child.stderr?.setEncoding('utf8').on('data', log.write);
    child.once('close', log.close);
    const { name, stage, signal = 'SIGTERM' } = spec;
    const record = recordProcess(name, child.pid, { signal, stage });
    if (record !== undefined) {
      records.set(record.pid, record);
      context.guard.add(record);
      context.noteChildren([...records.values()]);
      child.once('exit', () => {
        records.delete(record.pid);
        context.guard.remove(record.pid);
        if (!isStopping) context.noteChildren([...records.values()]);
      });
    }
    return { child, log };
  };

  return {
    failure,
    start: (spec) => {
      const { child, log } = launch(spec);
      child.once('error', (error) =>
        fail(new StartError(`${spec.name} could not start: ${error.message}`)),
      );
      child.once('close', (code, signal) => {
        if (!isStopping) fail(new StartError(describeEnd(spec, log, code, signal)));
      });
    },
    run: (spec) => {
      const { child, log } = launch(spec);
      return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, signal) => {
          if (code === 0) resolve();
          else reject(new StartError(describeEnd(spec, log, code, signal, JOB_TAIL_LINES)));
        });
      });
    },
    hasAny: () => records.size > 0,
    isStopping: () => isStopping,
    stopAll: async () => {
      isStopping = true;
      fail(new StartError('Stopped while starting.'));
      const killed = await stopProcesses([...records.values()]);
      context.noteChildren([]);
      return killed;
    },
  };
}

function spawnChild(spec: ChildSpec): ChildProcess {
  const { launch, environment, cwd } = spec;
  return spawn(launch.command, launch.args, {
    ...launch.account,
    ...(cwd === undefined ? {} : { cwd }),
    detached: true, // leads a group of its own: a Ctrl-C reaches the supervisor alone, which stops all in order
    stdio: ['ignore', 'pipe', 'pipe'],
    env: spec.isEnvironmentComplete === true ? environment : { ...process.env, ...environment },
  });
}

function describeEnd(
  spec: ChildSpec,
  log: ChildLog,
  code: number | null,
  signal: NodeJS.Signals | null,
  lines = TAIL_LINES,
): string {
  const tail = log.tail(lines);
  const explained = spec.explain?.(tail);
  if (explained !== undefined) return explained;
  const how = signal === null ? `with code ${code}` : `by ${signal}`;
  return [`${spec.name} ended ${how}. The end of ${log.file}:`, ...tail].join('\n  ');
}
