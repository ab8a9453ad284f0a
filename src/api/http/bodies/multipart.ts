import { on } from 'node:events';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { fault, type Fault } from '../../../domain/shared/faults.ts';
import { AppError, invalid } from '../../../errors.ts';
import type { Env } from '../context.ts';
import { isDropped, isStorable } from './json.ts';
import { discard, stoppable, tooLarge, type BodyReader } from './discard.ts';
import { notUtf8, requireUtf8 } from './text.ts';

/** A `multipart/form-data` body as busboy finds its parts, and how one is refused. */

const FIELD_COUNT_MAX = 100;
const FIELD_SIZE_MAX_BYTES = 64 * 1024;

export interface MultipartLimits {
  /** The name under which files are sent. */
  file: string;
  fileCountMax: number;
  sizeMaxBytes: number;
}

export interface FilePart {
  name: string;
  type: string;
  content: Readable;
}

export interface Multipart {
  /** Complete once the first file begins. */
  fields: Readonly<Record<string, string>>;
  /** The next file, once the one before has been read; undefined at the end. */
  nextFile: () => Promise<FilePart | undefined>;
}

export const openMultipart = (c: Context<Env>, limits: MultipartLimits): Multipart => {
  const parser = createParser(c, limits.fileCountMax);
  let refusal: Error | undefined;
  const refuseWith = (error: Error): void => {
    refusal ??= error;
    parser.destroy(error);
  };
  const refuse = (found: Fault): void => refuseWith(invalid([found]));
  const fields: Record<string, string> = Object.create(null);
  let hasFiles = false;
  parser.on('field', (name, value, { valueTruncated }) => {
    if (isUnreadable(name) || isUnreadable(value)) {
      refuseWith(notUtf8('a field of the form'));
      return;
    }
    const found = fieldFault({ name, value, isCut: valueTruncated, file: limits.file, hasFiles });
    if (found) refuse(found);
    else if (name in fields) refuse(fault(name, 'given_twice', {}));
    else fields[name] = value;
  });
  parser.on('file', (name, content, { filename }) => {
    hasFiles = true;
    if (isUnreadable(name) || isUnreadable(filename)) {
      refuseWith(notUtf8('the name of a file'));
    }
    content.on('error', () => undefined); // the reader of the content gets it
    if (name !== limits.file) refuse(fault(name ?? '', 'unknown_field', {}));
  });
  parser.on('filesLimit', () =>
    refuse(fault(limits.file, 'too_many', { max: limits.fileCountMax })),
  );
  parser.on('fieldsLimit', () => refuse(fault('', 'too_many', { max: FIELD_COUNT_MAX })));
  const parts = on(parser, 'file', { close: ['close'] });
  const late = c.get('deadline');
  late.addEventListener('abort', () => parser.destroy(refusalOf(late.reason)), { once: true });
  const reader = (c.req.raw.body ?? new Blob([]).stream()).getReader();
  const pumped = pump(reader, parser, limits.sizeMaxBytes);
  c.set('endUpload', async () => {
    parser.destroy();
    if (await pumped) c.header('Connection', undefined);
    else await discard(c, reader);
  });
  return {
    fields,
    nextFile: async () => {
      try {
        const { done, value } = await parts.next();
        // A file of the same chunk may come before the error of the field that was refused.
        if (refusal) throw refusal;
        if (done === true) return undefined;
        const content: Readable = value[1];
        const info: Partial<busboy.FileInfo> = value[2];
        return { name: info.filename ?? '', type: info.mimeType ?? '', content };
      } catch (error) {
        throw refusalOf(error);
      }
    },
  };
};

/** busboy's own errors say what is wrong with the form. */
export const refusalOf = (error: unknown): Error => {
  if (error instanceof AppError || error instanceof HTTPException) return error;
  const reason = error instanceof Error ? error.message : 'not readable';
  return new HTTPException(400, { message: `the form can't be read: ${reason}`, cause: error });
};

/** busboy replaces bytes that are not UTF-8 by U+FFFD. A text that holds one by itself is refused too. */
const isUnreadable = (text: string | undefined): boolean => text?.includes('\ufffd') === true;

interface IncomingField {
  name: string | undefined;
  value: string;
  isCut: boolean;
  file: string;
  hasFiles: boolean;
}

const fieldFault = ({ name, value, isCut, file, hasFiles }: IncomingField): Fault | undefined => {
  if (name === undefined || !isStorable(name)) return fault('', 'unknown_field', {});
  if (isDropped(name)) return fault(name, 'unknown_field', {});
  if (name === file) return fault(name, 'not_a_file', {});
  if (hasFiles) return fault(name, 'field_after_file', {});
  if (isCut) return fault(name, 'too_long', { max: FIELD_SIZE_MAX_BYTES });
  return isStorable(value) ? undefined : fault(name, 'not_storable', {});
};

const createParser = (c: Context<Env>, fileCountMax: number): busboy.Busboy => {
  const type = c.req.header('Content-Type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) {
    throw new AppError('unsupported_media_type', 'send Content-Type: multipart/form-data');
  }
  requireUtf8(type);
  try {
    const parser = busboy({
      headers: { 'content-type': type },
      defParamCharset: 'utf8',
      limits: { files: fileCountMax, fields: FIELD_COUNT_MAX, fieldSize: FIELD_SIZE_MAX_BYTES },
    });
    parser.on('error', () => parser.destroy());
    return parser;
  } catch (error) {
    throw refusalOf(error);
  }
};

/**
 * Gives the parser no more than it has room for, and no more than the route takes. Out: true if the body
 * was read to its end.
 */
const pump = async (
  reader: BodyReader,
  parser: busboy.Busboy,
  sizeMaxBytes: number,
): Promise<boolean> => {
  const parts = stoppable(reader);
  const closed = new Promise<void>((resolve) => {
    parser.once('close', () => {
      parts.stop();
      resolve();
    });
  });
  let sizeBytes = 0;
  try {
    for (;;) {
      const part = await parts.next();
      if (part === undefined || parser.destroyed) return part?.done === true;
      if (part.done) {
        parser.end();
        return true;
      }
      sizeBytes += part.value.length;
      if (sizeBytes > sizeMaxBytes) throw tooLarge(sizeMaxBytes);
      if (parser.write(part.value)) continue;
      await Promise.race([new Promise((resolve) => parser.once('drain', resolve)), closed]);
    }
  } catch (error) {
    parser.destroy(refusalOf(error));
    return false;
  }
};
