import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ByteRange } from '../../../platform/files/contract.ts';
import type { Env } from '../context.ts';

/**
 * Which part of a file a request asks for. One range; several are answered as a whole, which RFC 9110, 14.2 allows.
 * The order of the conditions is that of RFC 9110, 13.2.2. Files have no date: conditions on one are not met or ignored.
 */

interface Representation {
  /** Strong, with its quotes. */
  etag: string;
  sizeBytes: number;
}

export type Selected =
  | { kind: 'whole' }
  | { kind: 'part'; range: ByteRange }
  /** The client has it already. */
  | { kind: 'unchanged' };

/** Sets what each answer about this file says. Errors: 412, and 416 with the size in `Content-Range`. */
export const selectPart = (c: Context<Env>, file: Representation): Selected => {
  c.header('ETag', file.etag);
  c.header('Accept-Ranges', 'bytes');
  const ifMatch = c.req.header('If-Match');
  if (ifMatch !== undefined && !isAmong(file.etag, ifMatch)) {
    throw new HTTPException(412, { message: 'the file is another one: If-Match' });
  }
  const ifNoneMatch = c.req.header('If-None-Match');
  if (ifNoneMatch !== undefined && isAmong(file.etag, ifNoneMatch, { isWeak: true })) {
    return { kind: 'unchanged' };
  }
  const header = c.req.method === 'GET' ? c.req.header('Range') : undefined;
  const ifRange = c.req.header('If-Range')?.trim();
  if (header === undefined || (ifRange !== undefined && ifRange !== file.etag)) {
    return { kind: 'whole' };
  }
  const range = rangeOf(header, file.sizeBytes);
  if (range === 'unsatisfiable') {
    c.header('Content-Range', `bytes */${file.sizeBytes}`);
    throw new HTTPException(416, { message: `the file has ${file.sizeBytes} bytes` });
  }
  return range === undefined ? { kind: 'whole' } : { kind: 'part', range };
};

/** RFC 9110, 8.8.3.2: a weak comparison ignores the mark of weak tags; a strong one refuses these. */
const isAmong = (etag: string, header: string, { isWeak = false } = {}): boolean =>
  header.trim() === '*' ||
  header
    .split(',')
    .map((one) => one.trim())
    .some((one) => one === etag || (isWeak && one === `W/${etag}`));

const RANGE = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i;

/** Undefined: another unit, several ranges, or none that can be read. Such a header is ignored. */
const rangeOf = (header: string, sizeBytes: number): ByteRange | undefined | 'unsatisfiable' => {
  const [matched, first = '', last = ''] = RANGE.exec(header) ?? [];
  if (matched === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? 'unsatisfiable' : { first: sizeBytes - length, last: sizeBytes - 1 };
  }
  if (last !== '' && Number(last) < Number(first)) return undefined;
  if (Number(first) >= sizeBytes) return 'unsatisfiable';
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  return { first: Number(first), last: end };
};
