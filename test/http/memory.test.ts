/**
 * Goal: a body takes no more memory the larger it is, whoever sends it. Method: the api in-process with bodies
 * whose parts are counted while they arrive: how many of them are still in memory.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/api/app.ts';
import { upload } from '../../src/api/http/bodies/kinds.ts';
import { publicEndpoint } from '../../src/api/http/endpoint.ts';
import { startTestApi } from '../support/api.ts';
import { MIB } from '../support/write-then-read.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const SENT_COUNT = 40;
/** What the streams between the sender and the reader may hold. */
const KEPT_COUNT_MAX = 8;

const api = await startTestApi();
afterAll(() => api.stop());

const app = createApp(api.deps, api.hub, {
  endpoints: [
    publicEndpoint(
      {
        id: 'files.receive',
        method: 'post',
        path: '/inbox/files',
        permission: 'public',
        summary: 'Upload',
        body: upload(z.strictObject({}), { fileCountMax: 1, sizeMaxBytes: 64 * MIB }),
        status: 200,
        answer: z.object({ size: z.number() }),
      },
      async ({ body: { files } }) => {
        let size = 0;
        for await (const { content } of files) {
          for await (const chunk of content) size += (chunk as Buffer).length;
        }
        return { body: { size } };
      },
    ),
  ],
});

/** A body of 40 MiB. `keptCount` is what is in memory of it before its last part. */
const countedBody = (start = '', end = '') => {
  const sent: WeakRef<Uint8Array>[] = [];
  const counted = { keptCount: Number.NaN };
  const text = (part: string) => new TextEncoder().encode(part);
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield text(start);
    for (let count = 0; count < SENT_COUNT; count += 1) {
      const part = new Uint8Array(MIB).fill(0x20);
      sent.push(new WeakRef(part));
      yield part;
    }
    await nextTurn(); // a WeakRef holds on until the end of its turn
    collectGarbage();
    counted.keptCount = sent.filter((part) => part.deref() !== undefined).length;
    yield text(end);
  }
  const source = parts();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await source.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
  return { counted, body };
};

/** `fetch` demands it of a body that is a stream; its types do not know it. */
const HALF = { duplex: 'half' } as const;

test.each([
  ['of announced length', { 'Content-Length': String(SENT_COUNT * MIB) }],
  ['in pieces', {}],
])('a body %s that is refused is not kept while its rest is read', async (_, headers) => {
  const { counted, body } = countedBody();
  const answer = await app.request('/inbox/files/1', {
    method: 'POST',
    ...HALF,
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
  expect(answer.status).toBe(413);
  expect(counted.keptCount).toBeLessThan(KEPT_COUNT_MAX);
});

test('an upload is not kept while it is read', async () => {
  const head = 'Content-Disposition: form-data; name="file"; filename="a"';
  const { counted, body } = countedBody(`--x\r\n${head}\r\n\r\n`, '\r\n--x--\r\n');
  const answer = await app.request('/inbox/files', {
    method: 'POST',
    ...HALF,
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    body,
  });
  expect(await answer.json()).toEqual({ size: SENT_COUNT * MIB });
  expect(counted.keptCount).toBeLessThan(KEPT_COUNT_MAX);
});
