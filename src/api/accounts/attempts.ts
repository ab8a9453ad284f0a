import {
  ACCOUNT_ATTEMPTS_MAX,
  ACCOUNT_ATTEMPTS_PER_NETWORK_MAX,
  ATTEMPT_WINDOW_SECONDS,
  NETWORK_ATTEMPTS_MAX,
  networkOf,
} from '../../domain/accounts/shapes.ts';
import { AppError } from '../../errors.ts';
import { returnAttempts, takeAttempts } from '../../queries/accounts/records.ts';
import { hiddenBucket, type Bucket } from '../../services/shared/attempts.ts';
import type { ApiDeps } from '../http/context.ts';

/**
 * Limits attempts to guess a password or a link, over all processes. An attempt is counted before it
 * is made, so parallel attempts count too. It is returned afterwards, unless the guess was wrong: correct
 * sign-ins don't use up the limit.
 */

interface AttemptInput {
  /** What is guessed. Each has limits of its own: wrong links do not block sign-in from the same network. */
  purpose: 'sign-in' | 'password' | 'invitation' | 'confirmation';
  /** The guessed account: `marie@example.com`. Null for a link, which names no account. */
  account: string | null;
  ip: string;
}

interface Guess<T> {
  result: T;
  /** True if at least one guess was wrong, even if another was right. */
  isWrong: boolean;
}

/** Out: the result of `guess`. Errors: `rate_limited` with the seconds to wait. */
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

/** In this order, `take_attempts` stops at the first full bucket: a blocked network can't fill others. */
const bucketsOf = (
  deps: Pick<ApiDeps, 'encryptionKeys'>,
  { purpose, account, ip }: AttemptInput,
): Bucket[] => {
  const network = networkOf(ip);
  const bucket = (name: string, attemptCountMax: number) =>
    hiddenBucket(deps, { name, attemptCountMax });
  return [
    bucket(`network/${purpose}/${network}`, NETWORK_ATTEMPTS_MAX),
    ...(account === null
      ? []
      : [
          bucket(`account/${purpose}/${account}/${network}`, ACCOUNT_ATTEMPTS_PER_NETWORK_MAX),
          bucket(`account/${purpose}/${account}`, ACCOUNT_ATTEMPTS_MAX),
        ]),
  ];
};
