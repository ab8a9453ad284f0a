/**
 * Goal: ADR 0011, an address a user chooses leads to the public internet or nowhere, and an answer is
 * bounded in size and time. Method: the real client against real servers on loopback; only the
 * resolver is told what to answer, because names that mislead are not ours to register.
 */
import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isLoopbackAddress, isPublicAddress } from '../../src/domain/shared/egress.ts';
import {
  createHttpClient,
  type HttpClient,
  type HttpRequest,
} from '../../src/platform/http-client.ts';
import type { Resolve } from '../../src/platform/public-names.ts';
import { until } from '../support/until.ts';

const servers: Server[] = [];
const clients: HttpClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(async () => {
  for (const server of servers) server.closeAllConnections();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

const REFUSED: [why: string, addresses: string[]][] = [
  ['this machine', ['127.0.0.1', '127.255.255.254', '::1']],
  ['no address', ['0.0.0.0', '0.1.2.3', '::']],
  ['private networks', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1']],
  ['unique local addresses', ['fc00::1', 'fd12:3456::1']],
  ['the link, and the metadata of clouds', ['169.254.169.254', 'fe80::1']],
  [
    'the platform of a cloud',
    ['168.63.129.16', '0xa83f8110', '2822734096', '::ffff:168.63.129.16'],
  ],
  ['the old site-local block', ['fec0::1']],
  ['the carrier’s network', ['100.64.0.1', '100.127.255.255']],
  ['multicast and broadcast', ['224.0.0.1', '239.1.1.1', '255.255.255.255', 'ff02::1']],
  ['reserved blocks', ['192.0.0.1', '198.18.0.1', '240.0.0.1', '192.88.99.1', '100::1']],
  ['documentation', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1']],
  ['IPv4 mapped into IPv6', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8']],
  ['IPv4 translated or compatible', ['::ffff:0:127.0.0.1', '::7f00:1', '::127.0.0.1']],
  ['NAT64', ['64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::7f00:1']],
  ['6to4 and Teredo', ['2002:7f00:1::', '2002:c0a8:101::1', '2001::1']],
  ['overlays and what nobody was given', ['2001:10::1', '5f00::1', '4000::1', 'e000::1']],
  ['what is no address', ['', 'localhost', '300.1.1.1', '1.2.3.4/8', '::g']],
];

test.each(REFUSED)('no public address: %s', (_, addresses) => {
  expect(addresses.filter(isPublicAddress)).toEqual([]);
});

test('public unicast addresses are public', () => {
  const addresses = ['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111'];
  expect(addresses.filter((address) => !isPublicAddress(address))).toEqual([]);
});

test('loopback is 127.0.0.0/8 and ::1, and nothing that embeds them', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1'].every(isLoopbackAddress)).toBe(true);
  expect(['10.0.0.1', '0.0.0.0', '::ffff:127.0.0.1', 'localhost'].some(isLoopbackAddress)).toBe(
    false,
  );
});

const listen = async (listener: RequestListener, host = '127.0.0.1'): Promise<number> => {
  const server = createServer(listener).listen(0, host);
  servers.push(server);
  await once(server, 'listening');
  return z.object({ port: z.number() }).parse(server.address()).port;
};

/** A server that must not be reached. Out: its port, and how often it was reached. */
const forbidden = async (): Promise<{ port: number; hits: () => number }> => {
  let count = 0;
  const port = await listen((_, response) => {
    count += 1;
    response.end('reached');
  });
  return { port, hits: () => count };
};

interface ClientInput {
  allowLoopback?: boolean;
  resolve?: Resolve;
}

const newClient = ({ allowLoopback = false, resolve }: ClientInput = {}): HttpClient => {
  const client = createHttpClient({ allowLoopback, ...(resolve ? { resolve } : {}) });
  clients.push(client);
  return client;
};

const request = (url: string, changes: Partial<HttpRequest> = {}): HttpRequest => ({
  url,
  method: 'GET',
  headers: {},
  timeoutMs: 5_000,
  responseSizeMaxBytes: 1_024,
  isTrusted: false,
  ...changes,
});

/** A resolver that gives one answer after the other. */
const answering = (...answers: LookupAddress[][]): Resolve & { askedCount: () => number } => {
  let count = 0;
  const resolve: Resolve = (_, callback) => {
    callback(null, answers[count] ?? []);
    count += 1;
  };
  return Object.assign(resolve, { askedCount: () => count });
};

const v4 = (address: string): LookupAddress => ({ address, family: 4 });

describe('an address a user chose', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0x7f.0.0.1:PORT/',
    'http://017700000001:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0:PORT/',
    'http://１２７.0.0.1:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://localhost:PORT/',
    'http://user:password@127.0.0.1:PORT/',
    'http://public.example@127.0.0.1:PORT/',
  ])('written as %s is refused without a connection', async (template) => {
    const { port, hits } = await forbidden();
    const sent = newClient().send(request(template.replace('PORT', String(port))));
    await expect(sent).rejects.toMatchObject({ code: 'egress_refused' });
    expect(hits()).toBe(0);
  });

  test.each(['ftp://example.com/', 'file:///etc/passwd', 'unix:///var/run/x.sock', 'data:,x'])(
    'of another protocol (%s) is refused',
    async (url) => {
      const sent = newClient({ allowLoopback: true }).send(request(url));
      await expect(sent).rejects.toMatchObject({ code: 'egress_refused' });
    },
  );

  test('is refused if any address behind its name is not public', async () => {
    const { port, hits } = await forbidden();
    for (const addresses of [
      [v4('127.0.0.1')],
      [v4('8.8.8.8'), v4('127.0.0.1')],
      [v4('8.8.8.8'), { address: '::ffff:127.0.0.1', family: 6 }],
      [{ address: '64:ff9b::7f00:1', family: 6 }],
      [],
      Array.from({ length: 17 }, () => v4('8.8.8.8')),
    ]) {
      const client = newClient({ resolve: answering(addresses) });
      await expect(client.send(request(`http://rebind.test:${port}/`))).rejects.toMatchObject({
        code: 'egress_refused',
      });
    }
    expect(hits()).toBe(0);
  });

  test('is resolved once per connection, which uses that result', async () => {
    const { port, hits } = await forbidden();
    const wanted = createServer((_, response) => response.end('checked'));
    servers.push(wanted);
    wanted.listen(port, '127.0.0.2');
    await once(wanted, 'listening');
    const resolve = answering([v4('127.0.0.2')], [v4('127.0.0.1')]);
    const client = newClient({ allowLoopback: true, resolve });
    const answer = await client.send(request(`http://rebind.test:${port}/`));
    expect(answer.body).toBe('checked');
    expect(resolve.askedCount()).toBe(1);
    expect(hits()).toBe(0);
  });

  test('is refused when its name later resolves to a private address', async () => {
    const { port, hits } = await forbidden();
    const wanted = createServer((_, response) => {
      response.setHeader('Connection', 'close');
      response.end('first');
    });
    servers.push(wanted);
    wanted.listen(port, '127.0.0.2');
    await once(wanted, 'listening');
    const client = newClient({
      allowLoopback: true,
      resolve: answering([v4('127.0.0.2')], [v4('10.0.0.1')]),
    });
    const send = () => client.send(request(`http://rebind.test:${port}/`));
    expect((await send()).body).toBe('first');
    await expect(send()).rejects.toMatchObject({ code: 'egress_refused' });
    expect(hits()).toBe(0);
  });

  test('may be loopback where development allows it, but no other private address', async () => {
    const port = await listen((_, response) => response.end('here'));
    const client = newClient({ allowLoopback: true });
    expect((await client.send(request(`http://127.0.0.1:${port}/`))).body).toBe('here');
    for (const url of ['http://10.0.0.1/', 'http://169.254.169.254/', 'http://0.0.0.0/']) {
      await expect(client.send(request(url))).rejects.toMatchObject({ code: 'egress_refused' });
    }
  });

  test('that does not resolve is a network failure, safe to try again', async () => {
    const failure = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    const client = newClient({ resolve: (_, callback) => callback(failure, []) });
    const sent = client.send(request('http://nowhere.test/'));
    await expect(sent).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});

test('an address the operator configured may be private', async () => {
  const port = await listen((_, response) => response.end('n8n'));
  const answer = await newClient().send(request(`http://127.0.0.1:${port}/`, { isTrusted: true }));
  expect(answer).toMatchObject({ status: 200, body: 'n8n' });
});

describe('an answer', () => {
  const loopback = (port: number, changes: Partial<HttpRequest> = {}) =>
    newClient({ allowLoopback: true }).send(request(`http://127.0.0.1:${port}/`, changes));

  test.each([301, 302, 303, 307, 308])('%i is not followed', async (status) => {
    const { port: inside, hits } = await forbidden();
    const port = await listen((_, response) =>
      response.writeHead(status, { Location: `http://127.0.0.1:${inside}/` }).end(),
    );
    expect((await loopback(port)).status).toBe(status);
    expect(hits()).toBe(0);
  });

  test('is read up to its limit and no further', async () => {
    let sentBytes = 0;
    const port = await listen((incoming, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const write = (): void => {
        while (!response.destroyed && sentBytes < 256 * 1024 * 1024) {
          sentBytes += chunk.length;
          if (!response.write(chunk)) return;
        }
      };
      response.on('drain', write);
      incoming.on('close', () => response.destroy());
      write();
    });
    const answer = await loopback(port, { responseSizeMaxBytes: 1_000 });
    expect(answer.body).toBe('x'.repeat(1_000));
    expect(sentBytes).toBeLessThan(64 * 1024 * 1024);
  });

  test('holds no NUL, which Postgres could not store', async () => {
    const port = await listen((_, response) => response.end('a\0b'));
    expect((await loopback(port)).body).toBe('ab');
  });

  test('that never comes ends in a timeout', async () => {
    const port = await listen(() => undefined);
    await expect(loopback(port, { timeoutMs: 300 })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  test.each<[string, RequestListener]>([
    ['starts and never ends', (_, response) => void response.writeHead(202).write('a')],
    ['breaks off', (_, response) => response.writeHead(202).write('a', () => response.destroy())],
    [
      'comes a byte at a time',
      (_, response) => {
        response.writeHead(202);
        const dripping = setInterval(() => response.write('a'), 20);
        response.on('close', () => clearInterval(dripping));
      },
    ],
  ])('that %s gives its status and the part of the body that came', async (_, listener) => {
    const port = await listen(listener);
    // The status has to come in time: on a busy machine that takes longer than on an idle one.
    let timeoutMs = 300;
    const answer = await until('an answer whose status came in time', () => {
      timeoutMs *= 2;
      return loopback(port, { timeoutMs }).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'TimeoutError' });
        return undefined;
      });
    });
    expect(answer).toMatchObject({ status: 202, body: expect.stringMatching(/^a+$/) });
  });

  test('of a name that never resolves ends in a timeout', async () => {
    const client = newClient({ resolve: () => undefined });
    const sent = client.send(request('http://slow.test/', { timeoutMs: 200 }));
    await expect(sent).rejects.toMatchObject({ name: 'TimeoutError' });
    clients.pop(); // closing would wait for the connection
  });
});
