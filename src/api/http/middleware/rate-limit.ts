import { createMiddleware } from 'hono/factory';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from '../../../domain/accounts/shapes.ts';
import { AppError } from '../../../errors.ts';
import type { ApiDeps, Env } from '../context.ts';

/**
 * Requests per minute of each user, whatever keys and sessions they have, or of each network (an
 * IPv6 /64 is one caller). A public route counts the networks by itself: many callbacks of n8n do not
 * block sign-in from the same address. Counted in this process alone: with N api processes a caller may
 * make N times as many, which protects each process as well.
 * Source of the headers: draft-ietf-httpapi-ratelimit-headers-07.
 */

const WINDOW_SECONDS = 60;

interface RateLimitedRoute {
  id: string;
  permission: string;
}

export const createRateLimit = (deps: Pick<ApiDeps, 'config'>) => {
  const limit = deps.config.RATE_LIMIT_PER_MINUTE;
  const limiter = new RateLimiterMemory({ points: limit, duration: WINDOW_SECONDS });
  const limitRate = (group: string) =>
    createMiddleware<Env>(async (c, next) => {
      const caller = c.get('caller');
      const bucket = caller
        ? `user/${caller.companyId}/${caller.userId}`
        : `${group}/${networkOf(c.get('ip'))}`;
      const { result, isRefused } = await consume(limiter, bucket);
      const resetSeconds = Math.ceil(result.msBeforeNext / 1000);
      c.header('RateLimit-Limit', String(limit));
      c.header('RateLimit-Remaining', String(Math.max(0, result.remainingPoints)));
      c.header('RateLimit-Reset', String(resetSeconds));
      if (isRefused) {
        throw new AppError('rate_limited', 'too many requests', {
          retryAfterSeconds: resetSeconds,
        });
      }
      await next();
    });
  /** Undefined: addresses without a route. */
  return (route: RateLimitedRoute | undefined) =>
    limitRate(route?.permission === 'public' ? route.id : 'network');
};

const consume = async (
  limiter: RateLimiterMemory,
  bucket: string,
): Promise<{ result: RateLimiterRes; isRefused: boolean }> => {
  try {
    return { result: await limiter.consume(bucket), isRefused: false };
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return { result: error, isRefused: true };
  }
};
