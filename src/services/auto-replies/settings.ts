import type { z } from 'zod';
import { folderAutoReplyChanged } from '../../domain/auto-replies/events.ts';
import type { FolderAutoReplyPatch } from '../../domain/auto-replies/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { definedFields } from '../../domain/shared/patches.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findFolderAutoReply,
  saveFolderAutoReply,
  type FolderAutoReplyRow,
} from '../../queries/auto-replies/settings.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { requireVersion } from '../shared/versions.ts';

/** Errors: `version_conflict`; `validation_failed` if it can't be switched on like this. */
export const changeFolderAutoReply = async (
  tx: Transaction,
  { folderId, version, ...asked }: z.infer<typeof FolderAutoReplyPatch> & { folderId: number },
): Promise<FolderAutoReplyRow> => {
  await lockSetting(tx, 'inbox_folders');
  const before = await findFolderAutoReply(tx, { folderId });
  requireVersion(before, version);
  const after = { ...before, ...definedFields(asked), version: before.version + 1 };
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
