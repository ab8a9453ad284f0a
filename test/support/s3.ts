import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectTail, stopChild } from '../../dev/supervisor/child-process.ts';
import { startGuard } from '../../dev/supervisor/guard.ts';
import { freePort, isListening } from '../../dev/supervisor/ports.ts';
import { recordProcess } from '../../dev/supervisor/processes.ts';
import { createS3Files } from '../../src/platform/files/s3.ts';
import { parseFilesUrl } from '../../src/platform/files/location.ts';
import type { FilesUnderTest } from './files-contract.ts';
import { until } from './until.ts';

/** S3 servers for tests: child processes on loopback with one bucket each, removed after the test. */

const BUCKET = 'relais-tests';
const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const STOP = { signal: 'SIGTERM', graceMs: 5_000 } as const;
const S3RVER = join(import.meta.dirname, '../../node_modules/s3rver/bin/s3rver.js');

interface S3Program {
  command: string;
  /** `data` holds a folder for the bucket. */
  args: (data: string, port: number) => string[];
  environment?: Record<string, string>;
}

/** Quick, and forgiving: `npm test`. */
const S3RVER_PROGRAM: S3Program = {
  command: process.execPath,
  args: (data, port) => [
    S3RVER,
    '--silent',
    '--address',
    '127.0.0.1',
    '--port',
    String(port),
    '--directory',
    data,
    '--configure-bucket',
    BUCKET,
  ],
};

/** Real, checks signatures and checksums: `npm run test:s3`. */
const versitygw = (command: string): S3Program => ({
  command,
  // Beside the data: not every file system has extended attributes.
  args: (data, port) => [
    '--quiet',
    `--port=127.0.0.1:${port}`,
    'posix',
    `--sidecar=${join(data, '../metadata')}`,
    data,
  ],
  environment: {
    ROOT_ACCESS_KEY: CREDENTIALS.accessKeyId,
    ROOT_SECRET_KEY: CREDENTIALS.secretAccessKey,
  },
});

export const startS3rver = (): Promise<FilesUnderTest> => startS3(S3RVER_PROGRAM);
export const startVersitygw = (command: string): Promise<FilesUnderTest> =>
  startS3(versitygw(command));

const startS3 = async (program: S3Program): Promise<FilesUnderTest> => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-s3-'));
  const data = join(directory, 'data');
  const stagingDirectory = join(directory, 'staging');
  await mkdir(join(data, BUCKET), { recursive: true });
  await mkdir(join(directory, 'metadata'));
  const port = await freePort();
  const guard = startGuard();
  guard.deleteAtEnd(directory);
  const child = spawn(program.command, program.args(data, port), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...program.environment },
  });
  const record = recordProcess('s3', child.pid, { signal: 'SIGTERM', stage: 0 });
  if (record !== undefined) guard.add(record);
  await listening(child, port);
  const files = filesAt(`http://127.0.0.1:${port}`, stagingDirectory);
  return {
    files,
    stagingDirectory,
    stop: async () => {
      files.close();
      await stopChild(child, STOP);
      await rm(directory, { recursive: true, force: true });
      guard.release();
    },
  };
};

const listening = async (child: ChildProcess, port: number): Promise<void> => {
  const tail = collectTail(child);
  await until('the S3 server listens', () => {
    if (child.exitCode !== null) throw new Error(`the S3 server did not start:\n${tail()}`);
    return isListening(port);
  });
};

export const filesAt = (endpoint: string, stagingDirectory: string) => {
  const url = `s3://${BUCKET}/files?endpoint=${encodeURIComponent(endpoint)}&forcePathStyle=true`;
  const location = parseFilesUrl(url);
  if (location?.kind !== 's3') throw new Error(`not an S3 address: ${url}`);
  return createS3Files({ location, credentials: CREDENTIALS, stagingDirectory });
};
