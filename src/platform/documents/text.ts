/** Bytes and characters of a text of unknown origin. */

/** UTF-8, else Windows-1252. Undefined for what is no text. */
export const decodeText = (bytes: Uint8Array): string | undefined => {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // In parts: at once, Node 24.9 reads Windows-1252 as ISO 8859-1.
    const decoder = new TextDecoder('windows-1252');
    return decoder.decode(bytes, { stream: true }) + decoder.decode();
  }
};

/** The same of the first `sizeMaxBytes` of a text. UTF-16 is known by its mark. */
export const decodeStart = (whole: Uint8Array, sizeMaxBytes: number): string | undefined => {
  const bytes = whole.subarray(0, sizeMaxBytes);
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const isCut = bytes.length < whole.length;
  return decodeText(isCut ? bytes.subarray(0, endOfCharacters(bytes)) : bytes);
};

const UTF8_CHARACTER_MAX_BYTES = 4;

/** Where the last whole character of UTF-8 ends. Of another encoding: the end. */
const endOfCharacters = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(UTF8_CHARACTER_MAX_BYTES, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? bytes.length - back : bytes.length;
  }
  return bytes.length;
};
