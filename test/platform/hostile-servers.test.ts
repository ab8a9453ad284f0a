/**
 * Goal: whatever a receiver does, an attempt ends, costs little memory and leaves no connection. Method:
 * the real client against raw sockets on loopback that do one wrong thing each. The client's own limits
 * end each case; what must be bounded is counted in bytes at the sender.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  createHttpClient,
  type HttpClient,
  type HttpRequest,
} from '../../src/platform/http-client.ts';
import { hasOpenssl, makeSelfSigned } from '../support/certificates.ts';
import { until } from '../support/until.ts';

const KEPT_BYTES = 1_000;
const MEBIBYTE = 1024 * 1024;
const FLOOD_BYTES = 100 * MEBIBYTE;
/** What the buffers of both sockets may hold before the sender has to wait. */
const BUFFERED_MAX_BYTES = 24 * MEBIBYTE;
const OK = 'HTTP/1.1 200 OK\r\n';

const servers: Server[] = [];
const sockets = new Set<Socket>();
const clients: HttpClient[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(() => {
  for (const server of servers) server.close();
});

const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return z.object({ port: z.number() }).parse(server.address()).port;
};

/** A server that does one thing as soon as a request has come. */
const serving = (react: (socket: Socket) => void): Promise<number> =>
  listen(createServer((socket) => void socket.once('data', () => react(socket))));

const answering = (bytes: string | Buffer): Promise<number> =>
  serving((socket) => void socket.end(bytes));

const newClient = (): HttpClient => {
  const client = createHttpClient({ allowLoopback: true });
  clients.push(client);
  return client;
};

const send = (port: number, changes: Partial<HttpRequest> = {}, client = newClient()) =>
  client.send({
    url: `http://127.0.0.1:${port}/`,
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{}',
    timeoutMs: 20_000,
    responseSizeMaxBytes: KEPT_BYTES,
    isTrusted: false,
    ...changes,
  });

/** The answer to a request whose status came in time: on a busy machine that takes longer. */
const sendInTime = async (port: number) => {
  let timeoutMs = 200;
  return until('an answer whose status came in time', () => {
    timeoutMs *= 2;
    return send(port, { timeoutMs }).catch((error: unknown) => {
      expect(error).toMatchObject({ name: 'TimeoutError' });
      return undefined;
    });
  });
};

/** Writes as fast as the other side reads, up to a total. Out: the bytes written so far. */
const flood = (socket: Socket, piece: Buffer | string, totalBytes = FLOOD_BYTES) => {
  const written = { sizeBytes: 0 };
  const write = (): void => {
    while (!socket.destroyed && written.sizeBytes < totalBytes) {
      written.sizeBytes += piece.length;
      if (!socket.write(piece)) return;
    }
  };
  socket.on('drain', write);
  write();
  return written;
};

const drip = (socket: Socket, text: string): void => {
  let at = 0;
  const dripping = setInterval(() => {
    socket.write(text.charAt(at % text.length));
    at += 1;
  }, 10);
  socket.on('close', () => clearInterval(dripping));
};

const CHUNK = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`);

describe('an attempt ends in a timeout when a receiver', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['never answers', () => undefined],
    ['drips its status line', (socket) => drip(socket, OK.padEnd(10_000, 'x'))],
    [
      'drips endless headers',
      (socket) => drip(socket, `${OK}X-A: b\r\n${'X-B: c\r\n'.repeat(900)}`),
    ],
    ['stops within its headers', (socket) => void socket.write(`${OK}X-A: `)],
  ])('%s', async (_, react) => {
    const port = await serving(react);
    await expect(send(port, { timeoutMs: 300 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('does not read the request', async () => {
    const port = await listen(createServer({ pauseOnConnect: true }, () => undefined));
    const body = 'x'.repeat(32 * MEBIBYTE);
    await expect(send(port, { body, timeoutMs: 300 })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  test('accepts a TLS connection and says nothing', async () => {
    const port = await listen(createServer(() => undefined));
    const url = `https://127.0.0.1:${port}/`;
    await expect(send(port, { url, timeoutMs: 300 })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });
});

