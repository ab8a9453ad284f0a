/**
 * Goal: no secret and no personal data reaches a log line, by its field's name or by its look, and
 * what operators search for stays readable. Method: the real logger into an array.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { callbackToken } from '../../src/domain/actions/callbacks.ts';
import { newToken } from '../../src/domain/shared/secrets.ts';
import { createLog, redact } from '../../src/platform/log.ts';

/** One line, as it is written. */
const written = (fields: object, message = 'something happened'): string => {
  const lines: string[] = [];
  const log = createLog('trace', { write: (line: string) => void lines.push(line) });
  log.info(fields, message);
  expect(lines).toHaveLength(1);
  const [line = ''] = lines;
  expect(() => JSON.parse(line) as unknown, line).not.toThrow();
  return line;
};

describe('a line', () => {
  test('is one JSON object with level, time and message', () => {
    expect(JSON.parse(written({ requestId: 'demande-1', workflowId: 'action/1' }))).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestId: 'demande-1',
      workflowId: 'action/1',
      msg: 'something happened',
    });
  });

  test('stays one line whatever is in it', () => {
    expect(written({ text: 'a\nb\r\n{"level":"fatal"}' }).trim().split('\n')).toHaveLength(1);
  });

  test('is left out below the level', () => {
    const lines: string[] = [];
    const log = createLog('warn', { write: (line: string) => void lines.push(line) });
    log.info({}, 'quiet');
    log.warn({}, 'loud');
    expect(lines).toHaveLength(1);
  });

  test('tells an error with its code, its stack and its cause', () => {
    const error = new AppError('unavailable', 'no n8n', { cause: new Error('ECONNREFUSED') });
    const line = written({ err: error });
    expect(JSON.parse(line)).toMatchObject({ err: { code: 'unavailable' } });
    expect(line).toContain('log.test.ts');
    expect(line).toContain('ECONNREFUSED');
  });
});

test('of an error masks its message as well', () => {
  const line = written({ err: new Error('no mailbox for marie@example.com') });
  expect(line).not.toContain('marie');
  expect(line).toContain('[email]');
});

describe('fields never printed', () => {
  test.each([
    'authorization',
    'cookie',
    'password',
    'token',
    'secret',
    'apiKey',
    'api_key',
    'key',
    'encryptionKeys',
    'ENCRYPTION_KEYS',
    'body',
    'email',
    'telephone',
    'phone',
    'detail',
  ])('%s, also one and two objects down', (field) => {
    const value = 'Sesam-öffne-dich';
    const line = written({ [field]: value, a: { [field]: value, b: { [field]: value } } });
    expect(line).not.toContain('Sesam');
    expect(line.match(/\[(?:redacted|secret)\]/g)).toHaveLength(3);
  });

  test('the row in an error of PostgreSQL', () => {
    const detail = 'Failing row contains (1, Marie Dumitru).';
    const line = written({ err: Object.assign(new Error('violates a check'), { detail }) });
    expect(line).toContain('violates a check');
    expect(line).not.toContain('Dumitru');
  });

  test('also when they hold objects', () => {
    expect(written({ body: { nom: 'Dumitru' } })).not.toContain('Dumitru');
  });
});

