/**
 * Goal: signatures are those of Standard Webhooks 1.0.0, over the bytes that are sent, and no other
 * message passes. Method: the published vector, the official package as independent oracle over random
 * messages, and single changed bits. SEED repeats a run.
 */
import { webcrypto } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../bench/support/random.ts';
import {
  isWebhookSecret,
  newWebhookSecret,
  SIGNATURE_TOLERANCE_SECONDS,
  signStandardWebhook,
  verifyStandardWebhook,
} from '../../src/domain/shared/signatures.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);
console.log(`signatures: SEED=${SEED}`);
const random = createRandom(SEED);
const below = (limit: number): number => Math.floor(random() * limit);
const oneOf = <T>(values: readonly T[]): T | undefined => values[below(values.length)];
const bytesOf = (sizeBytes: number): Buffer =>
  Buffer.from(Array.from({ length: sizeBytes }, () => below(256)));
const secretOf = (sizeBytes = 24 + below(41)): string =>
  `whsec_${bytesOf(sizeBytes).toString('base64')}`;
const idOf = (): string => `msg_${bytesOf(1 + below(30)).toString('base64url')}`;

const NOW_SECONDS = Math.floor(Date.now() / 1000);
const NOW = new Date(NOW_SECONDS * 1000);
const MEBIBYTE = 1024 * 1024;

/** What JSON encoders and decoders treat differently; the last two are half of a pair. */
const PIECES = [
  'a',
  '"',
  '\\',
  '\0',
  '\r\n',
  'é',
  '\u2028',
  '\u2029',
  '\ufeff',
  '𝄞',
  '\ud834',
  '\udd1e',
];
const textOf = (pieceCount: number): string =>
  Array.from({ length: pieceCount }, () => oneOf(PIECES)).join('');

test('the published vector is signed byte for byte', () => {
  const headers = signStandardWebhook(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1614265330,
    '{"test": 2432232314}',
  );
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

describe('the official package agrees', () => {
  test('on 1,000 random texts, as text and as bytes', () => {
    for (let index = 0; index < 1_000; index += 1) {
      const secret = secretOf();
      const id = idOf();
      const text = textOf(below(400));
      const oracle = new Webhook(secret);
      const wanted = oracle.sign(id, NOW, text);
      const signed = signStandardWebhook(secret, id, NOW_SECONDS, text);
      expect(signed['webhook-signature']).toBe(wanted);
      expect(signStandardWebhook(secret, id, NOW_SECONDS, Buffer.from(text))).toEqual(signed);
      expect(() => oracle.verify(text, signed, { jsonParse: false })).not.toThrow();
      const headers = { ...signed, 'webhook-signature': wanted };
      expect(verifyStandardWebhook({ secrets: [secret], headers, body: text, now: NOW })).toEqual({
        kind: 'verified',
        id,
        timestampSeconds: NOW_SECONDS,
      });
    }
  });

  test('on texts of 1 MiB', () => {
    for (const piece of ['a', '\u2028', '\ud834']) {
      const text = piece.repeat(MEBIBYTE / Buffer.byteLength(piece));
      const secret = secretOf();
      const signed = signStandardWebhook(secret, 'msg_large', NOW_SECONDS, text);
      expect(signed['webhook-signature']).toBe(new Webhook(secret).sign('msg_large', NOW, text));
    }
  });
});

test('bytes that are no UTF-8 are signed as they are', async () => {
  const surrogates = [Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xed, 0xbf, 0xbf, 0x22])];
  const bodies = [
    ...surrogates,
    bytesOf(MEBIBYTE),
    ...Array.from({ length: 50 }, () => bytesOf(below(500))),
  ];
  for (const body of bodies) {
    const key = bytesOf(32);
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const imported = await webcrypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
    const signedBytes = Buffer.concat([Buffer.from(`msg_1.${NOW_SECONDS}.`), body]);
    const mac = await webcrypto.subtle.sign('HMAC', imported, signedBytes);
    const secret = `whsec_${key.toString('base64')}`;
    expect(signStandardWebhook(secret, 'msg_1', NOW_SECONDS, body)['webhook-signature']).toBe(
      `v1,${Buffer.from(mac).toString('base64')}`,
    );
  }
});

describe('a message with one changed bit', () => {
  const flip = (bytes: Buffer): Buffer => {
    const changed = Buffer.from(bytes);
    const at = below(changed.length);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << below(8)), at);
    return changed;
  };
  const flipText = (text: string): string => flip(Buffer.from(text, 'latin1')).toString('latin1');

  test('is refused, 10,000 times, wherever the bit is', () => {
    const secret = newWebhookSecret();
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const body = bytesOf(200);
    const headers = signStandardWebhook(secret, 'msg_1', NOW_SECONDS, body);
    const original = { secrets: [secret], headers, body, now: NOW };
    const withHeader = (name: keyof typeof headers) => ({
      ...original,
      headers: { ...headers, [name]: flipText(headers[name]) },
    });
    const changes: [place: string, change: () => typeof original][] = [
      ['body', () => ({ ...original, body: flip(body) })],
      ['secret', () => ({ ...original, secrets: [`whsec_${flip(key).toString('base64')}`] })],
      ['webhook-id', () => withHeader('webhook-id')],
      ['webhook-timestamp', () => withHeader('webhook-timestamp')],
      ['webhook-signature', () => withHeader('webhook-signature')],
    ];
    expect(verifyStandardWebhook(original).kind).toBe('verified');
    const accepted: string[] = [];
    for (const [place, change] of changes) {
      for (let index = 0; index < 2_000; index += 1) {
        if (verifyStandardWebhook(change()).kind === 'verified') accepted.push(place);
      }
    }
    expect(accepted).toEqual([]);
  });
});

