/**
 * Goal: secrets and numbers of cards and accounts are found in what people write, and ordinary numbers are not.
 * Method: the pure function, with texts of customers; hostile texts for its time.
 */
import { describe, expect, test } from 'vitest';
import { isCardNumber, isIban } from '../../src/domain/ai/check-digits.ts';
import { maskData, maskText } from '../../src/domain/ai/masking.ts';

const masked = (text: string): string => maskText(text).value;

describe('is replaced', () => {
  test.each([
    ['Ma carte : 4111 1111 1111 1111.', 'Ma carte : [card_number].'],
    ['4111-1111-1111-1111', '[card_number]'],
    ['4111\u00a01111\u00a01111\u00a01111', '[card_number]'],
    ['4\u200b111111111111111', '[card_number]'],
    ['5555555555554444 12/27 123', '[card_number] 12/27 123'],
    ['55555555555544441227', '[card_number]1227'],
    ['American Express 3782 822463 10005', 'American Express [card_number]'],
    ['3 0 5 6 9 3 0 9 0 2 5 9 0 4', '[card_number]'],
    ['٤١١١ ١١١١ ١١١١ ١١١١', '[card_number]'],
    ['４１１１１１１１１１１１１１１１', '[card_number]'],
    ['deux: 4111111111111111 5555555555554444', 'deux: [card_number] [card_number]'],
  ])('a card: %s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  test.each([
    ['IBAN FR76 3000 6000 0112 3456 7890 189 merci', 'IBAN [bank_account] merci'],
    ['le 12 FR76 3000 6000 0112 3456 7890 189', 'le 12 [bank_account]'],
    ['fr7630006000011234567890189.', '[bank_account].'],
    ['DE89 3704 0044 0532 0130 00', '[bank_account]'],
  ])('an account: %s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  test.each([
    ['mon mot de passe est Azerty123!', 'mon mot de passe est [password]'],
    ['Mot de passe du wifi : Soleil2026', 'Mot de passe du wifi : [password]'],
    ['MDP=abc123', 'MDP=[password]'],
    ['my password is hunter2', 'my password is [password]'],
    ['pwd: "hunter2"', 'pwd: "[password]'],
    ['code secret 4821', 'code secret [password]'],
    ['cvv 123', 'cvv [password]'],
    ['Passwort ist Blume7', 'Passwort ist [password]'],
    ['كلمة السر: زهرة123', 'كلمة السر: [password]'],
    ['postgres://relais:geheim@db/relais', 'postgres://relais:[password]@db/relais'],
  ])('a password: %s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  test.each([
    ['sk-proj-abcdefghij1234567890', '[api_key]'],
    ['sk_live_abcdefghij1234567890', '[api_key]'],
    ['clé: rlk_0123456789abcdefghij', 'clé: [api_key]'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ012345', '[api_key]'],
    ['AKIAIOSFODNN7EXAMPLE', '[api_key]'],
    ['api_key = "0123456789abcdef"', 'api_key = "[api_key]"'],
    ['client_secret: s3cr3t-value', 'client_secret: [api_key]'],
    ['Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer [token]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', '[token]'],
    [
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nmerci',
      '[private_key]\nmerci',
    ],
    ['-----BEGIN PRIVATE KEY-----\ncut', '[private_key]'],
  ])('a key: %s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });
});

test.each([
  'Tél. 06 12 34 56 78 ou 06 98 76 54 32',
  '+33 6 12 34 56 78, +213 555 12 34 56',
  'SIRET 732 829 320 00074',
  'Commande 4006381333931 du 12/11/2026',
  'Devis 2026-000123, 1 250,00 € TTC',
  'J’ai oublié mon mot de passe, que faire ?',
  'Le secret est bien gardé',
  'FR12 rue des Lilas',
])('is left as it is: %s', (text) => {
  expect(maskText(text)).toEqual({ value: text, kinds: [] });
});

test('each text of the data is masked, names of fields are not, and each kind is told once', () => {
  const data = {
    password: 'rien',
    texts: ['carte 4111111111111111', { inner: 'cvv: 123, carte 5555555555554444' }],
    count: 4111111111111111,
    none: null,
  };
  expect(maskData(data)).toEqual({
    value: {
      password: 'rien',
      texts: ['carte [card_number]', { inner: 'cvv: [password] carte [card_number]' }],
      count: 4111111111111111,
      none: null,
    },
    kinds: ['card_number', 'password'],
  });
});

test('a second run changes nothing', () => {
  const once = masked('mot de passe : x1y2z3, carte 4111111111111111, clé sk-proj-abcdefghij123');
  expect(masked(once)).toBe(once);
});

test('check digits that are wrong are no number', () => {
  expect(isCardNumber('4111111111111112')).toBe(false);
  expect(isIban('FR7630006000011234567890188')).toBe(false);
});

test.each([
  '4 ',
  '4111 ',
  'FR76',
  'a://b:',
  'eyJaaaaaaaaa.',
  'pin ',
  'mot de passe a b c ',
  '-----BEGIN PRIVATE KEY',
])('the time for %j many times grows with the text, not faster', (part) => {
  const cpuOf = (length: number): number => {
    const text = part.repeat(Math.ceil(length / part.length));
    const before = process.cpuUsage();
    maskText(text);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  cpuOf(5_000);
  // Squared, it would be 256 times as much.
  expect(cpuOf(160_000)).toBeLessThan(64 * Math.max(cpuOf(10_000), 4_000));
});
