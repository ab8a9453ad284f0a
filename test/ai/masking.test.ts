/**
 * Goal: secrets and numbers of cards and accounts are found in what people write, and ordinary numbers are not.
 * Method: the pure function, with texts of customers; hostile texts for its time.
 */
import { describe, expect, test } from 'vitest';
import { isCardNumber, isIban } from '../../src/domain/ai/check-digits.ts';
import { cutText, maskData, maskText } from '../../src/domain/ai/masking.ts';

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
    ['4111 1111\n1111 1111', '[card_number]'],
    ['> 4111 1111 1111\r\n> 1111 merci', '> [card_number] merci'],
    ['41111111\n11111111', '[card_number]'],
    ['3782 822463\n10005', '[card_number]'],
    ['4111,1111,1111,1111', '[card_number]'],
    ['4111 | 1111 | 1111 | 1111', '[card_number]'],
    ['(4111) (1111) (1111) (1111)', '([card_number])'],
    ['4111*1111*1111*1111', '[card_number]'],
    ['4111.1111.1111.1111', '[card_number]'],
    ['4111\u20111111\u20111111\u20111111', '[card_number]'],
    ['4111 - 1111 - 1111 - 1111', '[card_number]'],
    ['deux: 4111111111111111 5555555555554444', 'deux: [card_number] [card_number]'],
  ])('a card: %s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  test.each([
    ['IBAN FR76 3000 6000 0112 3456 7890 189 merci', 'IBAN [bank_account] merci'],
    ['le 12 FR76 3000 6000 0112 3456 7890 189', 'le 12 [bank_account]'],
    ['fr7630006000011234567890189.', '[bank_account].'],
    ['DE89 3704 0044 0532 0130 00', '[bank_account]'],
    ['FR76.3000.6000.0112.3456.7890.189', '[bank_account]'],
    ['FR76-3000-6000-0112-3456-7890-189', '[bank_account]'],
    ['FR76\u20113000\u20116000\u20110112\u20113456\u20117890\u2011189', '[bank_account]'],
    ['FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189', '[bank_account]'],
    ['FR76\u202f3000\u202f6000\u202f0112\u202f3456\u202f7890\u202f189', '[bank_account]'],
    ['FR76\u2009- 3000 / 6000 0112_3456 7890 189', '[bank_account]'],
    ['FR76\u200b3000600001123456\u200b7890189', '[bank_account]'],
    ['> FR76 3000 6000 0112\n> 3456 7890 189', '> [bank_account]'],
    ['FR7630006000011234567890189 Banque', '[bank_account] Banque'],
    ['MA64 0115 1900 0001 2050 0053 4921', '[bank_account]'],
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
    ['mot de passe :\nAzerty123!', 'mot de passe :\n[password]'],
    ['Mot de passe :\r\n\r\n  Azerty123!\r\nMerci', 'Mot de passe :\r\n\r\n  [password]\r\nMerci'],
    ['> mot de passe :\n> Azerty123!', '> mot de passe :\n> [password]'],
    ['Mot de passe\nAzerty123!\nMerci', 'Mot de passe\n[password]\nMerci'],
    ['mot de passe (wifi) : Soleil2026', 'mot de passe (wifi) : [password]'],
    ['mot de passe → Soleil2026', 'mot de passe → [password]'],
    ['Mot de passe | Soleil2026', 'Mot de passe | [password]'],
    ['password:\n\nhunter2', 'password:\n\n[password]'],
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
  'FR76 3000 6000 0112 3456 7890 188',
  'Mot de passe oublié ?\nBonjour, je ne peux plus entrer.',
  'J’ai perdu mon mot de passe\nCordialement\nMarie',
  'Commandes 603120, 603121, 603122, 603123',
  'Références :\n4006381333931\n4006381333948\n5901234123457',
  '0612345678\n0698765432\n0655443322',
  '+33 6 12 34 56 78\n+33 6 98 76 54 32',
  'Du 12/11/2026 au 14/11/2026, de 14:30 à 16:45',
  '2026-11-12 14:30:15, 2026-11-13 09:00:00',
  'Factures 2026-000123; 2026-000124; 2026-000125',
  'Total : 4 111,00 € ; 5 555,50 € ; 1 250,00 €',
  'Suivi 6A 123 456 789 012 3, colis 8R41234567890',
  'SIREN 552 100 554\nTVA FR 40 303 265 045',
  'IP 192.168.100.200, 10.20.30.40, port 5432',
  'Sécurité sociale 2 85 05 78 006 084 91',
  'ISBN 978-2-07-036822-8',
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

const CUT_SECRETS = [
  'carte 4111 1111 1111 1111',
  'IBAN FR76 3000 6000 0112 3456 7890 189',
  'mot de passe : Azerty123!',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl',
  'sk-proj-abcdefghij1234567890',
];

test.each(CUT_SECRETS)('a cut splits no secret: %s', (secret) => {
  const text = `Bonjour, voici ${secret} merci`;
  const whole = masked(text);
  for (let length = 0; length <= text.length; length += 1) {
    const cut = masked(cutText(text, length));
    expect(whole.startsWith(cut) || cut === whole, `${length}: ${cut}`).toBe(true);
  }
});

test('a text that has no secret at the cut is cut there', () => {
  expect(cutText('Bonjour Marie', 7)).toBe('Bonjour');
  expect(cutText('Bonjour', 7)).toBe('Bonjour');
  expect(cutText('a😀', 2)).toBe('a\ufffd');
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
  '4,',
  '4\n',
  'FR76 ',
  'mot de passe\n',
  'mot de passe (',
  'mot de passe\na1b',
  'FR76\n> ',
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
