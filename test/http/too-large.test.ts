/**
 * Goal: a client whose body is too large reads why, although it writes the whole body first. Method: the
 * api on a real port, and a client that does not read before it has written.
 */
import { afterAll, expect, test } from 'vitest';
import { listen, startTestApi } from '../support/api.ts';
import { chunked, MIB, spaces, writeThenRead } from '../support/write-then-read.ts';

const api = await startTestApi();
const { server, port } = await listen(api.app);
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await api.stop();
});

const head = (...headers: string[]): Buffer =>
  Buffer.from(
    [
      'POST /api/v1/entities/candidat HTTP/1.1',
      'Host: localhost',
      `Authorization: Bearer ${api.company.owner.key}`,
      'Content-Type: application/json',
      ...headers,
      '\r\n',
    ].join('\r\n'),
  );

/** A request on the same connection, after which it is closed. */
const HEALTH = Buffer.from('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');

test('a body of announced length is refused, and the next request on the connection answered', async () => {
  const request = [head(`Content-Length: ${8 * MIB}`), ...spaces(8), HEALTH];
  const answers = await writeThenRead(port, request);
  expect(answers).toMatch(/^HTTP\/1\.1 413 /);
  expect(answers).toContain('"code":"payload_too_large"');
  expect(answers).toContain('{"status":"ok"}');
});

test('a body in pieces is refused, and the next request on the connection answered', async () => {
  const request = [head('Transfer-Encoding: chunked'), ...chunked(spaces(8)), HEALTH];
  const answers = await writeThenRead(port, request);
  expect(answers).toMatch(/^HTTP\/1\.1 413 /);
  expect(answers).toContain('"code":"payload_too_large"');
  expect(answers).toContain('{"status":"ok"}');
});

test.each([
  ['of announced length', () => [head(`Content-Length: ${1024 * MIB}`), ...spaces(80)]],
  ['in pieces', () => [head('Transfer-Encoding: chunked'), ...chunked(spaces(80))]],
])('a body %s that goes on and on is cut off', async (_, request) => {
  const answers = await writeThenRead(port, request()).catch((error: Error) => error.message);
  expect(answers).toMatch(/413|EPIPE|ECONNRESET/);
  expect(answers).not.toContain('{"status":"ok"}');
  const after = await writeThenRead(port, [HEALTH]);
  expect(after).toContain('{"status":"ok"}');
});