describe('the status counts, with the part of the body that came, when a receiver', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['drips its body', (socket) => drip(socket, 'a')],
    ['stops within its body', (socket) => void socket.write('aaa')],
    ['breaks off within its body', (socket) => void socket.write('a', () => socket.destroy())],
  ])('%s', async (_, react) => {
    const port = await serving((socket) => {
      socket.write(`${OK}Content-Length: 100000\r\n\r\na`);
      react(socket);
    });
    expect(await sendInTime(port)).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^a*$/),
    });
  });

  test.each<[string, string, string]>([
    ['extends a chunk without end', '1;', 'b'],
    ['sends empty lines of trailers without end', '0\r\n', 'X: y\r\n'],
  ])('%s', async (_, start, piece) => {
    const port = await serving((socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n${start}`);
      drip(socket, piece);
    });
    expect(await sendInTime(port)).toMatchObject({ status: 200, body: '' });
  });
});

describe('the answer is cut, and the sender has to stop, when a receiver floods', () => {
  test.each<[string, string, Buffer | string]>([
    ['a body of 100 MB', `Content-Length: ${FLOOD_BYTES}\r\n\r\n`, Buffer.alloc(65_536, 'x')],
    ['a body without a length', 'Connection: close\r\n\r\n', Buffer.alloc(65_536, 'x')],
    ['large chunks without end', 'Transfer-Encoding: chunked\r\n\r\n', CHUNK],
    ['chunks of one byte', 'Transfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n'.repeat(5_000)],
  ])('%s', async (_, head, piece) => {
    let written = { sizeBytes: 0 };
    const port = await serving((socket) => {
      socket.write(OK + head);
      written = flood(socket, piece);
    });
    const answer = await send(port);
    expect(answer).toMatchObject({ status: 200, body: 'x'.repeat(KEPT_BYTES) });
    await until('the client closes the connection', () => sockets.size === 0);
    expect(written.sizeBytes).toBeLessThan(BUFFERED_MAX_BYTES);
  });

  test('compressed bytes, which stay compressed', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * MEBIBYTE, 'x'));
    const head = `${OK}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
    const port = await answering(Buffer.concat([Buffer.from(head), bomb]));
    const { status, headers, body } = await send(port);
    expect({ status, encoding: headers['content-encoding'] }).toEqual({
      status: 200,
      encoding: 'gzip',
    });
    expect(body).not.toContain('xxxx');
    expect(body.length).toBeLessThanOrEqual(KEPT_BYTES);
  });
});

describe('the attempt fails when a receiver', () => {
  const overflow = { code: 'UND_ERR_HEADERS_OVERFLOW' };
  const mismatch = { code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' };
  const notHttp = { code: expect.stringMatching(/^HPE_/) };
  const broken = { code: expect.stringMatching(/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/) };

  test.each<[string, string, object]>([
    ['sends one huge header', `${OK}X-A: ${'a'.repeat(20_000)}\r\n\r\n`, overflow],
    ['sends 10,000 headers', `${OK}${'X-A: b\r\n'.repeat(10_000)}\r\n`, overflow],
    ['sends nothing and closes', '', broken],
    ['closes within its headers', `${OK}X-A: b\r\n`, broken],
    ['speaks HTTP/0.9', '<html>hello</html>', notHttp],
    ['speaks another protocol', '220 mail.example.com ESMTP\r\n', notHttp],
    ['sends a garbled status line', 'HTTP/1.1 abc OK\r\n\r\n', notHttp],
    ['sends the status 099', 'HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n', notHttp],
    ['sends a NUL in a header', `${OK}X-A: a\0b\r\n\r\n`, notHttp],
    ['sends two lengths', `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\na`, mismatch],
    ['sends a negative length', `${OK}Content-Length: -1\r\n\r\na`, notHttp],
    ['goes on although nobody asked', 'HTTP/1.1 100 Continue\r\n\r\n', notHttp],
    [
      'changes the protocol',
      'HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      notHttp,
    ],
  ])('%s', async (_, bytes, error) => {
    await expect(send(await answering(bytes))).rejects.toMatchObject(error);
  });

  test('floods answers before the answer', async () => {
    let written = { sizeBytes: 0 };
    const port = await serving((socket) => {
      written = flood(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(1_000));
    });
    await expect(send(port)).rejects.toMatchObject(notHttp);
    await until('the client closes the connection', () => sockets.size === 0);
    expect(written.sizeBytes).toBeLessThan(BUFFERED_MAX_BYTES);
  });

  test('resets the connection', async () => {
    const port = await serving((socket) => void socket.resetAndDestroy());
    await expect(send(port)).rejects.toMatchObject(broken);
    const early = await listen(createServer((socket) => void socket.resetAndDestroy()));
    await expect(send(early)).rejects.toMatchObject(broken);
  });

  test('answers TLS with plain HTTP', async () => {
    const port = await answering(`${OK}Content-Length: 0\r\n\r\n`);
    const sent = send(port, { url: `https://127.0.0.1:${port}/` });
    await expect(sent).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:ERR_SSL_|EPROTO|ECONNRESET)/),
    });
  });
});

