import { PassThrough, type Readable } from 'node:stream';
import { attachmentUploaded } from '../../domain/attachments/events.ts';
import { UNSENT_UPLOAD_COUNT_MAX, UPLOAD_SIZE_MAX_BYTES } from '../../domain/attachments/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { AppError, invalid, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Files } from '../../platform/files/contract.ts';
import { HEAD_READ_BYTES, inspectFile } from '../../platform/mime/attachments.ts';
import {
  countUnsentUploads,
  findAttachment,
  insertUpload,
  type AttachmentRow,
} from '../../queries/attachments/records.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { aboutConversation } from '../conversations/facts.ts';
import { claimFile } from '../shared/stored-files.ts';

/** A file that a user uploads for a message. */

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

/** Errors: `conflict` for a user with too many files that no message has taken. */
export const limitUploads = async (tx: Transaction, userId: number): Promise<void> => {
  if ((await countUnsentUploads(tx, userId)) < UNSENT_UPLOAD_COUNT_MAX) return;
  throw new AppError('conflict', `you have ${UNSENT_UPLOAD_COUNT_MAX} files that were not sent`);
};

/**
 * Stores the file while it arrives. Its type is found by its beginning, before the rest is stored.
 * Errors: `validation_failed` for a refused file; `payload_too_large`.
 */
export const storeUpload = async (
  { files: storage }: { files: Files },
  input: { companyId: number; files: AsyncIterable<UploadedFile>; signal: AbortSignal },
): Promise<StoredUpload> => {
  for await (const { name, type, content } of input.files) {
    const { head, whole } = await readHead(content);
    const inspected = await inspectFile({ fileName: name, declaredType: type }, head);
    const { fileName, mediaType, refusedReason: reason } = inspected;
    if (reason !== null) throw invalid([fault('file', `file_${reason}`, {})]);
    const { sha256, sizeBytes } = await storage.put({
      companyId: input.companyId,
      content: whole,
      sizeMaxBytes: UPLOAD_SIZE_MAX_BYTES,
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

export const insertUploaded = async (
  tx: Transaction,
  input: {
    /** Null: for one that is not begun yet. */
    conversation: ConversationRow | null;
    userId: number;
    stored: StoredUpload;
    isSeen: boolean;
  },
): Promise<AttachmentRow> => {
  const { conversation, userId, stored, isSeen } = input;
  await limitUploads(tx, userId);
  await claimFile(tx, { sha256: stored.sha256, isSeen });
  const conversationId = conversation?.id ?? null;
  const id = await insertUpload(tx, { conversationId, userId, ...stored });
  tx.emit(attachmentUploaded, {
    ...(conversation && aboutConversation(conversation)),
    subjectId: id,
    after: { conversation_id: conversationId, sha256: stored.sha256 },
  });
  const row = await findAttachment(tx, id);
  if (row === undefined) throw notFound('attachment');
  return row;
};
