import {
  ACCOUNT_ATTEMPTS_MAX,
  ACCOUNT_ATTEMPTS_PER_NETWORK_MAX,
  ATTEMPT_WINDOW_SECONDS,
  NETWORK_ATTEMPTS_MAX,
  networkOf,
} from '../../domain/accounts/shapes.ts';
import { deriveKey, hmacBase64Url } from '../../domain/shared/secrets.ts';
import { AppError } from '../../errors.ts';
import { returnAttempts, takeAttempts } from '../../queries/accounts/records.ts';
import type { ApiDeps } from '../http/context.ts';

/**
 * Limits guesses, for all processes together. An attempt is counted before it is made and given back
 * unless it was a wrong guess, so parallel guesses count too and nobody is slowed by being right.
 */

interface AttemptInput {
  /** What is guessed at, such as `sign-in/marie@example.com`; null for a link, which has no name. */
  target: string | null;
  ip: string;
}

interface Guess<T> {
  result: T;
  /** Whether something was guessed at in vain, even if something else was hit. */
  isWrong: boolean;
}

/** Out: what `guess` found. Errors: `rate_limited` with the seconds to wait. */
export const limitAttempts = async <T>(
  deps: Pick<ApiDeps, 'database' | 'encryptionKeys'>,
  input: AttemptInput,
  guess: () => Promise<Guess<T>>,
): Promise<T> => {
  const buckets = bucketsOf(deps, input);
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
    const guessed = await guess();
    isWrong = guessed.isWrong;
    return guessed.result;
  } finally {
    if (!isWrong) await returnAttempts(deps.database, buckets);
  }
};

/** The narrowest that is full ends the taking: what is shut out already shuts out nothing else. */
const bucketsOf = (
  deps: Pick<ApiDeps, 'encryptionKeys'>,
  { target, ip }: AttemptInput,
): { name: string; attemptCountMax: number }[] => {
  const network = networkOf(ip);
  const bucket = (text: string, attemptCountMax: number) => ({
    name: bucketName(deps, text),
    attemptCountMax,
  });
  return [
    bucket(`network/${network}`, NETWORK_ATTEMPTS_MAX),
    ...(target === null
      ? []
      : [
          bucket(`account/${target}/${network}`, ACCOUNT_ATTEMPTS_PER_NETWORK_MAX),
          bucket(`account/${target}`, ACCOUNT_ATTEMPTS_MAX),
        ]),
  ];
};

const bucketName = (deps: Pick<ApiDeps, 'encryptionKeys'>, text: string): string => {
  const [key] = deps.encryptionKeys;
  if (!key) throw new Error('no encryption key configured');
  return hmacBase64Url(deriveKey(key, 'attempts'), text);
};
