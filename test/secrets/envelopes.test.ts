import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { dispatchTarget } from '../../src/domain/actions/dispatch.ts';
import { callbackToken, verifyCallbackToken } from '../../src/domain/actions/callbacks.ts';
import { routeKeyContext } from '../../src/domain/action-routes/keys.ts';
import {
  decrypt,
  encrypt,
  validValues,
  keyIdOf,
  rotateSecret,
  type EncryptionKey,
} from '../../src/domain/shared/secrets.ts';

/** Goal: ADR 0006, secrets at rest and the one-time token. Method: the pure functions, with real keys. */

const newKey = (id: string): EncryptionKey => ({ id, key: randomBytes(32) });
const current = newKey('k2');
const previous = newKey('k1');
const keys = [current, previous];
const subject = { companyId: 7, actionId: '01a1fc6e-7345-763f-b708-1e49fe4b3e2f', round: 1 };

test('a secret reads back as it was, and never the same way twice at rest', () => {
  const first = encrypt(keys, 'mot de passe é', 'mailbox/7');
  const second = encrypt(keys, 'mot de passe é', 'mailbox/7');
  expect(decrypt(keys, first, 'mailbox/7')).toBe('mot de passe é');
  expect(first.equals(second)).toBe(false);
  expect(first.includes(Buffer.from('mot de passe'))).toBe(false);
});

test('a secret made under the previous key still reads after a rotation', () => {
  const old = encrypt([previous], 'secret', 'mailbox/7');
  expect(decrypt(keys, old, 'mailbox/7')).toBe('secret');
});

test('the first key encrypts', () => {
  const envelope = encrypt(keys, 'secret', 'mailbox/7');
  expect(decrypt([current], envelope, 'mailbox/7')).toBe('secret');
  expect(() => decrypt([previous], envelope, 'mailbox/7')).toThrow('no encryption key named k2');
});

test('an envelope names the key it was made under', () => {
  expect(keyIdOf(encrypt(keys, 'secret', 'mailbox/7'))).toBe('k2');
  expect(keyIdOf(encrypt([previous], 'secret', 'mailbox/7'))).toBe('k1');
});

test('a secret that is replaced stays good until then, after the new one, and no longer', () => {
  const validUntil = new Date('2026-09-02T00:00:00Z');
  const first = { current: 'ancien', previous: null };
  const second = rotateSecret(first, 'nouveau', validUntil);
  expect(validValues(first, new Date('2026-09-01T00:00:00Z'))).toEqual(['ancien']);
  expect(validValues(second, new Date('2026-09-01T23:59:59Z'))).toEqual(['nouveau', 'ancien']);
  expect(validValues(second, validUntil)).toEqual(['nouveau']);
  const third = rotateSecret(second, 'dernier', new Date('2026-09-03T00:00:00Z'));
  expect(validValues(third, validUntil)).toEqual(['dernier', 'nouveau']);
});

test('a secret moved to another place does not decrypt', () => {
  const envelope = encrypt(keys, 'secret', 'action_route/7');
  expect(() => decrypt(keys, envelope, 'action_route/8')).toThrow();
});

test("a route's key copied into another company does not decrypt, even under the same keys", () => {
  const stored = encrypt(keys, 'cle-de-route', routeKeyContext(7));
  const action = { route_url: 'https://n8n.example.com/x', route_api_key_encrypted: stored };
  const targetFor = (companyId: number) =>
    dispatchTarget({ ...action, company_id: companyId }, { url: '', apiKey: '' }, keys);
  expect(targetFor(7).apiKey).toBe('cle-de-route');
  expect(() => targetFor(8)).toThrow();
});

test('a changed byte anywhere makes a secret unreadable', () => {
  const envelope = encrypt(keys, 'secret', 'mailbox/7');
  for (let position = 0; position < envelope.length; position++) {
    const changed = Buffer.from(envelope);
    changed[position] = (changed[position] ?? 0) ^ 1;
    expect(() => decrypt(keys, changed, 'mailbox/7')).toThrow();
  }
});

test('a callback token names its company and round, and is the same on every attempt', () => {
  const token = callbackToken(keys, subject);
  expect(callbackToken(keys, subject)).toBe(token);
  expect(verifyCallbackToken(keys, subject.actionId, token)).toEqual(subject);
});

test('a callback token outlives the rotation of the key it was made under', () => {
  const token = callbackToken([previous], subject);
  expect(verifyCallbackToken(keys, subject.actionId, token)).toEqual(subject);
});

test.each([
  ['of another action', (token: string) => token, '01a1fc6e-7345-763f-b708-1e49fe4b3e30'],
  ['naming another company', (token: string) => token.replace('_7_', '_8_')],
  ['naming another round', (token: string) => token.replace('_1_', '_2_')],
  ['with its last character changed', (token: string) => token.slice(0, -1) + flip(token.at(-1))],
  ['cut short', (token: string) => token.slice(0, -1)],
  ['of another kind', () => 'rlk_whatever'],
])('a callback token %s is refused', (_case, change, actionId = subject.actionId) => {
  const token = change(callbackToken(keys, subject));
  expect(verifyCallbackToken(keys, actionId, token)).toBe('forged');
});

test('a callback token made under a key of the same name is refused', () => {
  const token = callbackToken([newKey('k2')], subject);
  expect(verifyCallbackToken(keys, subject.actionId, token)).toBe('forged');
});

test('a callback token made under a missing key is distinguished from a forged one', () => {
  const token = callbackToken([newKey('k3')], subject);
  expect(verifyCallbackToken(keys, subject.actionId, token)).toBe('unknown_key');
});

test('a callback token that names no key is checked under all of them', () => {
  const token = callbackToken([previous], subject).replace(`rcb_${previous.id}_`, 'rcb_');
  expect(verifyCallbackToken(keys, subject.actionId, token)).toEqual(subject);
  expect(verifyCallbackToken([newKey('k3')], subject.actionId, token)).toBe('forged');
});

const flip = (character = 'A'): string => (character === 'A' ? 'E' : 'A');
