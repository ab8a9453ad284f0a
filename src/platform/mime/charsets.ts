import { isAscii, isUtf8 } from 'node:buffer';

/** Text of unknown or wrongly named character sets. */

/** Labels of mail programs that the Encoding Standard does not know. */
const ALIASES: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  'iso-8859-8-i': 'iso-8859-8',
  'iso-8859-8-e': 'iso-8859-8',
  'unicode-1-1-utf-7': 'utf-8',
};
const LATIN = 'windows-1252';
const QUESTION_MARK = 0x3f;

/**
 * In: the charset parameter; undefined if there is none. Bytes that are valid UTF-8 with accents are UTF-8 whatever
 * western charset is named, and bytes that are not are no UTF-8 whatever is named.
 */
export const decodeText = (bytes: Uint8Array, label: string | undefined): string => {
  const charset = encodingOf(label);
  if (charset !== 'utf-8' && charset !== LATIN) return decode(bytes, charset);
  if (isUtf8(bytes)) return decode(bytes, 'utf-8');
  if (charset === 'utf-8' && isMostlyUtf8(bytes)) return decode(bytes, 'utf-8');
  return decode(bytes, LATIN);
};

/** Errors: none. An unknown label is UTF-8: `decodeText` looks at the bytes. */
const encodingOf = (label: string | undefined): string => {
  const name = (label ?? '').trim().toLowerCase();
  try {
    return new TextDecoder(ALIASES[name] ?? name).encoding;
  } catch {
    return 'utf-8';
  }
};

/**
 * Node 24.9 decodes windows-1252 as ISO-8859-1 in one call: ’, œ and € become control characters. In stream mode it
 * is right.
 */
const decode = (bytes: Uint8Array, encoding: string): string => {
  const decoder = new TextDecoder(encoding);
  return decoder.decode(bytes, { stream: true }) + decoder.decode();
};

/** A text with a few broken characters: cut within one, or joined from two sources. */
const isMostlyUtf8 = (bytes: Uint8Array): boolean => {
  const text = decode(bytes, 'utf-8');
  let brokenCount = 0;
  let wideCount = 0;
  for (const character of text) {
    if (character === '\ufffd') brokenCount += 1;
    else if (character > '\u007f') wideCount += 1;
  }
  return wideCount > brokenCount;
};

/** RFC 2047. Each part ends at the next `?`, so that the expression is linear. */
const ENCODED_WORD = /=\?([^?\s]+)\?([QqBb])\?([^?]*)\?=/g;

/**
 * Makes a header line valid UTF-8 before it is parsed: raw 8-bit bytes, and encoded words of windows-1252, of a
 * charset that is unknown, or whose bytes are not of the charset they name.
 */
export const repairHeaderLine = (line: Uint8Array): Uint8Array => {
  if (isAscii(line) && !line.includes(QUESTION_MARK)) return line;
  const text = decodeText(line, undefined);
  if (!text.includes('=?')) return isUtf8(line) ? line : Buffer.from(text);
  return Buffer.from(text.replace(ENCODED_WORD, repairWord));
};

const repairWord = (word: string, label: string, encoding: string, content: string): string => {
  const charset = label.replace(/\*.*$/, '');
  if (encodingOf(charset) !== LATIN && encodingOf(charset) !== 'utf-8') return word;
  const bytes = encoding.toUpperCase() === 'B' ? Buffer.from(content, 'base64') : unquote(content);
  // A character may be split over two words: only bytes that can't be UTF-8 are taken for another charset.
  if (encodingOf(charset) === 'utf-8' && (isUtf8(bytes) || isMostlyUtf8(bytes) || isSplit(bytes))) {
    return word;
  }
  return `=?utf-8?B?${Buffer.from(decodeText(bytes, LATIN)).toString('base64')}?=`;
};

const unquote = (content: string): Buffer =>
  Buffer.from(
    content
      .replaceAll('_', ' ')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      ),
    'latin1',
  );

/** UTF-8 but for a character that is cut at the beginning or the end. */
const isSplit = (bytes: Uint8Array): boolean => {
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  for (let cut = 0; cut <= 3; cut += 1) {
    const rest = bytes.subarray(start, Math.max(start, bytes.length - cut));
    const isCutOff = cut === 0 ? start > 0 : (bytes[bytes.length - cut] ?? 0) >= 0xc0;
    if (isCutOff && isUtf8(rest)) return true;
  }
  return false;
};
