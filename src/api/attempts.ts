import {
  ACCOUNT_ATTEMPTS_MAX,
  ATTEMPT_WINDOW_SECONDS,
  NETWORK_ATTEMPTS_MAX,
  networkOf,
} from '../domain/accounts.ts';
import { deriveKey, hmacBase64Url } from '../domain/secrets.ts';
import { AppError } from '../errors.ts';
import { returnAttempts, takeAttempts } from '../queries/accounts.ts';
import type { ApiDeps } from './context.ts';

/**
 * Limits guesses, for all processes together. An attempt is counted before it is made and given back
 * unless it was a wrong guess, so parallel guesses count too and nobody is slowed by being right.
 */

interface AttemptInput {
  /** What is guessed at, such as `sign-in/marie@example.com`; null for a link, which has no name. */
  target: string | null;
  ip: string;
}

/**
 * Runs `guess`, which answers undefined when the guess is wrong.
 * Errors: `rate_limited` with the seconds to wait.
 */
export const limitAttempts = async <T>(
  deps: Pick<ApiDeps, 'database' | 'encryptionKeys'>,
  { target, ip }: AttemptInput,
  guess: () => Promise<T | undefined>,
): Promise<T | undefined> => {
  // The network first: once it is shut out, it can no longer shut out anybody's account.
  const buckets = [
    { name: bucketName(deps, `network/${networkOf(ip)}`), attemptCountMax: NETWORK_ATTEMPTS_MAX },
    ...(target === null
      ? []
      : [{ name: bucketName(deps, `account/${target}`), attemptCountMax: ACCOUNT_ATTEMPTS_MAX }]),
  ];
  const waitSeconds = await takeAttempts(deps.database, {
    buckets,
    windowSeconds: ATTEMPT_WINDOW_SECONDS,
  });
  if (waitSeconds > 0) {
    throw new AppError('rate_limited', 'too many attempts, try again later', {
      retryAfterSeconds: waitSeconds,
    });
  }
  let isWrong = false;
  try {
    const result = await guess();
    isWrong = result === undefined;
    return result;
  } finally {
    if (!isWrong) await returnAttempts(deps.database, buckets);
  }
};

const bucketName = (deps: Pick<ApiDeps, 'encryptionKeys'>, text: string): string => {
  const [key] = deps.encryptionKeys;
  if (!key) throw new Error('no encryption key configured');
  return hmacBase64Url(deriveKey(key, 'attempts'), text);
};
