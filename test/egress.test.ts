import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPublicAddress } from '../src/domain/egress.ts';
import { createHttpClient, type HttpClient, type HttpRequest } from '../src/http-client.ts';

/** Goal: ADR 0011, no address a user chose leads inside. Method: the real client and a real local server. */

describe('addresses', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    ['IPv6 loopback', '::1'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '192.168.1.1'],
    ['link-local, where clouds keep their metadata', '169.254.169.254'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['unspecified', '0.0.0.0'],
    ['broadcast', '255.255.255.255'],
    ['multicast', '224.0.0.1'],
    ['unique local', 'fd00::1'],
    ['IPv6 link-local', 'fe80::1'],
    ['IPv4 inside IPv6', '::ffff:127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['documentation', '192.0.2.1'],
    ['no address', 'localhost'],
  ])('%s (%s) is not public', (_kind, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('the client', () => {
  let server: Server;
  let port: number;
  let requestCount = 0;
  const strict: HttpClient = createHttpClient({ allowLoopback: false });
  const lenient: HttpClient = createHttpClient({ allowLoopback: true });

  beforeAll(async () => {
    server = createServer((request, response) => {
      requestCount++;
      if (request.url === '/elsewhere') response.writeHead(302, { Location: '/' }).end();
      else if (request.url === '/large') response.end('x'.repeat(100_000));
      else if (request.url !== '/silent') response.end('here');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });

  afterAll(async () => {
    await Promise.all([strict.close(), lenient.close()]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const call = (client: HttpClient, url: string, more: Partial<HttpRequest> = {}) =>
    client.send({
      url,
      method: 'GET',
      headers: {},
      timeoutMs: 5_000,
      responseSizeMaxBytes: 1_000,
      isTrusted: false,
      ...more,
    });

  test.each(['127.0.0.1', 'localhost', '2130706433', '0x7f000001', '[::1]', '[::ffff:127.0.0.1]'])(
    'http://%s is refused, and nothing is sent',
    async (host) => {
      const before = requestCount;
      await expect(call(strict, `http://${host}:${port}/`)).rejects.toSatisfy(
        (error: Error) => 'code' in error && error.code === 'egress_refused',
      );
      expect(requestCount).toBe(before);
    },
  );

  test('an address of another kind than http is refused', async () => {
    await expect(call(lenient, 'file:///etc/passwd')).rejects.toMatchObject({
      code: 'egress_refused',
    });
  });

  test("the operator's own address may be a private one", async () => {
    const answer = await call(strict, `http://127.0.0.1:${port}/`, { isTrusted: true });
    expect(answer).toMatchObject({ status: 200, body: 'here' });
  });

  test('a redirect is an answer, not an order', async () => {
    const answer = await call(lenient, `http://127.0.0.1:${port}/elsewhere`);
    expect(answer.status).toBe(302);
  });

  test('no more is kept of an answer than asked for', async () => {
    const answer = await call(lenient, `http://127.0.0.1:${port}/large`);
    expect(answer.body).toHaveLength(1_000);
  });

  test('an answer that does not come is given up', async () => {
    await expect(
      call(lenient, `http://127.0.0.1:${port}/silent`, { timeoutMs: 50 }),
    ).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
