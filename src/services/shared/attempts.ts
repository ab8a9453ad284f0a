import { deriveKey, hmacBase64Url } from '../../domain/shared/secrets.ts';
import type { Deps } from '../../deps.ts';
import { returnAttempts, takeAttempts } from '../../queries/accounts/records.ts';

/** Counts attempts over all processes. The database holds keyed hashes: no address, no account. */

export interface Bucket {
  name: string;
  attemptCountMax: number;
}

export const hiddenBucket = (
  { encryptionKeys }: Pick<Deps, 'encryptionKeys'>,
  { name, attemptCountMax }: Bucket,
): Bucket => {
  const [key] = encryptionKeys;
  if (!key) throw new Error('no encryption key configured');
  return { name: hmacBase64Url(deriveKey(key, 'attempts'), name), attemptCountMax };
};

/**
 * Counts an attempt in each bucket, in this order. Out: 0, or the seconds to wait if one is full; the
 * buckets after it are not counted, so a blocked network can't fill others.
 */
export const countAttempt = (
  deps: Pick<Deps, 'database' | 'encryptionKeys'>,
  { buckets, windowSeconds }: { buckets: readonly Bucket[]; windowSeconds: number },
): Promise<number> =>
  takeAttempts(deps.database, {
    buckets: buckets.map((bucket) => hiddenBucket(deps, bucket)),
    windowSeconds,
  });

/** Takes back what was counted: it was not used. */
export const uncountAttempt = (
  deps: Pick<Deps, 'database' | 'encryptionKeys'>,
  buckets: readonly Bucket[],
): Promise<void> =>
  returnAttempts(
    deps.database,
    buckets.map((bucket) => hiddenBucket(deps, bucket)),
  );
