import { cutText } from '../../domain/ai/masking.ts';
import type { FolderAskIn } from '../../domain/inbox-folders/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { listAiFolders, type AiFolderRow } from '../../queries/inbox-folders/ai.ts';
import { findFolder } from '../../queries/inbox-folders/records.ts';
import { askedOf, type FolderQuestion } from './ask-model.ts';
import { NEW_FOLDER_ID } from './try.ts';

/** What a language model would be asked about a text, with a description that may not be saved. */

/** Undefined: no folder has a description. */
export const questionAboutSample = async (
  tx: Transaction,
  { sample, draft }: FolderAskIn,
): Promise<FolderQuestion | undefined> => {
  const saved = await listAiFolders(tx);
  const folders = draft === undefined ? saved : await withDraft(tx, saved, draft);
  if (folders.length === 0) return undefined;
  return askedOf(tx, {
    folders,
    messages: [{ subject: sample.subject, text: cutText(sample.content, TEXT_LENGTH_MAX).trim() }],
  });
};

/** As of a message. */
const TEXT_LENGTH_MAX = 4_000;

/** In the place of its folder, or behind the others. */
const withDraft = async (
  tx: Transaction,
  saved: readonly AiFolderRow[],
  draft: NonNullable<FolderAskIn['draft']>,
): Promise<AiFolderRow[]> => {
  const { folder_id: folderId, name, ai_description: description, ai_threshold: threshold } = draft;
  const known = folderId === undefined ? undefined : await findFolder(tx, folderId);
  const others = saved.filter(({ id }) => id !== folderId);
  if (description === null) return others;
  const row = {
    id: known?.id ?? NEW_FOLDER_ID,
    name: name ?? known?.name ?? '',
    ai_description: description,
    ai_threshold: threshold,
  };
  const place = saved.findIndex(({ id }) => id === folderId);
  return others.toSpliced(place === -1 ? others.length : place, 0, row);
};
