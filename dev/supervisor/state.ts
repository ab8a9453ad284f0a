import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ProcessRecord } from './processes.ts';
import { isAlive, processIdentity, processRecordSchema, stopProcesses } from './processes.ts';
import { refuseBusyPort } from './ports.ts';
import { messageOf, StartError } from './start-error.ts';

/** Installed programs: not state, and slow to fetch again. */
const KEPT_AT_RESET = ['bin', 'n8n'];
/** One of them is in every directory that a start got far enough to use. */
const SIGNS_OF_OURS = ['secrets.json', 'postgres', 'temporal.db', 'logs', 'supervisor.json'];
/** A predecessor whose npm was just killed needs a moment to notice and to stop. */
const PREDECESSOR_TIMEOUT_MS = 2_000;
const PREDECESSOR_POLL_MS = 100;
const LOCK_ATTEMPTS_MAX = 3;
/** SQLite, which keeps Temporal's data, opens no path of more than 512 bytes, and adds names of its own. */
const PATH_SIZE_MAX_BYTES = 460;

const supervisorSchema = z.object({
  pid: z.number().int().positive(),
  identity: z.string(),
  port: z.number(),
  children: z.array(processRecordSchema),
});

type SupervisorRecord = z.infer<typeof supervisorSchema>;

/** What is ours on disk, and the proof that nobody else uses it at the same time. */
export interface State {
  directory: string;
  /** Notes who has to be ended should this process be killed. */
  noteChildren: (children: ProcessRecord[]) => void;
  release: () => void;
}

/**
 * Takes possession of the directory. What a killed predecessor left running is ended first; one that is alive and
 * well is left alone. Errors: `StartError`.
 */
export async function openState(directory: string, port: number, isReset: boolean): Promise<State> {
  await prepareDirectory(directory);
  const file = join(directory, 'supervisor.json');
  const own = { pid: process.pid, identity: processIdentity(process.pid) ?? '', port };
  await takeLock(file, { ...own, children: [] });
  try {
    await refuseBusyPort(port); // before a reset, which would be for nothing
    if (isReset) await reset(directory, file);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
  return {
    directory,
    noteChildren: (children) => writeRecord(file, { ...own, children }),
    release: () => rmSync(file, { force: true }),
  };
}

/** Errors: `StartError` with one line for whatever makes the path impossible. */
async function prepareDirectory(directory: string): Promise<void> {
  const refuse = (reason: string) =>
    new StartError(
      `${directory} can't be used to keep the state: ${reason}. Name another directory with --state.`,
    );
  if (Buffer.byteLength(directory) > PATH_SIZE_MAX_BYTES) {
    throw refuse(`the path is longer than ${PATH_SIZE_MAX_BYTES} bytes`);
  }
  const parent = dirname(directory);
  if (!existsSync(parent)) throw refuse(`${parent} does not exist`);
  try {
    if (!existsSync(directory)) mkdirSync(directory);
    if (!statSync(directory).isDirectory()) throw refuse('it is a file');
    if (!isOurs(await readdir(directory))) throw refuse('it holds nothing of Relais');
    await chmod(directory, 0o711); // the account that runs PostgreSQL passes through, but can't look around
    const probe = join(directory, `.probe.${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    if (error instanceof StartError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw refuse(REASONS[code] ?? messageOf(error));
  }
}

/** `--state /tmp` must neither close that directory to others nor, with --reset, empty it. */
const isOurs = (names: readonly string[]): boolean =>
  names.every((name) => KEPT_AT_RESET.includes(name)) ||
  SIGNS_OF_OURS.some((name) => names.includes(name));

const REASONS: Partial<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is on a read-only disk',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file',
  ENAMETOOLONG: 'a name in the path is too long',
  ENOENT: 'nothing can be created there',
};

async function takeLock(file: string, record: SupervisorRecord): Promise<void> {
  for (let attempt = 0; attempt < LOCK_ATTEMPTS_MAX; attempt += 1) {
    if (createExclusively(file, record)) return;
    const predecessor = readRecord(file);
    if (predecessor !== undefined) await succeed(predecessor);
    discard(file, predecessor);
  }
  throw new StartError('Several starts are under way at once. Wait for one to be ready.');
}

/** A link fails when the name exists, and the file behind it is never half-written. */
function createExclusively(file: string, record: SupervisorRecord): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

async function succeed(predecessor: SupervisorRecord): Promise<void> {
  const deadline = Date.now() + PREDECESSOR_TIMEOUT_MS;
  while (isAlive(predecessor)) {
    if (Date.now() > deadline) {
      throw new StartError(
        `Relais already runs from here: http://localhost:${predecessor.port} (process ${predecessor.pid}). ` +
          `Stop it with Ctrl-C where it was started, or: kill ${predecessor.pid}`,
      );
    }
    await sleep(PREDECESSOR_POLL_MS);
  }
  await stopProcesses(predecessor.children);
}

/** Of several starts that waited for the same predecessor, the later ones must not remove what the first put there. */
function discard(file: string, predecessor: SupervisorRecord | undefined): void {
  const taken = `${file}.${process.pid}.old`;
  try {
    renameSync(file, taken);
    if (readRecord(taken)?.identity !== predecessor?.identity) linkSync(taken, file);
  } catch {
    // gone meanwhile, or written anew: then it is nobody's to remove
  }
  rmSync(taken, { recursive: true, force: true });
}

function readRecord(file: string): SupervisorRecord | undefined {
  try {
    return supervisorSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // gone meanwhile, or unreadable: then there is nothing to go by
  }
}

function writeRecord(file: string, record: SupervisorRecord): void {
  writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

async function reset(directory: string, lockFile: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (KEPT_AT_RESET.includes(name) || join(directory, name) === lockFile) continue;
    await rm(join(directory, name), { recursive: true, force: true });
  }
}
