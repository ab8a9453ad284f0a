import { createMiddleware } from 'hono/factory';
import { AppError } from '../../../errors.ts';
import type { Env } from '../context.ts';

const RETRY_AFTER_SECONDS = 5;

/**
 * Answers 503 when a request takes too long. Its transaction may still be committed: the same request
 * with the same Idempotency-Key gets the first answer, and does nothing twice.
 */
export const deadline = (timeoutMs: number) =>
  createMiddleware<Env>(async (_c, next) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const message = 'no answer in time; the request may still be carried out';
        reject(new AppError('unavailable', message, { retryAfterSeconds: RETRY_AFTER_SECONDS }));
      }, timeoutMs);
    });
    try {
      await Promise.race([next(), late]);
    } finally {
      clearTimeout(timer);
    }
  });
