import { readdirSync, readFileSync } from 'node:fs';

/** What a process and everything it started has used. Linux only; elsewhere all is zero. */

export interface Usage {
  cpuMs: number;
  /** Proportional: memory that several processes share counts once. */
  memoryMiB: number;
}

/** The kernel counts processor time in these; fixed at 100 a second in its interface to programs. */
const TICK_MS = 10;
const MICROSECONDS_PER_MS = 1000;
const KIB_PER_MIB = 1024;
const UTIME_FIELD = 11;
const STIME_FIELD = 12;
const CUTIME_FIELD = 13;
const CSTIME_FIELD = 14;
const PARENT_FIELD = 1;

export const readUsage = (pid: number | undefined): Usage =>
  pid === undefined ? { cpuMs: 0, memoryMiB: 0 } : usageOf([pid, ...descendantsOf(pid)]);

/** Of this process alone: what it started is counted by name. */
export const readOwnUsage = (): Usage => {
  const { user, system } = process.cpuUsage();
  return { ...usageOf([process.pid]), cpuMs: (user + system) / MICROSECONDS_PER_MS };
};

const usageOf = (family: readonly number[]): Usage => {
  const sum = (measure: (member: number) => number): number =>
    family.reduce((total, member) => total + measure(member), 0);
  return { cpuMs: sum(cpuMsOf), memoryMiB: sum(memoryMiBOf) };
};

/** Fields of proc_pid_stat(5) after the program's name, which is in brackets and may hold anything. */
const statOf = (pid: number): string[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return []; // it has ended
  }
};

/** Its own time, and that of children which have ended already. */
const cpuMsOf = (pid: number): number => {
  const fields = statOf(pid);
  return [UTIME_FIELD, STIME_FIELD, CUTIME_FIELD, CSTIME_FIELD].reduce(
    (ticks, field) => ticks + Number(fields[field] ?? 0) * TICK_MS,
    0,
  );
};

const memoryMiBOf = (pid: number): number => {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / KIB_PER_MIB;
  } catch {
    return 0;
  }
};

/** Everything it started, and what those started. */
export const descendantsOf = (pid: number): number[] => {
  if (process.platform !== 'linux') return [];
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => Number(statOf(candidate)[PARENT_FIELD]) === pid);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
};
