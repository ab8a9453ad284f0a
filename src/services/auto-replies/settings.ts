import type { z } from 'zod';
import { folderAutoReplyChanged } from '../../domain/auto-replies/events.ts';
import type { FolderAutoReplyPatch } from '../../domain/auto-replies/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { AppError, invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findFolderAutoReply,
  saveFolderAutoReply,
  type FolderAutoReplyRow,
} from '../../queries/auto-replies/settings.ts';

/** Errors: `version_conflict`; `validation_failed` if it can't be switched on like this. The caller holds the folder. */
export const changeFolderAutoReply = async (
  tx: Transaction,
  { folderId, version, ...asked }: z.infer<typeof FolderAutoReplyPatch> & { folderId: number },
): Promise<FolderAutoReplyRow> => {
  const before = await findFolderAutoReply(tx, { folderId, isLocked: true });
  if (version !== before.version) {
    throw new AppError('version_conflict', `the current version is ${before.version}`, {
      faults: [fault('version', 'version_outdated', { current: before.version })],
    });
  }
  const after = { ...before, ...defined(asked), version: before.version + 1 };
  if (after.mode !== 'off') {
    const missing = [
      ...(after.prompt === '' ? [fault('prompt', 'required', {})] : []),
      ...(after.on_expiry === null ? [fault('on_expiry', 'required', {})] : []),
    ];
    if (missing.length > 0) throw invalid(missing);
  }
  await saveFolderAutoReply(tx, { folderId, ...after });
  tx.emit(folderAutoReplyChanged, {
    subjectId: folderId,
    before: { mode: before.mode, version: before.version },
    after: { ...after, prompt: undefined, prompt_length: after.prompt.length },
  });
  return after;
};

const defined = <T extends object>(patch: T) =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
