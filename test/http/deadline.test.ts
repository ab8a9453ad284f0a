/**
 * Goal: a request that takes too long is answered, and nothing of it stays open. Method: throw-away routes
 * in-process on real Postgres, with short deadlines; bodies and handlers that wait for the test.
 */
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/api/app.ts';
import { csv, eventStream, file } from '../../src/api/http/answers/kinds.ts';
import { upload } from '../../src/api/http/bodies/kinds.ts';
import { endpoint, publicEndpoint, type Endpoint } from '../../src/api/http/endpoint.ts';
import { createDiskFiles } from '../../src/platform/files/disk.ts';
import type { StoredFile } from '../../src/platform/files/contract.ts';
import { startTestApi } from '../support/api.ts';
import { until } from '../support/until.ts';

const api = await startTestApi();
afterAll(() => api.stop());

const DEADLINE_MS = 200;
/** Long enough for the handler to begin on a busy machine. */
const UPLOAD_DEADLINE_MS = 3_000;
const impatient = (route: Endpoint) =>
  createApp(api.deps, api.hub, {
    endpoints: [route],
    requestTimeoutMs: DEADLINE_MS,
    uploadTimeoutMs: UPLOAD_DEADLINE_MS,
  });

const headers = { Authorization: `Bearer ${api.company.owner.key}` };

/** A body that begins and never ends. It announces no length. */
const endlessBody = (type: string, begin: string) => ({
  method: 'POST',
  duplex: 'half', // `fetch` demands it of a body that is a stream; its types do not know it
  headers: { ...headers, 'Content-Type': type },
  body: new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from(begin)),
  }),
});

describe('a body that does not end', () => {
  test('is answered 503', async () => {
    const app = impatient(
      publicEndpoint(
        {
          id: 'webhooks.receive',
          method: 'post',
          path: '/webhooks/json',
          permission: 'public',
          summary: 'Receive',
          body: z.object({}),
          status: 200,
          answer: z.object({}),
        },
        () => Promise.resolve({ body: {} }),
      ),
    );
    const answer = await app.request('/webhooks/json', endlessBody('application/json', '{'));
    expect(answer.status).toBe(503);
  });

  test('leaves no file of its upload', async () => {
    const directory = await mkdtemp(join(inject('runDirectory'), 'late-'));
    const staging = join(directory, 'uploads');
    await mkdir(staging);
    const files = createDiskFiles(directory);
    let stored: Promise<StoredFile> | undefined;
    const app = impatient(
      endpoint(
        api.deps,
        {
          id: 'files.create',
          method: 'post',
          path: '/api/crm/files',
          permission: 'entities:create',
          summary: 'Upload',
          body: upload(z.strictObject({})),
          status: 201,
          answer: z.object({}),
        },
        async ({ body, caller: { companyId } }) => {
          for await (const { content } of body.files) {
            stored = files.put({ companyId, content, sizeMaxBytes: 100 });
            await stored;
          }
          return { body: {} };
        },
      ),
    );
    const begin =
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc\r\n--y';
    const answer = await app.request(
      '/api/crm/files',
      endlessBody('multipart/form-data; boundary=x', begin),
    );
    expect(answer.status).toBe(503);
    await expect(stored).rejects.toThrow('no answer in time');
    expect(await readdir(staging)).toEqual([]);
  });
});

describe('an answer that comes after the deadline', () => {
  const declared = {
    id: 'late.read',
    method: 'get',
    path: '/api/crm/late',
    permission: 'entities:read',
    summary: 'Late',
    status: 200,
  } as const;

  /** Asks a route whose handler waits until the request has been answered. */
  const askLate = async (routeOf: (answered: Promise<void>) => Endpoint) => {
    let release: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (release = resolve));
    const answer = await impatient(routeOf(answered)).request('/api/crm/late', { headers });
    expect(answer.status).toBe(503);
    release();
  };

  test('closes its file', async () => {
    const content = Readable.from([Buffer.from('contenu')]);
    await askLate((answered) =>
      endpoint(api.deps, { ...declared, answer: file() }, async () => {
        await answered;
        return { name: 'a.txt', type: 'text/plain', sizeBytes: 7, content };
      }),
    );
    await until('the file is closed', () => content.destroyed);
  });

  test('reads no more rows of its CSV', async () => {
    let isEnded = false;
    async function* rows() {
      try {
        for (;;) yield await Promise.resolve({ ref: 'x' });
      } finally {
        isEnded = true;
      }
    }
    await askLate((answered) =>
      endpoint(api.deps, { ...declared, answer: csv(z.object({ ref: z.string() })) }, async () => {
        await answered;
        return { name: 'a.csv', rows: rows() };
      }),
    );
    await until('the source has ended', () => isEnded);
  });

  test('ends its event stream', async () => {
    let isEnded = false;
    await askLate((answered) =>
      endpoint(api.deps, { ...declared, answer: eventStream() }, async () => {
        await answered;
        return {
          serve: async (stream) => {
            await new Promise<void>((resolve) => stream.onAbort(resolve));
            isEnded = true;
          },
        };
      }),
    );
    await until('the stream has ended', () => isEnded);
  });
});
