import type { Readable } from 'node:stream';

/**
 * Where files are kept: by content, within a company (`<company>/<sha256>`), so that the same file is
 * stored once and a name never changes its content. Rows of capabilities say what a file is and who may
 * see it. The same contract on a disk and on S3 (ADR 0015).
 */
export interface Files {
  /**
   * Stores what comes in, hashed on the way. Nothing is visible before all of it is there. Never held
   * in memory. Errors: `payload_too_large` past `sizeMaxBytes`, `unavailable`; what the source fails with.
   * Twice: the same content is the same file.
   */
  put: (input: PutFileInput) => Promise<StoredFile>;
  /** Undefined if there is no such file. Read `content` to its end, or destroy it. Errors: `unavailable`. */
  get: (file: FileKey) => Promise<OpenFile | undefined>;
  has: (file: FileKey) => Promise<boolean>;
  /** Twice: a file that is gone stays gone. The caller knows that no row names it any more. */
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
}

export interface StoredFile {
  sha256: string;
  sizeBytes: number;
}

export interface OpenFile {
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
