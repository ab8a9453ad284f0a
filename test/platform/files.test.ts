/**
 * Goal: disk and bucket keep the contract of src/platform/files/contract.ts, and FILES_URL is parsed.
 * Method: one contract test for both, with s3rver as S3 server. `npm run test:s3` uses a real one.
 */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../dev/supervisor/ports.ts';
import { createDiskFiles } from '../../src/platform/files/disk.ts';
import { parseFilesUrl } from '../../src/platform/files/location.ts';
import { describeFiles, type FilesUnderTest } from '../support/files-contract.ts';
import { filesAt, startS3rver } from '../support/s3.ts';

const startDisk = async (): Promise<FilesUnderTest> => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-files-'));
  return {
    files: createDiskFiles(directory),
    stagingDirectory: join(directory, 'uploads'),
    stop: () => rm(directory, { recursive: true, force: true }),
  };
};

describeFiles('files on a disk', startDisk);
describeFiles('files in a bucket', startS3rver);

test('files on a disk lie by company and hash, readable by their owner alone', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-files-'));
  const content = Readable.from([Buffer.from('bonjour')]);
  const files = createDiskFiles(directory);
  const { sha256 } = await files.put({ companyId: 7, content, sizeMaxBytes: 100 });
  expect(await readdir(join(directory, '7'))).toEqual([sha256]);
  expect((await stat(join(directory, '7'))).mode & 0o077).toBe(0);
  expect((await stat(join(directory, '7', sha256))).mode & 0o077).toBe(0);
  await rm(directory, { recursive: true });
});

test('a disk that can not be written to is an error, not a missing file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-files-'));
  const notADirectory = join(directory, 'file');
  await writeFile(notADirectory, '');
  const files = createDiskFiles(notADirectory);
  const content = Readable.from([Buffer.from('bonjour')]);
  await expect(files.put({ companyId: 7, content, sizeMaxBytes: 100 })).rejects.toThrow();
  await expect(files.has({ companyId: 7, sha256: '0'.repeat(64) })).rejects.toThrow();
  await rm(directory, { recursive: true });
});

test('a bucket that does not answer is unavailable, and nothing of the upload is left', async () => {
  const stagingDirectory = await mkdtemp(join(tmpdir(), 'relais-staging-'));
  const files = filesAt(`http://127.0.0.1:${await freePort()}`, stagingDirectory);
  const content = Readable.from([Buffer.from('bonjour')]);
  const unavailable = { code: 'unavailable' };
  const file = { companyId: 1, sha256: '0'.repeat(64) };
  await expect(files.put({ companyId: 1, content, sizeMaxBytes: 100 })).rejects.toMatchObject(
    unavailable,
  );
  await expect(files.get(file)).rejects.toMatchObject(unavailable);
  await expect(files.has(file)).rejects.toMatchObject(unavailable);
  expect(await readdir(stagingDirectory)).toEqual([]);
  files.close();
  await rm(stagingDirectory, { recursive: true });
});

describe('FILES_URL', () => {
  test.each([
    ['file:.relais/files', join(process.cwd(), '.relais/files')],
    ['file:/var/lib/relais', '/var/lib/relais'],
    ['file:///var/lib/my%20files', '/var/lib/my files'],
  ])('%s is a directory', (url, directory) => {
    expect(parseFilesUrl(url)).toEqual({ kind: 'disk', directory });
  });

  test('s3: names a bucket, a prefix and how to reach it', () => {
    expect(parseFilesUrl('s3://relais')).toEqual({
      kind: 's3',
      bucket: 'relais',
      prefix: '',
      region: 'us-east-1',
      endpoint: undefined,
      forcePathStyle: false,
    });
    const full =
      's3://relais/crm/files/?endpoint=https://s3.example.com:9000&region=eu-west-3&forcePathStyle=true';
    expect(parseFilesUrl(full)).toEqual({
      kind: 's3',
      bucket: 'relais',
      prefix: 'crm/files/',
      region: 'eu-west-3',
      endpoint: 'https://s3.example.com:9000',
      forcePathStyle: true,
    });
  });

  test.each([
    'file:',
    'file://server/share',
    '/var/lib/relais',
    's3:relais',
    's3://',
    's3://AKIA:geheim@relais/files',
    's3://relais?endpoint=ftp://s3.example.com',
    's3://relais?endpoint=https://user:pass@s3.example.com',
    's3://relais?forcePathStyle=yes',
    's3://relais?secret=geheim',
    's3://relais/50%off',
    'https://relais.example.com',
  ])('%s is refused', (url) => {
    expect(parseFilesUrl(url)).toBeUndefined();
  });
});