describe('patterns masked anywhere', () => {
  const keys = [{ id: 'k1', key: Buffer.alloc(32, 1) }];
  const subject = { companyId: 1, actionId: randomUUID(), round: 1 };

  test.each([
    ['API key', newToken('rlk')],
    ['session', newToken('rls')],
    ['invitation', newToken('rli')],
    ['confirmation', newToken('rlc')],
    ['callback token', callbackToken(keys, subject)],
    ['webhook secret', 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ='],
  ])('a bare %s', (_, secret) => {
    for (const text of [secret, `for ${secret}.`, `https://x.example/i#${secret}`]) {
      expect(written({ note: text }, `saw ${text}`)).not.toContain(secret);
    }
  });

  test.each([
    'Authorization: Bearer eyJhbGciOi.abc-123_x',
    'authorization=bearer abc123def',
    'Basic b2xnYTpzZWNyZXQ=',
    'password=hunter2hunter2',
    'PASSWORD: hunter2',
    "secret='hunter2'",
    'access_token=hunter2&next=1',
    '?client_secret=hunter2',
    'X-API-Key: hunter2',
    'N8N_API_KEY=hunter2',
    'api_key = hunter2',
    'apikey:hunter2',
  ])('the value of %s', (text) => {
    expect(redact(text)).not.toMatch(/hunter2|eyJhb|abc123|b2xnYTpz/);
    expect(written({ note: text }, text)).not.toMatch(/hunter2|eyJhb|abc123|b2xnYTpz/);
  });

  test('a secret field of an object, however deep and however spelt', () => {
    const deep = { a: { b: { c: { 'X-API-Key': 'hunter2', accessToken: 'hun"ter2' } } } };
    const line = written({
      ...deep,
      headers: { Cookie: 'relais=hunter2', Authorization: 'hunter2' },
    });
    expect(line).not.toMatch(/hunter2|hun\\"ter2/);
    expect(JSON.parse(line)).toMatchObject({ a: { b: { c: { 'X-API-Key': '[secret]' } } } });
  });

  test('an object beside it keeps its shape', () => {
    const fields = {
      a: { b: { c: { hasPassword: true, tokenCount: 12, token: null } } },
      after: 1,
    };
    expect(JSON.parse(written(fields))).toMatchObject(fields);
  });

  test.each([
    'postgres://relais_app:p4ss%2Fword@db.internal:5432/relais',
    'https://p4ssword@n8n.internal/webhook',
    'amqp://user:p4ss:word@queue.internal',
    'smtps://user:p4ss@p4ss@mail.internal',
  ])('the credentials of %s, and nothing else of it', (url) => {
    const masked = redact(`connect to ${url} failed`);
    expect(masked).not.toContain('p4ss');
    expect(masked).toMatch(/\w+:\/\/\[credentials\]@\w+\.internal/);
  });

  test.each([
    'marie.dumitru@example.com',
    'Marie.Dumitru+crm@sub.example.co.uk',
    'renée.lefèvre@société.fr',
    'o_brien-2%x@example.org',
  ])('the e-mail address %s', (address) => {
    for (const text of [
      address,
      `<${address}>`,
      `(email)=(${address}) exists`,
      `mailto:${address}`,
    ]) {
      const masked = redact(text);
      expect(masked).toContain('[email]');
      expect(masked).not.toMatch(/dumitru|lef|brien/i);
    }
  });

  test.each([
    '0612345678',
    '06 12 34 56 78',
    '06.12.34.56.78',
    '06-12-34-56-78',
    '01\u00a023\u00a045\u00a067\u00a089',
    '06\u202f12\u202f34\u202f56\u202f78',
    '+33612345678',
    '+33 6 12 34 56 78',
    '+33 (0)6 12 34 56 78',
    '+33.6.12.34.56.78',
    '0033612345678',
    '0033 6 12 34 56 78',
    '+41 22 345 67 89',
    '+1 415-555-2671',
  ])('the phone number %s', (number) => {
    for (const text of [
      number,
      `appeler le ${number}.`,
      `tel:${number}`,
      `(${number})`,
      `${number}, demain`,
      `Marie:${number};`,
    ]) {
      expect(redact(text), text).toContain('[phone]');
      expect(redact(text), text).not.toMatch(/34.?56|345.?67|555/);
    }
    expect(written({ note: `rappel ${number}` })).not.toContain(number);
  });
});

describe('what operators search for stays as it is', () => {
  test.each([
    ['a UUID', '01234567-0123-7890-8123-012345678901'],
    ['a request id', 'req-0612345678'],
    ['a workflow id', 'action/01a1fc6e-7345-763f-b708-1e49fe4b3e2f/2'],
    ['an instant', '2026-02-19T10:30:00.000Z'],
    ['an instant with an offset', '2026-02-19T10:30:00.123456+01:00'],
    ['milliseconds', '1771497000000'],
    ['a French date', '19/02/2026 10:30'],
    ['a date with points', '01.02.2026 10:30'],
    ['a date with hyphens', '01-02-2026 10:30:00'],
    ['an entity', 'DUMI15091992'],
    ['a number of ten digits', '1234567890'],
    ['a decimal', '0.0123456789'],
    ['a version', '18.4.0-beta.17'],
    ['an IPv4 address', '192.168.0.12:5432'],
    ['an IPv6 address', '2001:0db8:0012:3456:7890::1'],
    ['a hash', '0123456789abcdef0123456789abcdef'],
    ['a digest', 'sha256:0123456789abcdef'],
    ['a refused connection', 'connect ECONNREFUSED 127.0.0.1:7233'],
    ['a plain address', 'https://n8n.internal/webhook/crm-action?x=1'],
    ['a package path', 'node_modules/@hono/node-server/dist/index.mjs:120:14'],
    ['a count of tokens', 'tokens 5, secretary Marie'],
  ])('%s', (_, text) => {
    expect(redact(text)).toBe(text);
    expect(JSON.parse(written({ value: text }, text))).toMatchObject({ value: text, msg: text });
  });

  test('numbers and instants of fields', () => {
    const fields = {
      companyId: 12,
      durationMs: 0.1,
      at: new Date(0).toISOString(),
      count: 612345678,
    };
    expect(JSON.parse(written(fields))).toMatchObject(fields);
  });
});

const CPU_MAX_MICROSECONDS = 5_000_000;

test('a very long word takes no more than a moment of CPU', () => {
  for (const text of [
    'a'.repeat(200_000),
    '1'.repeat(200_000),
    `"${'a-'.repeat(100_000)}`,
    '://'.repeat(60_000),
  ]) {
    // A pattern that backtracks takes minutes for these, not milliseconds. CPU, not the clock: others may run too.
    const before = process.cpuUsage();
    redact(text);
    expect(process.cpuUsage(before).user).toBeLessThan(CPU_MAX_MICROSECONDS);
  }
});
