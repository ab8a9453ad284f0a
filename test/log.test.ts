import { expect, test } from 'vitest';
import { createLog, redact } from '../src/log.ts';

/** Goal: nothing secret or personal in the logs. Method: what the log writes, line by line. */

const written = (write: (log: ReturnType<typeof createLog>) => void): string => {
  const lines: string[] = [];
  write(createLog('debug', { write: (line: string) => void lines.push(line) }));
  return lines.join('');
};

test.each([
  ['an API key', 'refused rlk_abcdefghijklmnop', 'abcdefghijklmnop'],
  ['a bearer token', 'sent Authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
  ['a webhook secret', 'with whsec_MfKQ9r8GKYqrTwjU', 'MfKQ9r8GKYqrTwjU'],
  ['a password in an address', 'postgres://relais_app:hunter22@db:5432/relais', 'hunter22'],
  ['an e-mail address', 'no mailbox for marie.dumitru@example.com', 'marie.dumitru'],
  ['a French phone number', 'called 06 12 34 56 78 twice', '06 12 34 56 78'],
  ['an international phone number', 'called +33612345678', '612345678'],
])('%s is masked wherever it stands', (_what, text, secret) => {
  expect(redact(text)).not.toContain(secret);
});

test.each([
  ['a UUID', '01a1fc6e-7345-763f-b708-1e49fe4b3e2f'],
  ['an instant', '2026-11-21T04:47:39.333Z'],
  ['a duration', '"durationMs":1234567890'],
])('%s stays readable', (_what, text) => {
  expect(redact(text)).toBe(text);
});

test('fields that hold secrets are never printed, at any depth', () => {
  const line = written((log) =>
    log.info(
      { request: { headers: { authorization: 'x-secret-1' } }, password: 'x-secret-2' },
      'seen',
    ),
  );
  expect(line).not.toMatch(/x-secret/);
  expect(line).toContain('"msg":"seen"');
});

test('the message of an error is masked too', () => {
  const line = written((log) => log.error({ err: new Error('for marie@example.com') }, 'failed'));
  expect(line).not.toContain('marie@example.com');
});
