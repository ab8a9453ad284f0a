import { crc32, inflateRawSync } from 'node:zlib';
import { ZIP_ENTRY_COUNT_MAX, ZIP_READ_MAX_BYTES } from './limits.ts';

/**
 * Reads ZIP archives that may be hostile. What an entry says of its size is not believed: it is unpacked up to a limit of
 * all entries together. Without ZIP64, encryption or parts. Source: APPNOTE.TXT 6.3.10.
 */

export class ZipError extends Error {
  readonly code: 'unreadable' | 'too_large';
  constructor(code: 'unreadable' | 'too_large') {
    super(`the archive is ${code}`);
    this.code = code;
  }
}

export interface ZipReader {
  has: (name: string) => boolean;
  /** Errors: `ZipError`. */
  read: (name: string) => Uint8Array;
}

interface Entry {
  method: number;
  crc: number;
  compressedSizeBytes: number;
  headerAt: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_SIZE_BYTES = 22;
const COMMENT_MAX_BYTES = 0xffff;
const ENTRY_SIZE_BYTES = 46;
const LOCAL_SIZE_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED_FLAG = 1;

/** Errors: `ZipError`. */
export const openZip = (source: Uint8Array): ZipReader => {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  const entries = readDirectory(bytes);
  let roomBytes = ZIP_READ_MAX_BYTES;
  return {
    has: (name) => entries.has(name),
    read: (name) => {
      const entry = entries.get(name);
      if (entry === undefined) throw new ZipError('unreadable');
      const content = unpack(bytes, entry, roomBytes);
      roomBytes -= content.byteLength;
      return content;
    },
  };
};

const readDirectory = (bytes: Buffer): Map<string, Entry> => {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > ZIP_ENTRY_COUNT_MAX) throw new ZipError('too_large');
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_SIZE_BYTES > end || bytes.readUInt32LE(at) !== ENTRY_SIGNATURE) {
      throw new ZipError('unreadable');
    }
    const nameSizeBytes = bytes.readUInt16LE(at + 28);
    const name = bytes.toString(
      'utf8',
      at + ENTRY_SIZE_BYTES,
      at + ENTRY_SIZE_BYTES + nameSizeBytes,
    );
    const isEncrypted = (bytes.readUInt16LE(at + 8) & ENCRYPTED_FLAG) !== 0;
    if (!isEncrypted) {
      entries.set(name, {
        method: bytes.readUInt16LE(at + 10),
        crc: bytes.readUInt32LE(at + 16),
        compressedSizeBytes: bytes.readUInt32LE(at + 20),
        headerAt: bytes.readUInt32LE(at + 42),
      });
    }
    at +=
      ENTRY_SIZE_BYTES + nameSizeBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
};

/** From behind: a comment of any content may follow. */
const findEnd = (bytes: Buffer): number => {
  const first = Math.max(0, bytes.length - END_SIZE_BYTES - COMMENT_MAX_BYTES);
  for (let at = bytes.length - END_SIZE_BYTES; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  throw new ZipError('unreadable');
};

const unpack = (bytes: Buffer, entry: Entry, roomBytes: number): Uint8Array => {
  const { headerAt, compressedSizeBytes, method } = entry;
  if (headerAt + LOCAL_SIZE_BYTES > bytes.length) throw new ZipError('unreadable');
  if (bytes.readUInt32LE(headerAt) !== LOCAL_SIGNATURE) throw new ZipError('unreadable');
  const start =
    headerAt +
    LOCAL_SIZE_BYTES +
    bytes.readUInt16LE(headerAt + 26) +
    bytes.readUInt16LE(headerAt + 28);
  const packed = bytes.subarray(start, start + compressedSizeBytes);
  if (packed.length !== compressedSizeBytes) throw new ZipError('unreadable');
  if (method !== STORED && method !== DEFLATED) throw new ZipError('unreadable');
  const content = method === STORED ? packed : inflate(packed, roomBytes);
  if (content.length > roomBytes) throw new ZipError('too_large');
  if (crc32(content) !== entry.crc) throw new ZipError('unreadable');
  return content;
};

const inflate = (packed: Buffer, roomBytes: number): Buffer => {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(roomBytes, 1) });
  } catch (error) {
    const isTooLarge =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new ZipError(isTooLarge ? 'too_large' : 'unreadable');
  }
};
