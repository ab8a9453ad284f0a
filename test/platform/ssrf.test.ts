/**
 * Goal: no address of the corpus makes the client open a socket that it must not open, and no public one
 * is refused. Method: the real client with a resolver that answers what the corpus says, and a canary on
 * loopback. Public addresses are not called: the last step, opening the socket, is replaced.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { isIP, type Server } from 'node:net';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createHttpClient, type HttpClient } from '../../src/platform/http-client.ts';
import type { Resolve } from '../../src/platform/public-names.ts';
import { replaceDialling } from '../support/dialling.ts';
import {
  PUBLIC_ANSWER,
  PUBLIC_URLS,
  REDIRECT_TARGETS,
  REFUSED_URLS,
  type CorpusUrl,
} from '../support/ssrf-corpus.ts';

const portOf = (server: Server): number =>
  z.object({ port: z.number() }).parse(server.address()).port;

let reachedCount = 0;
const canary = createServer((_, response) => response.end('reached'));
canary.on('connection', () => (reachedCount += 1));
canary.listen(0, '127.0.0.1');
await once(canary, 'listening');
const PORT = portOf(canary);
/** The same port of ::1, where this machine has it. */
const canary6 = createServer((_, response) => response.end('reached'));
canary6.on('connection', () => (reachedCount += 1));
canary6.on('error', () => undefined);
canary6.listen(PORT, '::1');

const clients: HttpClient[] = [];
let connectedCount = 0;
const onConnected = (): void => {
  connectedCount += 1;
};
subscribe('undici:client:connected', onConnected);

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(() => {
  unsubscribe('undici:client:connected', onConnected);
  canary.close();
  canary6.close();
});

const resolverOf = ({ answers = [[PUBLIC_ANSWER]] }: CorpusUrl): Resolve => {
  let askedCount = 0;
  return (_, callback) => {
    const addresses = answers[Math.min(askedCount, answers.length - 1)] ?? [];
    askedCount += 1;
    const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);
    callback(
      null,
      addresses.map((address) => ({ address, family: familyOf(address) })),
    );
  };
};

const send = (entry: CorpusUrl, allowLoopback = false) => {
  const client = createHttpClient({ allowLoopback, resolve: resolverOf(entry) });
  clients.push(client);
  return client.send({
    url: entry.url.replaceAll('PORT', String(PORT)),
    method: 'POST',
    headers: {},
    body: '{}',
    timeoutMs: 5_000,
    responseSizeMaxBytes: 100,
    isTrusted: false,
  });
};

describe(`${REFUSED_URLS.length} addresses are refused without a socket`, () => {
  test('the corpus has at least 120 refused and 30 public addresses, each once', () => {
    expect(REFUSED_URLS.length).toBeGreaterThanOrEqual(120);
    expect(PUBLIC_URLS.length).toBeGreaterThanOrEqual(30);
    const keys = [...REFUSED_URLS, ...PUBLIC_URLS].map((entry) => JSON.stringify(entry));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('the canary answers, so a socket to it would be seen', async () => {
    const answer = await send({ url: 'http://127.0.0.1:PORT/' }, true);
    expect(answer.body).toBe('reached');
    expect(reachedCount).toBe(1);
  });

  test.each(REFUSED_URLS)('$url $answers', async (entry) => {
    const [reachedBefore, connectedBefore] = [reachedCount, connectedCount];
    await expect(send(entry)).rejects.toMatchObject({ code: 'egress_refused' });
    expect([reachedCount, connectedCount]).toEqual([reachedBefore, connectedBefore]);
  });
});

test('a name whose second answer is private is refused at its second connection', async () => {
  const entry = { url: 'http://rebind.example.com:PORT/', answers: [['127.0.0.2'], ['10.0.0.1']] };
  const client = createHttpClient({ allowLoopback: true, resolve: resolverOf(entry) });
  clients.push(client);
  const request = {
    url: entry.url.replaceAll('PORT', String(PORT)),
    method: 'POST',
    headers: {},
    timeoutMs: 5_000,
    responseSizeMaxBytes: 100,
    isTrusted: false,
  } as const;
  // Nothing listens on 127.0.0.2, so there is no connection to use again.
  await expect(client.send(request)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await expect(client.send(request)).rejects.toMatchObject({ code: 'egress_refused' });
});

describe('a redirect is an answer, not an address to call', () => {
  test.each(REDIRECT_TARGETS)('to %s', async (target) => {
    const redirecting = createServer((_, response) =>
      response
        .writeHead(307, {
          Location: target.replaceAll('PORT', String(PORT)),
          Refresh: `0; url=http://127.0.0.1:${PORT}/`,
        })
        .end(),
    ).listen(0, '127.0.0.2');
    await once(redirecting, 'listening');
    const before = reachedCount;
    const answer = await send({ url: `http://127.0.0.2:${portOf(redirecting)}/` }, true);
    redirecting.closeAllConnections();
    redirecting.close();
    expect(answer.status).toBe(307);
    expect(reachedCount).toBe(before);
  });
});

describe(`${PUBLIC_URLS.length} public addresses pass`, () => {
  test.each(PUBLIC_URLS)('$url $answers', async (entry) => {
    const dialled = replaceDialling();
    await expect(send(entry)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(dialled).toHaveLength(1);
    const host = new URL(entry.url).hostname.replace(/^\[|\]$/g, '');
    const literal = isIP(host) === 0 ? undefined : [host];
    expect(dialled[0]?.addresses).toEqual(literal ?? entry.answers?.[0] ?? [PUBLIC_ANSWER]);
  });
});
