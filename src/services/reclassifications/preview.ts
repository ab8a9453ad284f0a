import {
  PREVIEW_SAMPLE_COUNT,
  PREVIEWED_COUNT_MAX,
} from '../../domain/reclassifications/shapes.ts';
import { RECLASSIFY_PAGE_SIZE } from '../../domain/reclassifications/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { countMovable, listMovable, type FiledRow } from '../../queries/inbox-folders/filing.ts';
import {
  draftRulebook,
  placesOf,
  type FolderDraft,
  type TriedPlace,
} from '../inbox-folders/try.ts';

/** What a reclassification would move, with rules that may not be saved yet. Changes nothing. */

type Placed = FiledRow & TriedPlace;

export interface ReclassificationPreview {
  totalCount: number;
  examinedCount: number;
  movedCount: number;
  moves: { from: number | null; to: number | null; isDraft: boolean; count: number }[];
  /** The newest that would move. */
  sample: Placed[];
}

/** Of the newest conversations: texts are read, which takes time. */
export const previewReclassification = async (
  tx: Transaction,
  draft: FolderDraft,
): Promise<ReclassificationPreview> => {
  const rulebook = await draftRulebook(tx, draft);
  const totalCount = await countMovable(tx, null);
  const rows = await listMovable(tx, { limit: PREVIEWED_COUNT_MAX });
  const moves = new Map<string, ReclassificationPreview['moves'][number]>();
  const sample: Placed[] = [];
  let movedCount = 0;
  for (let start = 0; start < rows.length; start += RECLASSIFY_PAGE_SIZE) {
    const page = rows.slice(start, start + RECLASSIFY_PAGE_SIZE);
    for (const placed of (await placesOf(tx, rulebook, page)).filter(isMoved)) {
      movedCount += 1;
      if (sample.length < PREVIEW_SAMPLE_COUNT) sample.push(placed);
      countMove(moves, placed);
    }
  }
  return {
    totalCount,
    examinedCount: rows.length,
    movedCount,
    moves: [...moves.values()].toSorted((left, right) => right.count - left.count),
    sample,
  };
};

const isMoved = (placed: Placed): boolean => placed.isDraft || placed.folderId !== placed.folder_id;

const countMove = (
  moves: Map<string, ReclassificationPreview['moves'][number]>,
  { folder_id: from, folderId: to, isDraft }: Placed,
): void => {
  const key = JSON.stringify([from, to, isDraft]);
  moves.set(key, { from, to, isDraft, count: (moves.get(key)?.count ?? 0) + 1 });
};
