import type { z } from '@hono/zod-openapi';
import {
  inboxFolderCreated,
  inboxFolderDeleted,
  inboxFoldersOrdered,
  inboxFolderUpdated,
} from '../../domain/inbox-folders/events.ts';
import {
  FOLDER_COUNT_MAX,
  type FolderIn,
  type FolderOrderIn,
  type FolderPatch,
} from '../../domain/inbox-folders/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { AppError, invalid, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  deleteFolder,
  findFolder,
  insertFolder,
  listFolders,
  orderFolders,
  updateFolder,
  type FolderContent,
  type FolderRow,
} from '../../queries/inbox-folders/records.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { startReclassification } from '../reclassifications/facts.ts';

/**
 * Changes of folders. One that changes which conversation goes where starts a reclassification, unless the
 * request says otherwise.
 */

const contentOf = ({
  name,
  colour,
  rules,
  ai_description,
  ai_threshold,
  is_active,
}: FolderContent): FolderContent => ({
  name,
  colour,
  rules,
  ai_description,
  ai_threshold,
  is_active,
});

export const lockFolders = (tx: Transaction): Promise<void> => lockSetting(tx, 'inbox_folders');

/** Errors: `conflict` if there are too many; unique violation of `inbox_folders_name`. */
export const createFolder = async (
  tx: Transaction,
  { reclassify = true, ...content }: z.infer<typeof FolderIn>,
): Promise<FolderRow> => {
  await lockFolders(tx);
  if ((await listFolders(tx)).length >= FOLDER_COUNT_MAX) {
    throw new AppError('conflict', `there are ${FOLDER_COUNT_MAX} folders already`);
  }
  const id = await insertFolder(tx, content);
  tx.emit(inboxFolderCreated, { subjectId: id, after: content });
  if (reclassify && content.is_active && content.rules !== null) {
    await startReclassification(tx, { folderId: null });
  }
  return shownFolder(tx, id);
};

/** Errors: `not_found`, `version_conflict`; unique violation of `inbox_folders_name`. */
export const changeFolder = async (
  tx: Transaction,
  id: number,
  { version, reclassify = true, ...patch }: FolderPatch,
): Promise<FolderRow> => {
  await lockFolders(tx);
  const before = await shownFolder(tx, id);
  if (before.version !== version) {
    throw new AppError('version_conflict', `the current version is ${before.version}`, {
      faults: [fault('version', 'version_outdated', { current: before.version })],
    });
  }
  const after: FolderContent = {
    name: patch.name ?? before.name,
    colour: patch.colour ?? before.colour,
    rules: patch.rules === undefined ? before.rules : patch.rules,
    ai_description:
      patch.ai_description === undefined ? before.ai_description : patch.ai_description,
    ai_threshold: patch.ai_threshold ?? before.ai_threshold,
    is_active: patch.is_active ?? before.is_active,
  };
  const changesRules = appliedRules(before) !== appliedRules(after);
  await updateFolder(tx, { id, ...after }, { changesRules });
  tx.emit(inboxFolderUpdated, { subjectId: id, before: contentOf(before), after });
  if (reclassify && changesRules) await startReclassification(tx, { folderId: null });
  return shownFolder(tx, id);
};

/**
 * In one spelling. Rules that are not applied are as none. A description for the language model is no rule: rules
 * would look again at every conversation and find the same, and the model costs tokens, so a person asks for that.
 */
const appliedRules = ({ rules, is_active }: FolderContent): string =>
  JSON.stringify(is_active ? rules : null);

/**
 * Its conversations go to `moveTo`, or where the other rules say: a reclassification moves them, so that
 * the request is short however many there are. Errors: `not_found`, `validation_failed`.
 */
export const removeFolder = async (
  tx: Transaction,
  { id, moveTo }: { id: number; moveTo: number | undefined },
): Promise<void> => {
  await lockFolders(tx);
  const before = await shownFolder(tx, id);
  if (moveTo !== undefined && (moveTo === id || !(await findFolder(tx, moveTo)))) {
    throw invalid([fault('move_to', 'unknown_record', { record: 'inbox_folder' })]);
  }
  await deleteFolder(tx, id);
  tx.emit(inboxFolderDeleted, {
    subjectId: id,
    before: contentOf(before),
    after: { move_to: moveTo ?? null },
  });
  await startReclassification(tx, { folderId: id, targetFolderId: moveTo ?? null });
};

/** Errors: `conflict` unless the list names every folder once. Twice: the order stays. */
export const putInOrder = async (
  tx: Transaction,
  { folder_ids: ids, reclassify = true }: z.infer<typeof FolderOrderIn>,
): Promise<FolderRow[]> => {
  await lockFolders(tx);
  const before = (await listFolders(tx)).map(({ id }) => id);
  if (before.length !== ids.length || before.some((id) => !ids.includes(id))) {
    throw new AppError('conflict', 'the list must name every folder: read them again', {
      faults: [fault('folder_ids', 'invalid', {})],
    });
  }
  if (before.every((id, position) => id === ids[position])) return listFolders(tx);
  await orderFolders(tx, ids);
  tx.emit(inboxFoldersOrdered, {
    subjectId: '*',
    before: { folder_ids: before },
    after: { folder_ids: ids },
  });
  if (reclassify) await startReclassification(tx, { folderId: null });
  return listFolders(tx);
};

const shownFolder = async (tx: Transaction, id: number): Promise<FolderRow> => {
  const folder = await findFolder(tx, id);
  if (!folder) throw notFound('folder');
  return folder;
};
