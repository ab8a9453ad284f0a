/**
 * Goal: a body that is not JSON reaches its handler as it was declared, an upload without being held.
 * Method: throw-away routes in-process on real Postgres; a real server where sockets matter.
 */
import { createHash } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/api/app.ts';
import { form, raw, upload } from '../../src/api/http/bodies/kinds.ts';
import { endpoint, publicEndpoint } from '../../src/api/http/endpoint.ts';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { listen, startTestApi } from '../support/api.ts';
import { chunked, MIB, spaces, writeThenRead } from '../support/write-then-read.ts';

const api = await startTestApi();
afterAll(() => api.stop());

const UPLOAD_SIZE_MAX_BYTES = 2 * MIB;

const ReceivedOut = z.object({
  title: z.string(),
  files: z.array(
    z.object({ name: z.string(), type: z.string(), size: z.number(), sha256: z.string() }),
  ),
});

let uploadCount = 0;
/** What the handler of `/inbox/unread` found that it had been sent by the time it looked. */
let pulledBytesAtFirstChunk = 0;
let pulledBytes = 0;

const uploads = upload(z.strictObject({ title: z.string().min(1), note: z.string().optional() }), {
  fileCountMax: 2,
  sizeMaxBytes: UPLOAD_SIZE_MAX_BYTES,
});

const app = createApp(api.deps, api.hub, {
  endpoints: [
    publicEndpoint(
      {
        id: 'webhooks.receive',
        method: 'post',
        path: '/webhooks/raw',
        permission: 'public',
        summary: 'Receive',
        body: raw({ sizeMaxBytes: 1024 }),
        status: 200,
        answer: z.object({ hex: z.string() }),
      },
      ({ body }) => Promise.resolve({ body: { hex: body.toString('hex') } }),
    ),
    publicEndpoint(
      {
        id: 'webhooks.form',
        method: 'post',
        path: '/webhooks/form',
        permission: 'public',
        summary: 'Receive',
        body: form(z.strictObject({ from: z.string().min(2), text: z.string() })),
        status: 200,
        answer: z.object({ from: z.string(), text: z.string() }),
      },
      ({ body }) => Promise.resolve({ body }),
    ),
    endpoint(
      api.deps,
      {
        id: 'files.create',
        method: 'post',
        path: '/api/crm/files',
        permission: 'entities:create',
        summary: 'Upload',
        body: uploads,
        status: 201,
        answer: ReceivedOut,
      },
      async ({ body: { fields, files }, write }) => {
        const received: z.infer<typeof ReceivedOut>['files'] = [];
        for await (const { name, type, content } of files) {
          const hash = createHash('sha256');
          let size = 0;
          for await (const chunk of content) {
            hash.update(chunk);
            size += chunk.length;
          }
          received.push({ name, type, size, sha256: hash.digest('hex') });
        }
        return write(() => {
          uploadCount += 1;
          return Promise.resolve({ body: { title: fields.title, files: received } });
        });
      },
    ),
    endpoint(
      api.deps,
      {
        id: 'files.ignore',
        method: 'post',
        path: '/inbox/unread',
        permission: 'entities:create',
        summary: 'Upload that nobody reads to its end',
        body: uploads,
        status: 201,
        answer: z.object({}),
      },
      async ({ body: { files }, write }) => {
        for await (const { content } of files) {
          await new Promise((resolve) => content.once('readable', resolve));
          for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
          pulledBytesAtFirstChunk = pulledBytes;
          break;
        }
        return write(() => Promise.resolve({ body: {} }));
      },
    ),
  ],
});

/** `fetch` demands it of a body that is a stream; its types do not know it. */
const HALF = { duplex: 'half' } as const;

const send = async (path: string, init: RequestInit = {}): Promise<Response> =>
  app.request(path, {
    method: 'POST',
    ...init,
    headers: {
      Authorization: `Bearer ${api.company.owner.key}`,
      'X-Forwarded-For': '203.0.113.7',
      ...Object.fromEntries(new Headers(init.headers).entries()),
    },
  });

const expectProblem = async (answer: Response, status: number, code: string) => {
  expect(answer.status, await answer.clone().text()).toBe(status);
  const problem = ProblemOut.parse(await answer.json());
  expect(problem.code).toBe(code);
  return (problem.errors ?? []).map((fault) => `${fault.path}: ${fault.code}`);
};

describe('a raw body', () => {
  test('reaches the handler byte for byte, whatever it is', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
    const answer = await send('/webhooks/raw', { body: bytes });
    expect(await answer.json()).toEqual({ hex: Buffer.from(bytes).toString('hex') });
  });

  test('is refused over its own limit', async () => {
    const answer = await send('/webhooks/raw', { body: 'x'.repeat(1025) });
    await expectProblem(answer, 413, 'payload_too_large');
  });
});

