import {
  PREVIEW_SAMPLE_COUNT,
  PREVIEWED_COUNT_MAX,
} from '../../domain/reclassifications/shapes.ts';
import { RECLASSIFY_PAGE_SIZE } from '../../domain/reclassifications/shapes.ts';
import { classifyPrompt } from '../../domain/ai/prompts/classify.ts';
import { systemMessage } from '../../domain/ai/prompts/prompt.ts';
import type { Deps } from '../../deps.ts';
import type { Transaction } from '../../platform/database.ts';
import { listAiFolders } from '../../queries/inbox-folders/ai.ts';
import { countMovable, listMovable, type FiledRow } from '../../queries/inbox-folders/filing.ts';
import { findAccess, type AiConfig } from '../ai/access.ts';
import { questionAbout, type FolderQuestion } from '../inbox-folders/ask-model.ts';
import { isRuled } from '../inbox-folders/decide.ts';
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
  /** What a language model would be asked besides. Null: nothing, whatever no rule takes. */
  ai: { count: number; tokenCount: number } | null;
}

/** So many questions are written, for an average. */
const WEIGHED_COUNT_MAX = 5;
const CHARACTERS_PER_TOKEN = 4;
const ANSWER_TOKENS = 100;

/** Of the newest conversations: texts are read, which takes time. */
export const previewReclassification = async (
  deps: Pick<Deps, 'encryptionKeys'> & { config: AiConfig },
  tx: Transaction,
  draft: FolderDraft,
): Promise<ReclassificationPreview> => {
  const rulebook = await draftRulebook(tx, draft);
  const totalCount = await countMovable(tx, null);
  const rows = await listMovable(tx, { limit: PREVIEWED_COUNT_MAX });
  const moves = new Map<string, ReclassificationPreview['moves'][number]>();
  const sample: Placed[] = [];
  const unfiled: number[] = [];
  let movedCount = 0;
  for (let start = 0; start < rows.length; start += RECLASSIFY_PAGE_SIZE) {
    const page = rows.slice(start, start + RECLASSIFY_PAGE_SIZE);
    const all = await placesOf(tx, rulebook, page);
    unfiled.push(...all.filter(isLeft).map(({ id }) => id));
    for (const placed of all.filter(isMoved)) {
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
    ai: await askedBesides(deps, tx, unfiled),
  };
};

/** No rule takes it. */
const isLeft = (placed: Placed): boolean =>
  isRuled(placed) && !placed.isDraft && placed.folderId === null;

const askedBesides = async (
  deps: Pick<Deps, 'encryptionKeys'> & { config: AiConfig },
  tx: Transaction,
  ids: readonly number[],
): Promise<ReclassificationPreview['ai']> => {
  const folders = await listAiFolders(tx);
  const { access } = await findAccess(deps, tx);
  if (folders.length === 0 || access === undefined) return null;
  const weights: number[] = [];
  for (const conversationId of ids.slice(0, WEIGHED_COUNT_MAX)) {
    const question = await questionAbout(tx, { conversationId, folders });
    if (question !== undefined) weights.push(tokensOf(question));
  }
  const average = weights.reduce((sum, weight) => sum + weight, 0) / Math.max(1, weights.length);
  return { count: ids.length, tokenCount: Math.round(average * ids.length) };
};

const tokensOf = ({ input }: FolderQuestion): number =>
  (systemMessage(classifyPrompt).length + JSON.stringify(classifyPrompt.user(input)).length) /
    CHARACTERS_PER_TOKEN +
  ANSWER_TOKENS;

const isMoved = (placed: Placed): boolean => placed.isDraft || placed.folderId !== placed.folder_id;

const countMove = (
  moves: Map<string, ReclassificationPreview['moves'][number]>,
  { folder_id: from, folderId: to, isDraft }: Placed,
): void => {
  const key = JSON.stringify([from, to, isDraft]);
  moves.set(key, { from, to, isDraft, count: (moves.get(key)?.count ?? 0) + 1 });
};
