import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { listFileStates, lockFile } from '../../queries/shared/stored-files.ts';

/**
 * Files are removed once no row names them, by a purge; the same content may be stored again meanwhile. An upload and
 * a removal take one lock: `lockFile`.
 */

const lost = () =>
  new AppError('unavailable', 'an older copy of this file was just removed: send it again', {
    retryAfterSeconds: 1,
  });

/**
 * Whether an older copy of a stored file was removed, perhaps after this one was stored. Then the caller looks for it
 * before `claimFile`.
 */
export const isFileDoubtful = async (tx: Transaction, sha256: string): Promise<boolean> =>
  isDoubtful(await listFileStates(tx, sha256));

/**
 * Makes sure that no purge removes a file that was just stored: call it in the transaction that inserts the row that
 * names it. Errors: `unavailable` while the file is being removed, or if it was removed unseen.
 */
export const claimFile = async (
  tx: Transaction,
  { sha256, isSeen }: { sha256: string; isSeen: boolean },
): Promise<void> => {
  await lockFile(tx, sha256);
  const states = await listFileStates(tx, sha256);
  if (states.includes('removing') || (isDoubtful(states) && !isSeen)) throw lost();
};

const isDoubtful = (states: readonly string[]): boolean =>
  states.length > 0 && !states.includes('kept');

/** Errors: `unavailable`. In: whether the doubtful file is there. */
export const requireFile = (isThere: boolean): void => {
  if (!isThere) throw lost();
};
