import { createMiddleware } from 'hono/factory';
import { AppError } from '../../../errors.ts';
import type { Env } from '../context.ts';

const RETRY_AFTER_SECONDS = 5;

/**
 * Answers 503 when a request takes too long, and aborts the signal `deadline`: an upload ends, and a late
 * answer is closed unread. The transaction may still be committed: the same request with the same
 * Idempotency-Key gets the first answer, and does nothing twice.
 */
export const deadline = (timeoutMs: number) =>
  createMiddleware<Env>(async (c, next) => {
    const controller = new AbortController();
    c.set('deadline', controller.signal);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const error = new AppError(
          'unavailable',
          'no answer in time; the request may still be carried out',
          { retryAfterSeconds: RETRY_AFTER_SECONDS },
        );
        reject(error);
        controller.abort(error);
      }, timeoutMs);
    });
    try {
      await Promise.race([next(), late]);
    } finally {
      clearTimeout(timer);
    }
  });
