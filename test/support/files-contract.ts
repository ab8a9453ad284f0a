import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Files } from '../../src/platform/files/contract.ts';

/** The contract of every file store (src/platform/files/contract.ts), as tests. */

export interface FilesUnderTest {
  files: Files;
  /** Where uploads lie until they are whole. */
  stagingDirectory: string;
  stop: () => Promise<void>;
}

const MEBIBYTE = 1024 * 1024;
const HOUR_MS = 60 * 60 * 1000;
const LIMIT = { sizeMaxBytes: 256 * MEBIBYTE };

/** So that memory measurements exclude garbage. */
setFlagsFromString('--expose-gc');
const collectGarbage = z
  .function({ input: [], output: z.unknown() })
  .implement(runInNewContext('gc'));

const contentOf = (...parts: (string | Uint8Array)[]): Readable =>
  Readable.from(parts.map((part) => Buffer.from(part)));
const sha256Of = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

async function* failing(): AsyncGenerator<Buffer> {
  yield Buffer.from('the beginning');
  await Promise.resolve();
  throw new Error('the sender hung up');
}

async function* endless(onChunk: () => void): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.alloc(1024);
    onChunk();
    await Promise.resolve();
  }
}

export const describeFiles = (name: string, start: () => Promise<FilesUnderTest>): void => {
  describe(name, () => {
    let store: FilesUnderTest;
    let files: Files;
    beforeAll(async () => {
      store = await start();
      ({ files } = store);
    });
    afterAll(() => store.stop());

    const staged = () => readdir(store.stagingDirectory).catch(() => []);

    test('gives back what was put, under its hash', async () => {
      const stored = await files.put({ companyId: 1, content: contentOf('bon', 'jour'), ...LIMIT });
      expect(stored).toEqual({ sha256: sha256Of('bonjour'), sizeBytes: 7 });
      const found = await files.get({ companyId: 1, sha256: stored.sha256 });
      expect(found?.sizeBytes).toBe(7);
      expect((await buffer(found?.content ?? Readable.from([]))).toString()).toBe('bonjour');
      expect(await staged()).toEqual([]);
    });

    test('stores the same content once, however often it is put', async () => {
      const content = randomBytes(1000);
      const puts = [1, 2, 3].map(() =>
        files.put({ companyId: 1, content: contentOf(content), ...LIMIT }),
      );
      const stored = await Promise.all(puts);
      expect(new Set(stored.map(({ sha256 }) => sha256))).toEqual(new Set([sha256Of(content)]));
      const found = await files.get({ companyId: 1, sha256: sha256Of(content) });
      expect((await buffer(found?.content ?? Readable.from([]))).equals(content)).toBe(true);
    });

    test('gives back a part of a file', async () => {
      const { sha256 } = await files.put({
        companyId: 1,
        content: contentOf('01234', '56789'),
        ...LIMIT,
      });
      for (const [first, last, part] of [
        [0, 1, '01'],
        [3, 6, '3456'],
        [9, 9, '9'],
        [0, 9, '0123456789'],
      ] as const) {
        const found = await files.get({ companyId: 1, sha256 }, { first, last });
        expect(found?.sizeBytes).toBe(part.length);
        expect((await buffer(found?.content ?? Readable.from([]))).toString()).toBe(part);
      }
      const absent = { companyId: 1, sha256: sha256Of('absent') };
      expect(await files.get(absent, { first: 0, last: 0 })).toBeUndefined();
    });

    test('keeps an empty file', async () => {
      const { sha256 } = await files.put({ companyId: 1, content: contentOf(''), ...LIMIT });
      const found = await files.get({ companyId: 1, sha256 });
      expect(found?.sizeBytes).toBe(0);
      expect((await buffer(found?.content ?? Readable.from(['x']))).length).toBe(0);
    });

    test("does not show a company's file to another company", async () => {
      const { sha256 } = await files.put({ companyId: 1, content: contentOf('secret'), ...LIMIT });
      expect(await files.has({ companyId: 1, sha256 })).toBe(true);
      expect(await files.has({ companyId: 2, sha256 })).toBe(false);
      expect(await files.get({ companyId: 2, sha256 })).toBeUndefined();
      await files.remove({ companyId: 2, sha256 });
      expect(await files.has({ companyId: 1, sha256 })).toBe(true);
    });

    test('removes a file, and a second time without an error', async () => {
      const { sha256 } = await files.put({ companyId: 1, content: contentOf('gone'), ...LIMIT });
      await files.remove({ companyId: 1, sha256 });
      await files.remove({ companyId: 1, sha256 });
      expect(await files.has({ companyId: 1, sha256 })).toBe(false);
      expect(await files.get({ companyId: 1, sha256 })).toBeUndefined();
    });

    test('takes a file of exactly the limit, and refuses one byte more', async () => {
      const exact = { companyId: 1, content: contentOf('12345', '67890'), sizeMaxBytes: 10 };
      expect((await files.put(exact)).sizeBytes).toBe(10);
      const larger = { companyId: 1, content: contentOf('12345', '678901'), sizeMaxBytes: 10 };
      await expect(files.put(larger)).rejects.toMatchObject({ code: 'payload_too_large' });
      expect(await files.has({ companyId: 1, sha256: sha256Of('12345678901') })).toBe(false);
      expect(await staged()).toEqual([]);
    });

    test('leaves nothing of an upload that breaks off', async () => {
      const put = files.put({ companyId: 1, content: failing(), ...LIMIT });
      await expect(put).rejects.toThrow('the sender hung up');
      expect(await files.has({ companyId: 1, sha256: sha256Of('the beginning') })).toBe(false);
      expect(await staged()).toEqual([]);
    });

    test.each([0, 1, 20])(
      'leaves nothing of an upload that is ended after %i chunks',
      async (count) => {
        const abort = new AbortController();
        let seenCount = 0;
        const content = endless(() => {
          seenCount += 1;
          if (seenCount > count) abort.abort();
        });
        const put = files.put({ companyId: 1, content, ...LIMIT, signal: abort.signal });
        await expect(put).rejects.toThrow('aborted');
        expect(await staged()).toEqual([]);
      },
    );

    test('holds a large file in memory at no time', async () => {
      const chunkCount = 128;
      const held: number[] = [];
      const measure = (position: number): void => {
        if (position % 16 !== 0) return;
        collectGarbage();
        held.push(process.memoryUsage().arrayBuffers);
      };
      async function* large(): AsyncGenerator<Buffer> {
        for (let position = 0; position < chunkCount; position += 1) {
          yield Buffer.alloc(MEBIBYTE, position);
          measure(position);
          await Promise.resolve();
        }
      }
      measure(0);
      const { sha256 } = await files.put({ companyId: 1, content: large(), ...LIMIT });
      const found = await files.get({ companyId: 1, sha256 });
      expect(found?.sizeBytes).toBe(chunkCount * MEBIBYTE);
      const hash = createHash('sha256');
      let readBytes = 0;
      for await (const chunk of found?.content ?? []) {
        const bytes = z.instanceof(Uint8Array).parse(chunk);
        hash.update(bytes);
        if (Math.floor(readBytes / MEBIBYTE) < Math.floor((readBytes + bytes.length) / MEBIBYTE)) {
          measure(Math.floor((readBytes + bytes.length) / MEBIBYTE));
        }
        readBytes += bytes.length;
      }
      expect(hash.digest('hex')).toBe(sha256);
      const [atStart = 0] = held;
      expect(Math.max(...held) - atStart).toBeLessThan((chunkCount / 2) * MEBIBYTE);
      await files.remove({ companyId: 1, sha256 });
    });

    test.each([
      ['a path for a hash', { companyId: 1, sha256: '../2/secret' }],
      ['a hash in capitals', { companyId: 1, sha256: sha256Of('x').toUpperCase() }],
      ['no company', { companyId: 0, sha256: sha256Of('x') }],
    ])('refuses %s', async (_, file) => {
      await expect(files.get(file)).rejects.toThrow('a file is named by');
      await expect(files.has(file)).rejects.toThrow('a file is named by');
    });
  });

  describe(`${name}, after a process was killed`, () => {
    let store: FilesUnderTest;
    beforeAll(async () => {
      store = await start();
    });
    afterAll(() => store.stop());

    test('removes temporary files without a write for a day, and keeps younger ones', async () => {
      const { files, stagingDirectory } = store;
      await mkdir(stagingDirectory, { recursive: true });
      for (const [leftover, ageMs] of [
        ['old', 25 * HOUR_MS],
        ['under-way', HOUR_MS],
      ] as const) {
        const path = join(stagingDirectory, leftover);
        await writeFile(path, 'half a file');
        const writtenAt = new Date(Date.now() - ageMs);
        await utimes(path, writtenAt, writtenAt);
      }
      await files.put({ companyId: 1, content: contentOf('next'), ...LIMIT });
      expect(await readdir(stagingDirectory)).toEqual(['under-way']);
    });
  });
};