test.skipIf(!hasOpenssl)('a certificate that nobody verified ends the attempt', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'relais-hostile-'));
  makeSelfSigned(directory, 'hostile');
  const [key, cert] = ['key', 'pem'].map((kind) =>
    readFileSync(join(directory, `hostile.${kind}`)),
  );
  rmSync(directory, { recursive: true });
  let requestCount = 0;
  const server = createTlsServer({ key, cert }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => (requestCount += 1));
  });
  const port = await listen(server);
  const sent = send(port, { url: `https://127.0.0.1:${port}/` });
  await expect(sent).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(requestCount).toBe(0);
});

describe('an odd answer is passed on as it is', () => {
  test('few answers before the answer', async () => {
    const early = 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(3);
    const port = await answering(`${early}HTTP/1.1 204 No Content\r\n\r\n`);
    expect(await send(port)).toMatchObject({ status: 204, body: '' });
  });

  test('an unknown status', async () => {
    const port = await answering('HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n');
    expect((await send(port)).status).toBe(999);
  });

  test('headers with the names of built-in properties, and bytes that are no UTF-8', async () => {
    const head = `${OK}__proto__: a\r\n__proto__: b\r\nconstructor: c\r\nX-A: \xff\r\n`;
    const port = await answering(Buffer.from(`${head}Content-Length: 2\r\n\r\n\xff\xfe`, 'latin1'));
    const { headers, body } = await send(port);
    expect(Object.entries(headers)).toEqual(
      expect.arrayContaining([
        ['__proto__', 'a, b'],
        ['constructor', 'c'],
        ['x-a', 'ÿ'],
      ]),
    );
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
    expect(body).toBe('\ufffd\ufffd');
  });
});

test('a second answer that nobody asked for is not taken for the answer to the next request', async () => {
  let requestCount = 0;
  const port = await listen(
    createServer((socket) =>
      socket.on('data', () => {
        requestCount += 1;
        const answer = `${OK}Content-Length: 1\r\n\r\n${requestCount}`;
        socket.write(requestCount === 1 ? `${answer}${OK}Content-Length: 1\r\n\r\n?` : answer);
      }),
    ),
  );
  const client = newClient();
  expect((await send(port, {}, client)).body).toBe('1');
  expect((await send(port, {}, client)).body).toBe('2');
});

test('closing the client leaves no connection of attempts that failed', async () => {
  const client = createHttpClient({ allowLoopback: true });
  const port = await serving((socket) => void socket.write(`${OK}X-A: `));
  const attempts = Array.from({ length: 20 }, () => send(port, { timeoutMs: 200 }, client));
  const outcomes = await Promise.allSettled(attempts);
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
  await client.close();
  await until('the connections end', () => sockets.size === 0);
});
