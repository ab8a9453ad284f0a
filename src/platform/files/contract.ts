import type { Readable } from 'node:stream';

/**
 * Stores files by content, within a company: `<company>/<sha256>`. The same content is stored once, and
 * the content of a name never changes. The name, type and permissions of a file are in rows of its
 * capability. Disk and S3 have the same contract (ADR 0015).
 */
export interface Files {
  /**
   * Stores a stream and hashes it. The file becomes visible only when it is complete. Uses bounded
   * memory. Errors: `payload_too_large` above `sizeMaxBytes`, `unavailable`, or the error of the source.
   * Twice: the same content is the same file.
   */
  put: (input: PutFileInput) => Promise<StoredFile>;
  /**
   * Undefined if there is no such file. Read `content` to its end, or destroy it. With a range: that part of it, which
   * must be within the file. Errors: `unavailable`.
   */
  get: (file: FileKey, range?: ByteRange) => Promise<OpenFile | undefined>;
  has: (file: FileKey) => Promise<boolean>;
  /** Twice: removing a missing file does nothing. The caller makes sure that no row names the file. */
  remove: (file: FileKey) => Promise<void>;
  close: () => void;
}

export interface FileKey {
  companyId: number;
  /** Hexadecimal, lower case. */
  sha256: string;
}

export interface PutFileInput {
  companyId: number;
  content: AsyncIterable<Uint8Array>;
  /** At most `FILE_SIZE_MAX_BYTES`. */
  sizeMaxBytes: number;
  /** Ends an upload that takes too long. */
  signal?: AbortSignal;
  /** Before the file becomes visible. If it fails, nothing is stored. */
  beforeStored?: (file: StoredFile) => Promise<void>;
}

export interface StoredFile {
  sha256: string;
  sizeBytes: number;
}

/** Both inclusive, from 0. */
export interface ByteRange {
  first: number;
  last: number;
}

export interface OpenFile {
  /** Of `content`. */
  sizeBytes: number;
  content: Readable;
}

/** What S3 takes in one request. Source: Amazon S3, "Uploading objects". */
export const FILE_SIZE_MAX_BYTES = 5 * 1024 ** 3;

/** Errors: throws for what is no company or no hash, so that no name leads out of a company's folder. */
export const fileName = ({ companyId, sha256 }: FileKey): string => {
  if (!Number.isSafeInteger(companyId) || companyId < 1 || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new RangeError('a file is named by its company and its SHA-256');
  }
  return `${companyId}/${sha256}`;
};
