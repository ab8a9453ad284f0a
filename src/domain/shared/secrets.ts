import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/**
 * Encryption of stored secrets: AES-256-GCM. The first key encrypts, every key decrypts, so keys can
 * rotate. Envelope: `1 byte key id length | key id | 12 byte nonce | 16 byte tag | ciphertext`.
 * `context` (for example `action_route/7`, with the company) is authenticated data: a ciphertext
 * copied to another context can't be decrypted. Source: NIST SP 800-38D; ADR 0006.
 */

export interface EncryptionKey {
  id: string;
  key: Buffer;
}

const NONCE_SIZE_BYTES = 12;
const TAG_SIZE_BYTES = 16;

export const encrypt = (keys: readonly EncryptionKey[], plain: string, context: string): Buffer => {
  const current = currentKey(keys);
  const id = Buffer.from(current.id, 'ascii');
  const nonce = randomBytes(NONCE_SIZE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', current.key, nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([id.length]), id, nonce, cipher.getAuthTag(), text]);
};

/** The id of the key of an envelope. */
export const keyIdOf = (envelope: Uint8Array): string => {
  const bytes = Buffer.from(envelope);
  return bytes.subarray(1, 1 + bytes.readUInt8(0)).toString('ascii');
};

/** Errors: throws for an unknown key id, another context or a changed byte. */
export const decrypt = (
  keys: readonly EncryptionKey[],
  envelope: Uint8Array,
  context: string,
): string => {
  const bytes = Buffer.from(envelope);
  const id = keyIdOf(bytes);
  const idEnd = 1 + id.length;
  const found = keys.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no encryption key named ${id}`);
  const nonceEnd = idEnd + NONCE_SIZE_BYTES;
  const tagEnd = nonceEnd + TAG_SIZE_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', found.key, bytes.subarray(idEnd, nonceEnd));
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(bytes.subarray(nonceEnd, tagEnd));
  return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString(
    'utf8',
  );
};

const currentKey = (keys: readonly EncryptionKey[]): EncryptionKey => {
  const [current] = keys;
  if (!current) throw new Error('no encryption key configured');
  return current;
};

/** A secret that is being replaced: both values are valid until `validUntil`. One envelope holds it. */
export interface RotatingSecret {
  current: string;
  previous: { value: string; validUntil: Date } | null;
}

/** In: `validUntil`, how long the replaced value stays valid. */
export const rotateSecret = (
  { current }: RotatingSecret,
  next: string,
  validUntil: Date,
): RotatingSecret => ({ current: next, previous: { value: current, validUntil } });

/** The valid values, the current one first: sign with all of them, accept any of them. */
export const validValues = ({ current, previous }: RotatingSecret, now: Date): string[] =>
  previous !== null && now < previous.validUntil ? [current, previous.value] : [current];

/** SHA-256, for the lookup of tokens. Tokens are 256 random bits, so no salt or slow hash is needed. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** A new token: prefix and 256 random bits. */
export const newToken = (prefix: string): string =>
  `${prefix}_${randomBytes(32).toString('base64url')}`;

/** Compares in constant time, also if the lengths differ. */
export const equalsInConstantTime = (left: string, right: string): boolean =>
  timingSafeEqual(hashToken(left), hashToken(right));

/** Derives a key for one purpose from an encryption key (HKDF). Cached. Source: RFC 5869. */
export const deriveKey = (key: EncryptionKey, purpose: string): Buffer => {
  const ofKey = derivedKeys.get(key) ?? new Map<string, Buffer>();
  derivedKeys.set(key, ofKey);
  const derived =
    ofKey.get(purpose) ??
    Buffer.from(hkdfSync('sha256', key.key, Buffer.alloc(0), purpose, DERIVED_KEY_BYTES));
  ofKey.set(purpose, derived);
  return derived;
};
const derivedKeys = new WeakMap<EncryptionKey, Map<string, Buffer>>();
const DERIVED_KEY_BYTES = 32;

export const hmacBase64Url = (key: Buffer, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url');
