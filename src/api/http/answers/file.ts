import type { Readable } from 'node:stream';
import type { Context } from 'hono';
import type { Env } from '../context.ts';
import type { FileAnswer } from './kinds.ts';

/** A download, as it is read. Its content was written by strangers: no browser may run it as a page. */

/**
 * What a browser shows without running anything of it. SVG and HTML can hold scripts. A PDF too: the viewer of a browser
 * runs them, even with the policy below (ADR 0035).
 */
const INLINE_TYPES = /^(?:image\/(?:png|jpeg|gif|webp|avif)|text\/plain)$/;
const NO_PAGE_POLICY = "default-src 'none'; sandbox";
const MEDIA_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;

export const sendFile = (c: Context<Env>, file: FileAnswer): Response => {
  const type = MEDIA_TYPE.test(file.type) ? file.type.toLowerCase() : 'application/octet-stream';
  const isInline = file.isInline === true && INLINE_TYPES.test(type);
  c.header('Content-Type', type === 'text/plain' ? 'text/plain; charset=utf-8' : type);
  c.header('Content-Length', String(file.sizeBytes));
  c.header(
    'Content-Disposition',
    contentDisposition(isInline ? 'inline' : 'attachment', file.name),
  );
  c.header('Content-Security-Policy', NO_PAGE_POLICY);
  c.header('X-Content-Type-Options', 'nosniff');
  if (c.req.method === 'HEAD') {
    file.content.destroy();
    return c.body(null);
  }
  if (file.part === undefined) return c.body(toWeb(c, file.content));
  const { first, last, totalBytes } = file.part;
  c.header('Content-Range', `bytes ${first}-${last}/${totalBytes}`);
  return c.body(toWeb(c, file.content), 206);
};

/** A client that takes nothing for so long loses the answer: it would keep a file or a query open. */
export const CLIENT_IDLE_MAX_MS = 60_000;

/**
 * Destroyed when the client hangs up or stops reading. A failure can't change the status any more: it cuts
 * the answer.
 */
export const toWeb = (c: Context<Env>, content: Readable): ReadableStream => {
  content.on('error', (error) => c.get('reportFailure')(error));
  const chunks = content[Symbol.asyncIterator]();
  let idle: NodeJS.Timeout | undefined;
  return new ReadableStream({
    pull: async (controller) => {
      clearTimeout(idle);
      const { done, value } = await chunks.next();
      if (done === true) return controller.close();
      controller.enqueue(value);
      idle = setTimeout(() => {
        const error = new Error('the client stopped reading');
        content.destroy(error);
        controller.error(error);
      }, CLIENT_IDLE_MAX_MS);
    },
    cancel: () => {
      clearTimeout(idle);
      content.destroy();
    },
  });
};

/** Control characters, paths, and what shows `fdp.exe` as `exe.pdf` (UTR 36, bidirectional text spoofing). */
const UNSAFE_IN_NAME = /[\p{Cc}\\/\u202a-\u202e\u2066-\u2069]/gu;

/** RFC 6266: a name in ASCII for old clients, and the whole one encoded as RFC 8187 says. */
export const contentDisposition = (kind: 'inline' | 'attachment', name: string): string => {
  const whole = name.toWellFormed().replace(UNSAFE_IN_NAME, '_');
  const ascii = whole.replace(/[^\x20-\x7e]|["%]/g, '_');
  const encoded = encodeURIComponent(whole).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};
