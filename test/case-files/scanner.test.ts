/**
 * Goal: a file is called clean only if the scanner says so, and a scanner that is away, slow or confused costs a bounded
 * time, memory and number of connections. Method: the real client against a server that speaks the INSTREAM protocol.
 */
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EICAR, startFakeClamd, type FakeClamd } from '../../dev/fakes/clamd/server.ts';
import { loadConfig } from '../../src/config.ts';
import { createClamd, type ClamdLimits } from '../../src/platform/scanner/clamd.ts';
import { isScannerSet, openScanner } from '../../src/platform/scanner/open.ts';
import { TEST_ENVIRONMENT } from '../support/api.ts';
import { until } from '../support/until.ts';

const MEBIBYTE = 1024 * 1024;
const unavailable = { code: 'unavailable' };

let clamd: FakeClamd;
beforeEach(async () => {
  clamd = await startFakeClamd();
});
afterEach(() => clamd.stop());

async function* chunksOf(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
}
const scan = (content: AsyncIterable<Uint8Array>, limits: ClamdLimits = {}) =>
  createClamd({ host: clamd.host, port: clamd.port }, limits).scan(content);
const noConnection = () => until('no connection is open', () => clamd.openCount() === 0);

describe('a scan', () => {
  test('finds a virus by its name, also over the border of two chunks', async () => {
    expect(await scan(chunksOf('a', '', 'b'))).toEqual({ kind: 'clean' });
    const found = { kind: 'infected', finding: 'Win.Test.EICAR_HDB-1' };
    expect(await scan(chunksOf(EICAR))).toEqual(found);
    expect(await scan(chunksOf(EICAR.slice(0, 30), EICAR.slice(30)))).toEqual(found);
    expect(clamd.scanCount()).toBe(3);
    await noConnection();
  });

  test('of a large file sends all of it', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const chunks = Array.from({ length: 160 }, () => chunk);
    expect(await scan(chunksOf(...chunks, EICAR))).toMatchObject({ kind: 'infected' });
  });

  test.each([
    ['refuse_size', { kind: 'refused', code: 'too_large' }],
    ['exceed_limits', { kind: 'refused', code: 'too_large' }],
  ] as const)(
    'that the scanner ends by its limits (%s) is not clean',
    async (behaviour, result) => {
      clamd.behave(behaviour);
      const chunks = Array.from({ length: 80 }, () => Buffer.alloc(64 * 1024));
      expect(await scan(chunksOf(...chunks))).toEqual(result);
    },
  );

  test.each(['hang_up', 'time_out', 'babble'] as const)(
    'without a verdict (%s) is no verdict',
    async (behaviour) => {
      clamd.behave(behaviour);
      await expect(scan(chunksOf('x'))).rejects.toMatchObject(unavailable);
      await noConnection();
    },
  );

  test.each(['hang', 'stall'] as const)(
    'that is not answered (%s) ends, and leaves no connection',
    async (behaviour) => {
      clamd.behave(behaviour);
      await expect(scan(chunksOf('x'), { scanMaxMs: 50 })).rejects.toMatchObject(unavailable);
      if (behaviour === 'hang') await noConnection();
    },
  );

  test('reads no more of a file than the scanner takes', async () => {
    clamd.behave('stall');
    let readBytes = 0;
    async function* large(): AsyncGenerator<Uint8Array> {
      while (readBytes < 200 * MEBIBYTE) {
        readBytes += MEBIBYTE;
        yield await Promise.resolve(Buffer.alloc(MEBIBYTE));
      }
    }
    await expect(scan(large(), { scanMaxMs: 1_000 })).rejects.toMatchObject(unavailable);
    expect(readBytes).toBeLessThan(40 * MEBIBYTE);
  });

  test('fails with what the file store fails with, and closes the source', async () => {
    let isClosed = false;
    async function* failing(): AsyncGenerator<Uint8Array> {
      try {
        yield await Promise.resolve(Buffer.from('x'));
        throw new Error('the disk is gone');
      } finally {
        isClosed = true;
      }
    }
    await expect(scan(failing())).rejects.toThrow('the disk is gone');
    expect(isClosed).toBe(true);
    await noConnection();
  });

  test('without a scanner at the address is unavailable', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const scanner = createClamd({ host: '127.0.0.1', port });
    await expect(scanner.scan(chunksOf('x'))).rejects.toMatchObject(unavailable);
    const absent = createClamd({ path: '/nowhere/clamd.ctl' });
    await expect(absent.scan(chunksOf('x'))).rejects.toMatchObject(unavailable);
  });
});

describe('the configuration', () => {
  const configOf = (environment: Record<string, string>) =>
    loadConfig({ ...TEST_ENVIRONMENT, DATABASE_URL: 'postgres://a@localhost/b', ...environment });

  test('names the scanner by its host or its socket, or names none', async () => {
    expect(isScannerSet(configOf({}))).toBe(false);
    expect(openScanner(configOf({}))).toBeUndefined();
    expect(isScannerSet(configOf({ CLAMAV_SOCKET: '/run/clamd.ctl' }))).toBe(true);
    const config = configOf({ CLAMAV_HOST: clamd.host, CLAMAV_PORT: String(clamd.port) });
    expect(await openScanner(config)?.scan(chunksOf(EICAR))).toMatchObject({ kind: 'infected' });
    expect(() => configOf({ CLAMAV_SOCKET: 'clamd.ctl' })).toThrow('expected an absolute path');
  });
});
