/** Transfer encodings (RFC 2045, 6). Decodes what is damaged as far as possible. */

const BASE64 = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const SKIPPED = 255;
const PADDING = 254;
const VALUES = new Uint8Array(256).fill(SKIPPED);
for (const [value, code] of BASE64.entries()) VALUES[code] = value;
VALUES[0x3d] = PADDING;

/** In: a body in pieces, without copies. Uses no more memory than its result. */
export const decodeTransfer = (encoding: string, pieces: readonly Uint8Array[]): Uint8Array => {
  if (encoding === 'base64') return decodeBase64(pieces);
  return encoding === 'quoted-printable' ? decodeQuoted(Buffer.concat(pieces)) : joined(pieces);
};

const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const [first] = pieces;
  return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
};

/** Some programs pad each line: padding ends a group, not the text. */
const decodeBase64 = (pieces: readonly Uint8Array[]): Uint8Array => {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const out = new Uint8Array(Math.ceil((length * 3) / 4));
  let size = 0;
  let group = 0;
  let bits = 0;
  for (const piece of pieces) {
    for (let index = 0; index < piece.length; index += 1) {
      const value = VALUES[piece[index] ?? 0] ?? SKIPPED;
      if (value < 64) {
        group = ((group << 6) | value) & 0xffffff;
        bits += 6;
        if (bits >= 8) {
          bits -= 8;
          out[size] = group >> bits;
          size += 1;
        }
      } else if (value === PADDING) {
        bits = 0;
      }
    }
  }
  return out.subarray(0, size);
};

const EQUALS = 0x3d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const decodeQuoted = (bytes: Uint8Array): Uint8Array => {
  const out = new Uint8Array(bytes.length);
  let size = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === EQUALS) {
      const high = hexOf(bytes[index + 1]);
      const low = hexOf(bytes[index + 2]);
      if (high >= 0 && low >= 0) {
        out[size] = (high << 4) | low;
        size += 1;
        index += 2;
        continue;
      }
      const skipped = softBreak(bytes, index + 1);
      if (skipped > 0) {
        index += skipped;
        continue;
      }
    }
    out[size] = byte;
    size += 1;
  }
  return out.subarray(0, size);
};

const softBreak = (bytes: Uint8Array, start: number): number => {
  if (bytes[start] === LINE_FEED) return 1;
  return bytes[start] === CARRIAGE_RETURN && bytes[start + 1] === LINE_FEED ? 2 : 0;
};

const hexOf = (byte: number | undefined): number => {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
};
