import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  holdFiles,
  listFileStates,
  listStatesOfFiles,
  lockFile,
} from '../../queries/shared/stored-files.ts';

/**
 * Files are removed once no row names them, by a purge; the same content may be stored again meanwhile. An upload and
 * a removal take one lock: `lockFile`. Mails of a company hold all of its files together: `holdFiles`.
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

/**
 * The same for all files of several mails: call it before the transaction locks anything else. `seen`: those of
 * `listDoubtfulFiles` that are there.
 */
export const claimFiles = async (
  tx: Transaction,
  { hashes, seen }: { hashes: readonly string[]; seen: ReadonlySet<string> },
): Promise<void> => {
  holdFiles(tx);
  const states = await statesByFile(tx, hashes);
  for (const [sha256, ofFile] of states) {
    if (ofFile.includes('removing') || (isDoubtful(ofFile) && !seen.has(sha256))) throw lost();
  }
};

/** Those of the files that are doubtful, as `isFileDoubtful` says. */
export const listDoubtfulFiles = async (
  tx: Transaction,
  hashes: readonly string[],
): Promise<string[]> => {
  const states = await statesByFile(tx, hashes);
  return [...states].flatMap(([sha256, ofFile]) => (isDoubtful(ofFile) ? [sha256] : []));
};

const statesByFile = async (
  tx: Transaction,
  hashes: readonly string[],
): Promise<Map<string, string[]>> => {
  const states = new Map<string, string[]>();
  for (const { sha256, file_state: state } of await listStatesOfFiles(tx, hashes)) {
    states.set(sha256, [...(states.get(sha256) ?? []), state]);
  }
  return states;
};

const isDoubtful = (states: readonly string[]): boolean =>
  states.length > 0 && !states.includes('kept');

/** Errors: `unavailable`. In: whether the doubtful file is there. */
export const requireFile = (isThere: boolean): void => {
  if (!isThere) throw lost();
};
