/**
 * Processes by identity, not by number alone: a pid may belong to somebody else by the time it is signalled.
 * One way of ending them serves the supervisor's own stop, the reaper after its death, and the next start.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

export const processRecordSchema = z.object({
  name: z.string(),
  pid: z.number().int().positive(),
  /** When it started, in the system's own words; together with the pid it names one process for good. */
  identity: z.string(),
  /** What asks it to end in order. */
  signal: z.enum(['SIGTERM', 'SIGINT']),
  /** Higher ones end first: those that use a server before the server. */
  stage: z.number().int(),
});

export type ProcessRecord = z.infer<typeof processRecordSchema>;

const POLL_MS = 25;
const GRACE_MS = 12_000; // the api finishes what is under way in 10 s; what is cut off in the worker runs again
const KILL_TIMEOUT_MS = 5_000;

/** Out: undefined when the process never came to be or has ended already. */
export function recordProcess(
  name: string,
  pid: number | undefined,
  { signal, stage }: Pick<ProcessRecord, 'signal' | 'stage'>,
): ProcessRecord | undefined {
  const identity = pid === undefined ? undefined : processIdentity(pid);
  return pid === undefined || identity === undefined
    ? undefined
    : { name, pid, identity, signal, stage };
}

/** Out: undefined when there is no such process (one that has ended but wasn't collected counts as none). */
export function processIdentity(pid: number): string | undefined {
  return process.platform === 'linux' ? linuxIdentity(pid) : otherIdentity(pid);
}

export function isAlive(record: Pick<ProcessRecord, 'pid' | 'identity'>): boolean {
  return processIdentity(record.pid) === record.identity;
}

/**
 * Ends all that are still alive, stage by stage: asks, waits for `graceMs` at most, then kills the whole process
 * group. Out: the names of those that had to be killed. Twice: the second time finds nobody.
 */
export async function stopProcesses(
  records: ProcessRecord[],
  graceMs: number = GRACE_MS,
): Promise<string[]> {
  const killed: string[] = [];
  const stages = [...new Set(records.map((record) => record.stage))].sort((a, b) => b - a);
  for (const stage of stages) {
    const inStage = records.filter((record) => record.stage === stage);
    for (const record of inStage.filter(isAlive)) signalProcess(record.pid, record.signal);
    const deaf = await waitForEnd(inStage, graceMs);
    for (const record of deaf) {
      killed.push(record.name);
      // Every child leads a group of its own, so this also ends what it started itself.
      signalProcess(-record.pid, 'SIGKILL');
      signalProcess(record.pid, 'SIGKILL');
    }
    await waitForEnd(deaf, KILL_TIMEOUT_MS);
  }
  return killed;
}

async function waitForEnd(records: ProcessRecord[], timeoutMs: number): Promise<ProcessRecord[]> {
  const deadline = Date.now() + timeoutMs;
  let alive = records.filter(isAlive);
  while (alive.length > 0 && Date.now() < deadline) {
    await sleep(POLL_MS);
    alive = alive.filter(isAlive);
  }
  return alive;
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal, which is what was wanted.
  }
}

function linuxIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything, brackets included.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const startTicks = fields[19]; // field 22 of proc_pid_stat(5)
    if (startTicks === undefined || state === 'Z' || state === 'X') return undefined;
    return `${bootId()}/${startTicks}`;
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

function otherIdentity(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}
