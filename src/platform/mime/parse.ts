import { availableParallelism } from 'node:os';
import { AppError } from '../../errors.ts';
import type { ParsedAttachment, ParsedMail } from '../../domain/messages/parsed.ts';
import type { Files } from '../files/contract.ts';
import { createByteSemaphore } from './byte-semaphore.ts';
import { createFairTurns } from './fair-turns.ts';
import { freeMemory } from './free-memory.ts';
import {
  ATTACHMENT_SIZE_MAX_BYTES,
  LARGE_RAW_READ_BYTES,
  OUTLINE_READ_BYTES,
  RAW_SIZE_MAX_BYTES,
} from './limits.ts';
import { readMail, type ReadMail } from './read-mail.ts';
import { createMailThread, type MailThread } from './thread.ts';

export interface ParseMailInput {
  companyId: number;
  /** The message as received, in `files`. */
  raw: { sha256: string; sizeBytes: number };
  /** The same message, if the caller has it in memory: it is not read again. */
  content?: Uint8Array | undefined;
}

/**
 * Both protect this process only: one large mail at a time, and few threads (docs/ARCHITECTURE.md, "What always holds").
 * A thread starts with the first mail that finds the others busy. One core is left to the rest of the process.
 */
const THREAD_COUNT = Math.min(4, Math.max(1, availableParallelism() - 1));
const memory = createByteSemaphore(RAW_SIZE_MAX_BYTES);
const turns = createFairTurns(THREAD_COUNT);
const idleThreads = Array.from({ length: THREAD_COUNT }, () => createMailThread());

/**
 * Reads a mail and puts its attachments into `files`.
 * A mail is never refused: beyond a limit, or if reading it takes too long, the rest is left out and it has the flag
 * `truncated`; then `text` may be empty. The message as received is always there.
 * Errors: `unavailable` if the file store is; `internal` if the message is missing.
 * Twice: the same content is the same file.
 */
export const parseMail = async (
  { files }: { files: Files },
  { companyId, raw, content }: ParseMailInput,
): Promise<ParsedMail> => {
  const release = await memory.take(raw.sizeBytes);
  try {
    const isLarge = raw.sizeBytes > RAW_SIZE_MAX_BYTES;
    const readBytes = isLarge ? LARGE_RAW_READ_BYTES : raw.sizeBytes;
    const read = await readInThread(files, { companyId, raw, content }, readBytes);
    const attachments = await storeContents(files, companyId, read);
    return {
      ...read.mail,
      attachments,
      flags: isLarge ? withTruncated(read.mail.flags) : read.mail.flags,
    };
  } finally {
    release();
  }
};

const readInThread = async (
  files: Files,
  input: ParseMailInput,
  sizeBytes: number,
): Promise<ReadMail> => {
  const bytes = await readStart(files, input, sizeBytes);
  const endTurn = await turns.take(input.companyId);
  const thread = idleThreads.pop() ?? createMailThread();
  try {
    const result = await thread.read(bytes);
    return result.kind === 'read' ? result : await readOutline(files, input, thread);
  } finally {
    idleThreads.push(thread);
    endTurn();
  }
};

/**
 * Of a mail that can't be read within the limits: what its headers say, within the same limits; else nothing. Its
 * identity is the message as received.
 */
const readOutline = async (
  files: Files,
  input: ParseMailInput,
  thread: MailThread,
): Promise<ReadMail> => {
  const start = Buffer.from(
    await readStart(files, input, Math.min(OUTLINE_READ_BYTES, input.raw.sizeBytes)),
  );
  const end = start.indexOf('\n\n');
  const endOfLines = start.indexOf('\r\n\r\n');
  const ends = [end, endOfLines].filter((at) => at >= 0);
  const result = await thread.read(
    new Uint8Array(start.subarray(0, Math.min(start.length, ...ends))),
  );
  const { mail } = result.kind === 'read' ? result : await readMail(new Uint8Array());
  return {
    mail: {
      ...mail,
      contentHash: input.raw.sha256,
      flags: [...withTruncated(mail.flags), 'unreadable_part'],
    },
    contents: [],
  };
};

const withTruncated = (flags: ParsedMail['flags']): ParsedMail['flags'] => [
  ...new Set([...flags, 'truncated' as const]),
];

const readStart = async (
  files: Files,
  { companyId, raw, content }: ParseMailInput,
  sizeBytes: number,
): Promise<Uint8Array<ArrayBuffer>> => {
  // A copy: the bytes are handed over to the thread.
  if (content !== undefined) return new Uint8Array(content.subarray(0, sizeBytes));
  const opened = await files.get({ companyId, sha256: raw.sha256 });
  if (opened === undefined) throw new AppError('internal', 'a stored message is missing');
  const bytes = new Uint8Array(Math.min(sizeBytes, opened.sizeBytes));
  let size = 0;
  try {
    for await (const chunk of opened.content) {
      const piece: Uint8Array = chunk;
      bytes.set(piece.subarray(0, bytes.length - size), size);
      size = Math.min(bytes.length, size + piece.length);
      if (size === bytes.length) break;
    }
  } finally {
    opened.content.destroy();
  }
  return bytes;
};

const PUT_CHUNK_BYTES = 256 * 1024;

const storeContents = async (
  files: Files,
  companyId: number,
  { mail, contents }: ReadMail,
): Promise<ParsedAttachment[]> => {
  const stored: ParsedAttachment[] = [];
  for (const [index, attachment] of mail.attachments.entries()) {
    const content = contents[index];
    if (content !== undefined && attachment.sha256 !== null) {
      await files.put({
        companyId,
        content: chunksOf(content),
        sizeMaxBytes: ATTACHMENT_SIZE_MAX_BYTES,
      });
      freeMemory(content);
    }
    stored.push(attachment);
  }
  return stored;
};

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PUT_CHUNK_BYTES) {
    yield bytes.subarray(start, start + PUT_CHUNK_BYTES);
  }
}
