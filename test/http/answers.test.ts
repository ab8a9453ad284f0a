/**
 * Goal: a download is read as fast as its client reads, ends with it, and is never run as a page; an
 * answer is parsed once; a resource out of reach is a 404. Method: throw-away routes in-process on real
 * Postgres; a real server where sockets matter.
 */
import { Readable } from 'node:stream';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/api/app.ts';
import { CLIENT_IDLE_MAX_MS } from '../../src/api/http/answers/file.ts';
import { csv, eventStream, file } from '../../src/api/http/answers/kinds.ts';
import { endpoint, type Endpoint } from '../../src/api/http/endpoint.ts';
import { isWithin } from '../../src/domain/shared/permissions.ts';
import { findUser } from '../../src/queries/users.ts';
import { listen, startTestApi } from '../support/api.ts';
import { until } from '../support/until.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { owner, supervisor, agents } = api.company;

const serveEndpoints = (endpoints: Endpoint[]) => createApp(api.deps, api.hub, { endpoints });

const ask = async (
  app: ReturnType<typeof createApp>,
  path: string,
  { key = owner.key, ...init }: RequestInit & { key?: string } = {},
): Promise<Response> =>
  app.request(path, {
    ...init,
    headers: {
      Authorization: `Bearer ${key}`,
      ...Object.fromEntries(new Headers(init.headers).entries()),
    },
  });

interface Served {
  name?: string;
  type?: string;
  content?: Readable;
  isInline?: boolean;
}

const download = ({ name = 'a.txt', type = 'text/plain', content, isInline }: Served) =>
  serveEndpoints([
    endpoint(
      api.deps,
      {
        id: 'files.read',
        method: 'get',
        path: '/api/crm/files',
        permission: 'entities:read',
        summary: 'A file',
        status: 200,
        answer: file(),
      },
      () =>
        Promise.resolve({
          name,
          type,
          sizeBytes: 7,
          content: content ?? Readable.from([Buffer.from('contenu')]),
          ...(isInline === undefined ? {} : { isInline }),
        }),
    ),
  ]);

