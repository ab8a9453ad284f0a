import { PassThrough, type Readable } from 'node:stream';
import type { Deps } from '../../deps.ts';
import { fault } from '../../domain/shared/faults.ts';
import { invalid } from '../../errors.ts';
import { HEAD_READ_BYTES, inspectFile } from '../../platform/mime/attachments.ts';
import { storeContent } from './stored-contents.ts';

/** One file that a user uploads: named and typed by the same rules as a received one. */

interface UploadedFile {
  name: string;
  type: string;
  content: Readable;
}

export interface StoredUpload {
  fileName: string;
  mediaType: string;
  sizeBytes: number;
  sha256: string;
}

interface StoreUploadInput {
  companyId: number;
  files: AsyncIterable<UploadedFile>;
  sizeMaxBytes: number;
  signal: AbortSignal;
  /** Before the name is made safe. */
  rename?: (name: string) => string;
  /** An empty file is refused. */
  isEmptyRefused?: boolean;
}

/**
 * Stores the file while it arrives. Its type is found by its beginning, before the rest is stored.
 * Errors: `validation_failed` for a refused file; `payload_too_large`.
 */
export const storeUpload = async (
  deps: Pick<Deps, 'database' | 'files'>,
  input: StoreUploadInput,
): Promise<StoredUpload> => {
  for await (const { name, type, content } of input.files) {
    const { head, whole } = await readHead(content);
    if (input.isEmptyRefused === true && head.byteLength === 0) break;
    const inspected = await inspectFile(
      { fileName: input.rename?.(name) ?? name, declaredType: type },
      head,
    );
    const { fileName, mediaType, refusedReason: reason } = inspected;
    if (reason !== null) throw invalid([fault('file', `file_${reason}`, {})]);
    const { sha256, sizeBytes } = await storeContent(deps, {
      companyId: input.companyId,
      content: whole,
      sizeMaxBytes: input.sizeMaxBytes,
      signal: input.signal,
    });
    return { fileName, mediaType, sizeBytes, sha256 };
  }
  throw invalid([fault('file', 'required', {})]);
};

/** Out: the beginning, and the whole content again. */
const readHead = async (
  content: Readable,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> => {
  const source = content.pipe(new PassThrough());
  content.on('error', (error) => source.destroy(error));
  const chunks: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let sizeBytes = 0;
  while (sizeBytes < HEAD_READ_BYTES) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    read.push(value);
    sizeBytes += value.byteLength;
  }
  return { head: Buffer.concat(read), whole: joined(read, chunks) };
};

async function* joined(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