describe('during a rotation', () => {
  const [current, previous] = [newWebhookSecret(), newWebhookSecret()];
  const headers = signStandardWebhook([current, previous], 'msg_1', NOW_SECONDS, 'body');

  test('both secrets sign, separated by a space, the current one first', () => {
    const alone = (secret: string): string =>
      signStandardWebhook(secret, 'msg_1', NOW_SECONDS, 'body')['webhook-signature'];
    expect(headers['webhook-signature']).toBe(`${alone(current)} ${alone(previous)}`);
  });

  test('a receiver with either secret accepts the message, one with another refuses it', () => {
    for (const secret of [current, previous]) {
      expect(() => new Webhook(secret).verify('body', headers, { jsonParse: false })).not.toThrow();
      const verified = verifyStandardWebhook({
        secrets: [secret],
        headers,
        body: 'body',
        now: NOW,
      });
      expect(verified.kind).toBe('verified');
    }
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    expect(verifyStandardWebhook({ secrets, headers, body: 'body', now: NOW })).toEqual({
      kind: 'refused',
      reason: 'signature_wrong',
    });
  });
});

describe('a message is refused', () => {
  const secret = newWebhookSecret();
  const verify = (changes: Record<string, string | undefined>, ageSeconds = 0) =>
    verifyStandardWebhook({
      secrets: [secret],
      headers: { ...signStandardWebhook(secret, 'msg_1', NOW_SECONDS, 'body'), ...changes },
      body: 'body',
      now: new Date((NOW_SECONDS + ageSeconds) * 1000),
    });

  test('after 5 minutes, and 5 minutes before its time', () => {
    expect(verify({}, SIGNATURE_TOLERANCE_SECONDS).kind).toBe('verified');
    expect(verify({}, -SIGNATURE_TOLERANCE_SECONDS).kind).toBe('verified');
    for (const age of [SIGNATURE_TOLERANCE_SECONDS + 1, -SIGNATURE_TOLERANCE_SECONDS - 1]) {
      expect(verify({}, age)).toEqual({ kind: 'refused', reason: 'timestamp_refused' });
    }
  });

  test.each([
    '',
    '1e3',
    ' 5',
    '-1',
    '0x10',
    'NaN',
    `${NOW_SECONDS}.0`,
    `0${NOW_SECONDS}`,
    `+${NOW_SECONDS}`,
  ])('with the timestamp %j', (timestamp) => {
    expect(verify({ 'webhook-timestamp': timestamp }).kind).toBe('refused');
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('without %s', (name) => {
    expect(verify({ [name]: undefined })).toEqual({ kind: 'refused', reason: 'header_missing' });
  });

  test('with a right signature of another version, or in another encoding', () => {
    const right = signStandardWebhook(secret, 'msg_1', NOW_SECONDS, 'body')['webhook-signature'];
    const base64 = right.slice('v1,'.length);
    const hex = Buffer.from(base64, 'base64').toString('hex');
    for (const wrong of [
      `v1a,${base64}`,
      `v2,${base64}`,
      base64,
      `v1,${hex}`,
      right.slice(0, -1),
      `v1,`,
    ]) {
      expect(verify({ 'webhook-signature': wrong }).kind, wrong).toBe('refused');
    }
    expect(verify({ 'webhook-signature': `v1a,abc v1,? ${right}` }).kind).toBe('verified');
  });
});

test('what could move the borders of the signed content is not signed', () => {
  const secret = newWebhookSecret();
  for (const id of ['', 'msg.1', 'msg 1', 'msg\r\n1', 'é', 'x'.repeat(257)]) {
    expect(() => signStandardWebhook(secret, id, NOW_SECONDS, ''), id).toThrow('message id');
  }
  for (const seconds of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => signStandardWebhook(secret, 'msg_1', seconds, '')).toThrow('timestamp');
  }
});

test('nothing is signed with a secret that protects nothing', () => {
  for (const secret of ['', 'whsec_', 'whsec_????', secretOf(23)]) {
    expect(() => signStandardWebhook(secret, 'msg_1', NOW_SECONDS, ''), secret).toThrow(
      'too short',
    );
  }
  expect(() => signStandardWebhook([], 'msg_1', NOW_SECONDS, '')).toThrow('needs a secret');
});

test('a secret is whsec_ and the canonical base64 of 24 to 64 bytes', () => {
  expect(newWebhookSecret()).not.toBe(newWebhookSecret());
  const right = [newWebhookSecret(), secretOf(24), secretOf(25), secretOf(64)];
  expect(right.filter((secret) => !isWebhookSecret(secret))).toEqual([]);
  const bytes = bytesOf(32).toString('base64');
  const wrong = [
    bytes,
    `WHSEC_${bytes}`,
    `whsec_${bytes.slice(0, -1)}`,
    `whsec_${bytes} `,
    `whsec_${Buffer.alloc(32, 255).toString('base64url')}`,
    secretOf(23),
    secretOf(65),
    'whsec_',
  ];
  expect(wrong.filter(isWebhookSecret)).toEqual([]);
});
