import { createHash, type Hash } from 'node:crypto';
import { finished as whenFinished, Transform, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Context } from 'hono';
import { fault } from '../../../domain/shared/faults.ts';
import { invalid } from '../../../errors.ts';
import type { Env } from '../context.ts';
import { openMultipart, refusalOf, type FilePart, type MultipartLimits } from './multipart.ts';

/**
 * Files while they arrive: neither in memory nor in a file of ours. Fields come first, because the
 * handler needs them to know what to do with the files. Source: RFC 7578.
 */

export interface UploadedFile {
  /** As the client named it, without a path or control characters. Not to be used as a path. */
  name: string;
  /** As the client declared it. Not to be believed. */
  type: string;
  content: Readable;
}

export interface Upload<F> {
  fields: F;
  /** One after the other; the unread rest of each is skipped. */
  files: AsyncIterable<UploadedFile>;
}

/** The documentation shows it, and the refusal tests send it. */
export interface UploadSample<F> {
  fields: F;
  files: { name: string; type: string; content: string }[];
}

export interface IncomingUpload extends Upload<Readonly<Record<string, string>>> {
  /** Reads the rest. Out: a hash of all fields and files, the same whatever the boundary. */
  fingerprint: () => Promise<string>;
}

const FILE_NAME_LENGTH_MAX = 255;

/** Resolves when the first file begins. Errors: `validation_failed`, `payload_too_large`, 400, 415. */
export const receiveUpload = async (
  c: Context<Env>,
  limits: MultipartLimits,
): Promise<IncomingUpload> => {
  // Until `endUpload`, what follows on this connection is the rest of the body and no request.
  c.header('Connection', 'close');
  const { fields, nextFile } = openMultipart(c, limits);
  let first = await nextFile();
  if (first === undefined) throw invalid([fault(limits.file, 'required', {})]);
  const hash = createHash('sha256').update(JSON.stringify(Object.entries(fields)));
  let current: UploadedFile | undefined;
  const advance = async (): Promise<UploadedFile | undefined> => {
    if (current) await skip(current.content);
    const part = first ?? (await nextFile());
    first = undefined;
    current = part && openFile(part, hash);
    return current;
  };
  let digest: string | undefined;
  return {
    fields,
    files: iterate(advance),
    fingerprint: async () => {
      while (digest === undefined && (await advance()) !== undefined);
      digest ??= hash.digest('hex');
      return digest;
    },
  };
};

async function* iterate(
  advance: () => Promise<UploadedFile | undefined>,
): AsyncGenerator<UploadedFile> {
  for (let file = await advance(); file !== undefined; file = await advance()) yield file;
}

/** Postgres can't store NUL, or the half of a surrogate pair that a cut leaves. A line break has no use. */
const cleanName = (name: string): string =>
  name
    .slice(-FILE_NAME_LENGTH_MAX)
    .replace(/^[\udc00-\udfff]/, '')
    .replace(/\p{Cc}/gu, '_');

const skip = async (content: Readable): Promise<void> => {
  content.resume();
  await finished(content);
};

const openFile = (part: FilePart, hash: Hash): UploadedFile => {
  const name = cleanName(part.name);
  let sizeBytes = 0;
  const content = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      sizeBytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
    flush: (done) => {
      hash.update(`\n${JSON.stringify([name, part.type, sizeBytes])}\n`);
      done();
    },
  });
  content.on('error', () => undefined); // the reader gets it
  // Also for a content that failed while an earlier file was read.
  whenFinished(part.content, (error) => {
    if (error) content.destroy(refusalOf(error));
  });
  part.content.pipe(content);
  return { name, type: part.type, content };
};
