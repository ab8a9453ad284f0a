import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Env } from '../context.ts';
import { discard, tooLarge, type BodyReader } from './discard.ts';
import { BODY_SIZE_MAX_BYTES, type BodySpec } from './kinds.ts';

/** Refuses a body that is larger than its route takes. */

export const limitBody = (body: BodySpec): MiddlewareHandler<Env> => {
  const maxBytes =
    body !== undefined && 'sizeMaxBytes' in body ? body.sizeMaxBytes : BODY_SIZE_MAX_BYTES;
  return createMiddleware<Env>(async (c, next) => {
    const length = c.req.header('Content-Length');
    if (Number(length ?? 0) > maxBytes) {
      await discard(c, c.req.raw.body?.getReader());
      throw tooLarge(maxBytes);
    }
    const isAnnounced = length !== undefined && c.req.header('Transfer-Encoding') === undefined;
    // Only where it must be counted: it makes the server build a whole Request and its stream.
    // An upload is counted while it is read.
    if (!isAnnounced && !isUpload(body) && !BODILESS.includes(c.req.method)) {
      await readCounted(c, maxBytes);
    }
    await next();
    await c.get('endUpload')?.();
  });
};

const BODILESS = ['GET', 'HEAD'];

export const isUpload = (body: BodySpec): boolean =>
  body !== undefined && 'kind' in body && body.kind === 'upload';

/** Reads a body that announces no length, and gives it to the handler. Errors: `payload_too_large`. */
const readCounted = async (c: Context<Env>, maxBytes: number): Promise<void> => {
  const reader: BodyReader | undefined = c.req.raw.body?.getReader();
  if (reader === undefined) return;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let sizeBytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    sizeBytes += part.value.length;
    if (sizeBytes > maxBytes) {
      await discard(c, reader);
      throw tooLarge(maxBytes);
    }
    chunks.push(part.value);
  }
  c.req.raw = new Request(c.req.raw, { method: c.req.method, body: new Blob(chunks) });
};