describe('a form', () => {
  const urlencoded = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const post = (body: string, headers: Record<string, string> = urlencoded) =>
    send('/webhooks/form', { body, headers });

  test('is parsed by its schema', async () => {
    const answer = await post('from=%2B33612345678&text=Bonjour+Zo%C3%A9');
    expect(await answer.json()).toEqual({ from: '+33612345678', text: 'Bonjour Zoé' });
  });

  test.each([
    ['a missing field', 'from=ab', ['text: required']],
    ['a field of another route', 'from=ab&text=&to=x', ['to: unknown_field']],
    ['a field given twice', 'from=ab&from=cd&text=', ['from: given_twice']],
    ['a text that can not be stored', 'from=ab&text=%00', ['text: not_storable']],
    ['a short text', 'from=a&text=', ['from: too_short']],
  ])('is refused for %s', async (_, body, faults) => {
    expect(await expectProblem(await post(body), 422, 'validation_failed')).toEqual(faults);
  });

  test('is refused as JSON', async () => {
    const answer = await post('{}', { 'Content-Type': 'application/json' });
    await expectProblem(answer, 415, 'unsupported_media_type');
  });
});

type Part = readonly [name: string, value: string | Blob, fileName?: string];

const formData = (parts: readonly Part[]): FormData => {
  const data = new FormData();
  for (const [name, value, fileName] of parts) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, value, fileName);
  }
  return data;
};

const blob = (content: string | Uint8Array<ArrayBuffer>, type = 'text/plain') =>
  new Blob([content], { type });
const TITLE: Part = ['title', 'Devis'];

const post = (parts: readonly Part[], headers: Record<string, string> = {}) =>
  send('/api/crm/files', { body: formData(parts), headers });