describe('a file', () => {
  test('is sent with its type, length and name', async () => {
    const answer = await ask(
      download({ name: 'devis é "1".pdf', type: 'application/pdf' }),
      '/api/crm/files',
    );
    expect(await answer.text()).toBe('contenu');
    expect(Object.fromEntries(answer.headers.entries())).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '7',
      'content-disposition': `attachment; filename="devis _ _1_.pdf"; filename*=UTF-8''devis%20%C3%A9%20%221%22.pdf`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  test.each([
    ['text/html', 'attachment', 'text/html'],
    ['image/svg+xml', 'attachment', 'image/svg+xml'],
    ['application/xhtml+xml', 'attachment', 'application/xhtml+xml'],
    ['TEXT/HTML', 'attachment', 'text/html'],
    ['text/html;charset=x', 'attachment', 'application/octet-stream'],
    ['not a type', 'attachment', 'application/octet-stream'],
    ['image/png', 'inline', 'image/png'],
    ['application/pdf', 'attachment', 'application/pdf'],
    ['text/plain', 'inline', 'text/plain; charset=utf-8'],
  ])('of the type %s that is to be shown is sent as %s', async (type, disposition, sent) => {
    const answer = await ask(download({ type, isInline: true }), '/api/crm/files');
    expect(answer.headers.get('Content-Disposition')).toMatch(new RegExp(`^${disposition};`));
    expect(answer.headers.get('Content-Type')).toBe(sent);
    expect(answer.headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox");
  });

  test.each([
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['a\r\nSet-Cookie: x=1', 'a__Set-Cookie: x=1'],
    ['100%.txt', '100_.txt'],
    ['\ud800.txt', '_.txt'],
    ['facture\u202efdp.exe', 'facture_fdp.exe'],
  ])('named %j can not break out of its header', async (name, shown) => {
    const answer = await ask(download({ name }), '/api/crm/files');
    const disposition = answer.headers.get('Content-Disposition');
    expect(disposition).toContain(`filename="${shown}"`);
    expect(disposition).not.toContain('%E2%80%AE');
  });

  test('is not opened for a request of its headers alone', async () => {
    const content = Readable.from([Buffer.from('contenu')]);
    const answer = await ask(download({ content }), '/api/crm/files', { method: 'HEAD' });
    expect(answer.headers.get('Content-Length')).toBe('7');
    expect(await answer.text()).toBe('');
    expect(content.destroyed).toBe(true);
  });

  test('whose source fails cuts the answer and is logged', async () => {
    const content = new Readable({
      read() {
        this.destroy(new Error('the disk is gone'));
      },
    });
    const answer = await ask(download({ content }), '/api/crm/files');
    await expect(answer.text()).rejects.toThrow();
    const line = api.logLines.find((one) => one.includes('the disk is gone'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'error', msg: 'answer cut short' });
  });
});

const Row = z.object({
  ref: z.string(),
  note: z.string().nullable(),
  count: z.number(),
  ok: z.boolean(),
});

const exportOf = (rows: AsyncIterable<z.input<typeof Row>>) =>
  serveEndpoints([
    endpoint(
      api.deps,
      {
        id: 'entities.export',
        method: 'get',
        path: '/api/crm/export',
        permission: 'entities:read',
        summary: 'Export',
        status: 200,
        answer: csv(Row),
      },
      () => Promise.resolve({ name: 'fiches.csv', rows }),
    ),
  ]);

async function* rowsOf(notes: readonly (string | null)[]) {
  for (const note of notes) {
    yield await Promise.resolve({ ref: 'a', note, count: -1.5, ok: true, secret: 'x' });
  }
}

/** Rows without end, and what became of their source. */
const endless = () => {
  const state = { readCount: 0, isEnded: false };
  async function* rows() {
    try {
      for (;;) {
        state.readCount += 1;
        yield await Promise.resolve({ ref: 'x'.repeat(1000), note: null, count: 1, ok: true });
      }
    } finally {
      state.isEnded = true;
    }
  }
  return { state, rows: rows() };
};

describe('a CSV', () => {
  test('has a byte order mark, the columns of its schema and quoted cells', async () => {
    const answer = await ask(exportOf(rowsOf(['é, "ü"', null])), '/api/crm/export');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.subarray(3).toString()).toBe(
      'ref,note,count,ok\r\na,"é, ""ü""",-1.5,true\r\na,,-1.5,true\r\n',
    );
    expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('Content-Disposition')).toBe(
      `attachment; filename="fiches.csv"; filename*=UTF-8''fiches.csv`,
    );
  });

  test.each([
    ['=1+1', `'=1+1`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'\t'=1`],
    ['\r=1', `"'\r'=1"`],
    ['a;=1+1', `a;'=1+1`],
    ['a\n=1+1', `"a\n'=1+1"`],
  ])('gives the text %j an apostrophe, so that no spreadsheet runs it', async (text, cell) => {
    const answer = await ask(exportOf(rowsOf([text])), '/api/crm/export');
    expect(await answer.text()).toContain(`\r\na,${cell},-1.5,true\r\n`);
  });

  test.each(['two\nlines', 'two\rlines', 'two\r\nlines'])(
    'keeps the text %j in one cell',
    async (text) => {
      const answer = await ask(exportOf(rowsOf([text])), '/api/crm/export');
      expect(await answer.text()).toContain(`\r\na,"${text}",-1.5,true\r\n`);
    },
  );

  test('reads no further ahead than the client, and ends its source when the client hangs up', async () => {
    const { state, rows } = endless();
    const answer = await ask(exportOf(rows), '/api/crm/export');
    const reader = answer.body?.getReader();
    await reader?.read();
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
    expect(state.readCount).toBeLessThan(200);
    expect(state.isEnded).toBe(false);
    await reader?.cancel();
    await until('the source has ended', () => Promise.resolve(state.isEnded));
  });

  test('ends its source when the client stops reading', async () => {
    const { state, rows } = endless();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const answer = await ask(exportOf(rows), '/api/crm/export');
    const reader = answer.body?.getReader();
    await reader?.read();
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    vi.advanceTimersByTime(CLIENT_IDLE_MAX_MS);
    vi.useRealTimers();
    await until('the source has ended', () => Promise.resolve(state.isEnded));
    await expect(reader?.read()).rejects.toThrow('the client stopped reading');
  });

  test('ends its source when the socket closes', async () => {
    const { state, rows } = endless();
    const app = exportOf(rows);
    const { server, url } = await listen(app);
    const controller = new AbortController();
    const answer = await fetch(`${url}/api/crm/export`, {
      headers: { Authorization: `Bearer ${owner.key}` },
      signal: controller.signal,
    });
    await answer.body?.getReader().read();
    controller.abort();
    await until('the source has ended', () => Promise.resolve(state.isEnded));
    await new Promise((resolve) => server.close(resolve));
  });

  test('whose source fails is cut, and the failure is logged', async () => {
    async function* failing() {
      yield* rowsOf(['first']);
      throw new Error('the database is gone');
    }
    const answer = await ask(exportOf(failing()), '/api/crm/export');
    await expect(answer.text()).rejects.toThrow();
    await until('the failure is logged', () =>
      api.logLines.some((line) => line.includes('the database is gone')),
    );
  });

  test('reads nothing for a request of its headers alone', async () => {
    const { state, rows } = endless();
    const answer = await ask(exportOf(rows), '/api/crm/export', { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(state.readCount).toBe(0);
  });
});

test('an event stream is documented with the shape of its data', () => {
  const app = serveEndpoints([
    endpoint(
      api.deps,
      {
        id: 'news.open',
        method: 'get',
        path: '/inbox/news',
        permission: 'entities:read',
        summary: 'News',
        status: 200,
        answer: eventStream(z.object({ id: z.int() })),
      },
      () => Promise.resolve({ serve: (stream) => stream.writeSSE({ data: '{"id":1}' }) }),
    ),
  ]);
  const document = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } });
  expect(document.paths?.['/inbox/news']?.get?.responses?.['200']).toMatchObject({
    content: { 'text/event-stream': { schema: { properties: { id: { type: 'integer' } } } } },
  });
});

describe('an answer', () => {
  const Counted = z.object({ count: z.number().transform((count) => count + 1) });
  const app = serveEndpoints([
    endpoint(
      api.deps,
      {
        id: 'counts.create',
        method: 'post',
        path: '/api/crm/counts',
        permission: 'entities:create',
        summary: 'Count',
        status: 201,
        answer: Counted,
      },
      ({ write }) => write(() => Promise.resolve({ body: { count: 1, secret: 'x' } })),
    ),
    endpoint(
      api.deps,
      {
        id: 'counts.read',
        method: 'get',
        path: '/api/crm/counts',
        permission: 'entities:read',
        summary: 'Count',
        status: 200,
        answer: Counted,
      },
      () => Promise.resolve({ body: { count: 1, secret: 'x' } }),
    ),
  ]);

  test('passes through its schema once, and replays as it was', async () => {
    const headers = { 'Idempotency-Key': 'compte' };
    expect(await (await ask(app, '/api/crm/counts')).json()).toEqual({ count: 2 });
    for (const replayed of [null, 'true']) {
      const answer = await ask(app, '/api/crm/counts', { method: 'POST', headers });
      expect(answer.headers.get('Idempotency-Replayed')).toBe(replayed);
      expect(await answer.json()).toEqual({ count: 2 });
    }
  });
});

describe('a resource that a route loads', () => {
  const params = z.object({ id: z.coerce.number() });
  const app = serveEndpoints(
    (['get', 'post'] as const).map((method) =>
      endpoint(
        api.deps,
        {
          id: `people.${method}`,
          method,
          path: '/inbox/people/{id}',
          permission: 'users:read',
          summary: 'A person',
          params,
          load: async ({ tx, params: { id }, scope }) => {
            const user = await findUser(tx, id);
            const owned = { userId: id, callCentreId: user?.call_centre_id ?? null };
            return user && isWithin(scope, owned) ? user : undefined;
          },
          status: 200,
          answer: z.object({ name: z.string() }),
        },
        ({ read, write }) =>
          method === 'get'
            ? read((_, user) => Promise.resolve({ body: user }))
            : write((_, user) => Promise.resolve({ body: user })),
      ),
    ),
  );

  test.each(['GET', 'POST'])('is handed to its handler (%s)', async (method) => {
    const answer = await ask(app, `/inbox/people/${agents[0].id}`, { method });
    expect(await answer.json()).toEqual({ name: 'Anatole Agent' });
  });

  test.each(['GET', 'POST'])(
    'is a 404 when absent, foreign or out of reach (%s)',
    async (method) => {
      const bodies = await Promise.all(
        [999_999, api.otherCompany.owner.id, owner.id].map(async (id) => {
          const answer = await ask(app, `/inbox/people/${id}`, { method, key: supervisor.key });
          expect(answer.status).toBe(404);
          const { request_id: _, ...rest } = z
            .record(z.string(), z.unknown())
            .parse(await answer.json());
          return rest;
        }),
      );
      expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    },
  );
});
