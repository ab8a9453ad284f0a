import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../errors.ts';

/** How often a company may have another system called. Counted by each process. */

/** Errors: `rate_limited`. */
export type Pace = (companyId: number) => Promise<void>;

export const createPace = (perMinuteMax: number, message: string): Pace => {
  const limiter = new RateLimiterMemory({ points: perMinuteMax, duration: 60 });
  return async (companyId) => {
    try {
      await limiter.consume(companyId);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new AppError('rate_limited', message, {
        retryAfterSeconds: Math.ceil(error.msBeforeNext / 1000),
      });
    }
  };
};