describe('an upload', () => {
  test('reaches the handler file by file, with its fields', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const answer = await post([
      TITLE,
      ['file', blob(bytes, 'application/pdf'), 'répertoire/devis é.pdf'],
      ['file', blob(''), 'vide.txt'],
    ]);
    expect(answer.status).toBe(201);
    const sha256 = (of: Uint8Array) => createHash('sha256').update(of).digest('hex');
    expect(await answer.json()).toEqual({
      title: 'Devis',
      files: [
        { name: 'devis é.pdf', type: 'application/pdf', size: 60_000, sha256: sha256(bytes) },
        { name: 'vide.txt', type: 'text/plain', size: 0, sha256: sha256(new Uint8Array()) },
      ],
    });
    expect(answer.headers.has('Connection')).toBe(false);
  });

  const file: Part = ['file', blob('a'), 'a.txt'];
  test.each<[string, Part[], string[]]>([
    ['no file', [TITLE], ['file: required']],
    ['a missing field', [file], ['title: required']],
    ['a field nobody knows', [TITLE, ['x', 'y'], file], ['x: unknown_field']],
    ['a field given twice', [TITLE, TITLE, file], ['title: given_twice']],
    ['a field after the file', [TITLE, file, ['note', 'x']], ['note: field_after_file']],
    ['a text instead of the file', [TITLE, ['file', 'a']], ['file: not_a_file']],
    ['a file under another name', [TITLE, ['other', blob('a'), 'a']], ['other: unknown_field']],
    ['too many files', [TITLE, file, file, file], ['file: too_many']],
    ['a text that can not be stored', [['title', '\0'], file], ['title: not_storable']],
    ['a text without end', [['title', 'x'.repeat(70_000)], file], ['title: too_long']],
  ])('is refused for %s', async (_, parts, faults) => {
    const before = uploadCount;
    const answer = await post(parts);
    expect(await expectProblem(answer, 422, 'validation_failed')).toEqual(faults);
    expect(uploadCount).toBe(before);
    expect(answer.headers.has('Connection')).toBe(false); // the rest was read
  });

  test('is refused as JSON, without a boundary, and cut short', async () => {
    const as = (type: string, body: string) =>
      send('/api/crm/files', { body, headers: { 'Content-Type': type } });
    await expectProblem(await as('application/json', '{}'), 415, 'unsupported_media_type');
    await expectProblem(await as('multipart/form-data', 'x'), 400, 'malformed_request');
    const head = '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nDevis\r\n--x\r\n';
    const cut = `${head}Content-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc`;
    for (const body of ['', head, cut, '--x\r\nno header\r\n\r\n--x--\r\n']) {
      const answer = await as('multipart/form-data; boundary=x', body);
      expect([400, 422], body).toContain(answer.status);
    }
  });

  test('whose second file is cut short is refused', async () => {
    const part = (name: string, content: string) =>
      `--x\r\nContent-Disposition: form-data; ${name}\r\n\r\n${content}\r\n`;
    const body =
      part('name="title"', 'Devis') +
      part('name="file"; filename="a"', 'abc') +
      part('name="file"; filename="b"', 'cut');
    const answer = await send('/api/crm/files', {
      body,
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    });
    await expectProblem(answer, 400, 'malformed_request');
  });

  test.each([
    ['a%00b%0D%0Ac.pdf', 'a_b__c.pdf'],
    [`%F0%9F%98%80${'x'.repeat(254)}`, 'x'.repeat(254)], // half a surrogate pair is cut off
  ])('keeps no character in the name %s that can not be stored', async (name, kept) => {
    const answer = await send('/api/crm/files', {
      body:
        '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nDevis\r\n' +
        `--x\r\nContent-Disposition: form-data; name="file"; filename*=UTF-8''${name}\r\n\r\na\r\n--x--\r\n`,
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    });
    expect(ReceivedOut.parse(await answer.json()).files).toMatchObject([{ name: kept }]);
  });

  test('is not held: no more is taken from the client than the handler reads', async () => {
    const chunk = new Uint8Array(64 * 1024);
    const head =
      '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nDevis\r\n--x\r\n' +
      'Content-Disposition: form-data; name="file"; filename="a"\r\n\r\n';
    const parts = [Buffer.from(head), ...Array.from({ length: 30 }, () => chunk)];
    pulledBytes = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const next = parts.shift() ?? Buffer.from('\r\n--x--\r\n');
        pulledBytes += next.length;
        controller.enqueue(next);
        if (pulledBytes > 30 * chunk.length + head.length) controller.close();
      },
    });
    const answer = await send('/inbox/unread', {
      body,
      ...HALF,
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    });
    expect(answer.status, await answer.text()).toBe(201);
    expect(pulledBytesAtFirstChunk).toBeGreaterThan(0);
    expect(pulledBytesAtFirstChunk).toBeLessThan(8 * chunk.length);
  });

  test('is done once for an Idempotency-Key, whatever the boundary', async () => {
    const key = { 'Idempotency-Key': 'televersement' };
    const parts: Part[] = [TITLE, ['file', blob('contenu'), 'a.txt']];
    const before = uploadCount;
    const first = await post(parts, key);
    const again = await post(parts, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(await again.json()).toEqual(await first.json());
    expect(uploadCount).toBe(before + 1);
    for (const other of [
      [TITLE, ['file', blob('autre'), 'a.txt']],
      [TITLE, ['file', blob('contenu'), 'b.txt']],
      [
        ['title', 'Facture'],
        ['file', blob('contenu'), 'a.txt'],
      ],
    ] satisfies Part[][]) {
      await expectProblem(await post(other, key), 422, 'idempotency_key_reused');
    }
  });
});

