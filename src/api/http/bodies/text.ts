import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { AppError } from '../../../errors.ts';
import type { Env } from '../context.ts';

/**
 * The text of a request is UTF-8. Other bytes are refused: decoded leniently, they would be stored as
 * U+FFFD, and two different references would become one.
 */

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Errors: 400 `malformed_request` if the body is not UTF-8. */
export const readText = async (c: Context<Env>): Promise<string> => {
  const bytes = await c.req.arrayBuffer();
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw notUtf8('the body', cause);
  }
};

/** Errors: `unsupported_media_type` if a `Content-Type` declares another charset. */
export const requireUtf8 = (contentType: string): void => {
  for (const [, charset = ''] of contentType.matchAll(/;\s*charset\s*=\s*"?([^";\s]*)/gi)) {
    if (!/^utf-?8$/i.test(charset)) {
      throw new AppError('unsupported_media_type', 'send UTF-8: no other charset is taken');
    }
  }
};

/** Errors: 400 `malformed_request` if a text has percent escapes that are not UTF-8. */
export const requireReadable = (escaped: string, what: string): void => {
  if (!escaped.includes('%')) return;
  try {
    decodeURIComponent(escaped);
  } catch (cause) {
    throw notUtf8(what, cause);
  }
};

export const notUtf8 = (what: string, cause?: unknown): HTTPException =>
  new HTTPException(400, { message: `${what} is not UTF-8`, cause });