describe('bytes that are not UTF-8', () => {
  const urlencoded = 'application/x-www-form-urlencoded';
  const sendBytes = (path: string, type: string, bytes: string) =>
    send(path, { body: Buffer.from(bytes, 'latin1'), headers: { 'Content-Type': type } });
  const part = (disposition: string, content: string) =>
    `--x\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
  const whole = (...parts: string[]) => `${parts.join('')}--x--\r\n`;

  test.each(['from=ab&text=Zo\xeb', 'from=ab&text=Zo%EB', 'fr\xf4m=ab&text='])(
    'are refused in the form %s',
    async (body) => {
      const answer = await sendBytes('/webhooks/form', urlencoded, body);
      await expectProblem(answer, 400, 'malformed_request');
    },
  );

  test.each([
    ['a field', whole(part('name="title"', 'Zo\xeb'), part('name="file"; filename="a"', ''))],
    ['the name of a field', whole(part('name="t\xeftle"', 'Zoe'))],
    [
      'the name of a file',
      whole(part('name="title"', 'Zoe'), part('name="file"; filename="\xe9"', '')),
    ],
    [
      'the extended name of a file',
      whole(part('name="title"', 'Zoe'), part(`name="file"; filename*=UTF-8''%E9`, '')),
    ],
  ])('are refused in %s of an upload', async (_, body) => {
    const before = uploadCount;
    const answer = await sendBytes('/api/crm/files', 'multipart/form-data; boundary=x', body);
    await expectProblem(answer, 400, 'malformed_request');
    expect(uploadCount).toBe(before);
  });

  test('are taken in the content of a file', async () => {
    const body = whole(part('name="title"', 'Zoe'), part('name="file"; filename="a"', '\xe9'));
    const answer = await sendBytes('/api/crm/files', 'multipart/form-data; boundary=x', body);
    expect(ReceivedOut.parse(await answer.json()).files).toMatchObject([{ size: 1 }]);
  });

  test.each([
    ['/webhooks/form', `${urlencoded}; charset=iso-8859-1`, 'from=ab&text='],
    ['/api/crm/files', 'multipart/form-data; boundary=x; charset=latin1', whole()],
  ])('are not taken by %s as %s', async (path, type, body) => {
    await expectProblem(await sendBytes(path, type, body), 415, 'unsupported_media_type');
  });
});

test('a field named __proto__ is refused in a form and in an upload', async () => {
  const form = await send('/webhooks/form', {
    body: 'from=ab&text=&__proto__=1',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  expect(await expectProblem(form, 422, 'validation_failed')).toEqual(['__proto__: unknown_field']);
  const sent = await post([TITLE, ['__proto__', '1'], ['file', blob('a'), 'a.txt']]);
  expect(await expectProblem(sent, 422, 'validation_failed')).toEqual(['__proto__: unknown_field']);
});

describe('over a socket', () => {
  const withServer = async (work: (url: string, port: number) => Promise<void>): Promise<void> => {
    const { server, url, port } = await listen(app);
    try {
      await work(url, port);
    } finally {
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };

  const fileOf = (size: number) => formData([TITLE, ['file', blob(new Uint8Array(size)), 'zeros']]);

  test('an upload is taken up to its own limit, which is not that of JSON', async () => {
    await withServer(async (url) => {
      const headers = { Authorization: `Bearer ${api.company.owner.key}` };
      const put = (size: number) =>
        fetch(`${url}/api/crm/files`, { method: 'POST', headers, body: fileOf(size) });
      const taken = await put(1.5 * MIB);
      expect(taken.status).toBe(201);
      expect(ReceivedOut.parse(await taken.json()).files).toMatchObject([{ size: 1.5 * MIB }]);
      await expectProblem(await put(UPLOAD_SIZE_MAX_BYTES), 413, 'payload_too_large');
      expect((await put(100)).status).toBe(201);
    });
  });

  test('an upload that announces no length is cut off at the limit', async () => {
    await withServer(async (url) => {
      const { headers, body } = new Request(url, { method: 'POST', body: fileOf(4 * MIB) });
      const answer = await fetch(`${url}/api/crm/files`, {
        method: 'POST',
        ...HALF,
        headers: {
          Authorization: `Bearer ${api.company.owner.key}`,
          'Content-Type': headers.get('Content-Type') ?? '',
        },
        body,
      });
      await expectProblem(answer, 413, 'payload_too_large');
    });
  });

  test.each([
    ['too large', 'title', 413, 'payload_too_large'],
    ['not valid', 'titre', 422, 'validation_failed'],
  ])(
    'a client that writes all of an upload first reads that it is %s',
    async (_, title, status, code) => {
      const head =
        'POST /api/crm/files HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n' +
        `Authorization: Bearer ${api.company.owner.key}\r\nTransfer-Encoding: chunked\r\n` +
        'Content-Type: multipart/form-data; boundary=x\r\n\r\n';
      const start =
        `--x\r\nContent-Disposition: form-data; name="${title}"\r\n\r\nDevis\r\n--x\r\n` +
        'Content-Disposition: form-data; name="file"; filename="a"\r\n\r\n';
      await withServer(async (_url, port) => {
        const body = chunked([Buffer.from(start), ...spaces(8)]);
        const answer = await writeThenRead(port, [Buffer.from(head), ...body]);
        expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
        expect(answer).toContain(`"code":"${code}"`);
      });
    },
  );

  test('a client that hangs up during an upload is no error of the server', async () => {
    await withServer(async (url) => {
      const before = uploadCount;
      const controller = new AbortController();
      let hasSent: () => void = () => undefined;
      const sent = new Promise<void>((resolve) => {
        hasSent = resolve;
      });
      const head = Buffer.from(
        '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nDevis\r\n--x\r\n' +
          'Content-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
      );
      const body = new ReadableStream<Uint8Array>({
        start: (stream) => stream.enqueue(head),
        pull: () => hasSent(),
      });
      const answer = fetch(`${url}/api/crm/files`, {
        method: 'POST',
        ...HALF,
        signal: controller.signal,
        headers: {
          Authorization: `Bearer ${api.company.owner.key}`,
          'Content-Type': 'multipart/form-data; boundary=x',
        },
        body,
      });
      answer.catch(() => undefined);
      await sent;
      controller.abort();
      await expect(answer).rejects.toThrow();
      expect(uploadCount).toBe(before);
    });
    const errors = api.logLines.filter((line) => line.includes('"level":"error"'));
    expect(errors).toEqual([]);
  });
});
