import { conversationsFiled } from '../../domain/inbox-folders/events.ts';
import type { RuleTexts } from '../../domain/inbox-folders/match.ts';
import { reclassificationProgressed } from '../../domain/reclassifications/events.ts';
import { RECLASSIFY_PAGE_SIZE } from '../../domain/reclassifications/shapes.ts';
import { isReclassificationOpen } from '../../domain/reclassifications/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  holdFolders,
  lockMovable,
  moveToFolders,
  setLookedAt,
  type FiledRow,
  type FolderMove,
} from '../../queries/inbox-folders/filing.ts';
import { readRuleTexts } from '../../queries/inbox-folders/texts.ts';
import {
  advanceReclassification,
  findReclassification,
  type ReclassificationRow,
} from '../../queries/reclassifications/records.ts';
import { movesShown, possibleMoves } from '../inbox-folders/classify.ts';
import { isRuled, loadRulebook, moveOf, type Rulebook } from '../inbox-folders/decide.ts';
import { asksModel, beginAiPart } from './ask.ts';
import { endReclassification } from './facts.ts';

/**
 * Moves the next conversations to where the rules, as they are now, put them; the last page ends the
 * reclassification, or its part without a language model.
 * Twice: continues after `last_conversation_id`, which moves in the same transaction; after the end, nothing.
 */
export const reclassifyPage = async (tx: Transaction, id: string): Promise<void> => {
  const run = await findReclassification(tx, { id, isLocked: true });
  if (!run || !isReclassificationOpen(run.status) || asksModel(run)) return;
  const rulebook = await loadRulebook(tx);
  const rows = await lockMovable(tx, {
    folderId: run.folder_id,
    afterId: run.last_conversation_id,
    limit: RECLASSIFY_PAGE_SIZE,
  });
  const moves = await applyRules(tx, rulebook, run, rows);
  const counts = {
    done_count: run.done_count + rows.length,
    moved_count: run.moved_count + moves.length,
  };
  await advanceReclassification(tx, {
    id,
    doneCount: rows.length,
    movedCount: moves.length,
    lastConversationId: rows.at(-1)?.id ?? run.last_conversation_id,
  });
  tx.emit(reclassificationProgressed, {
    subjectId: id,
    after: { ...counts, moves: movesShown(moves) },
  });
  if (moves.length > 0) tx.emit(conversationsFiled, { subjectId: '*' });
  if (rows.length === RECLASSIFY_PAGE_SIZE) return;
  if (run.uses_ai) await beginAiPart(tx, { ...run, ...counts });
  else await endReclassification(tx, { id, ...counts }, 'succeeded');
};

/** Out: the moves that were made. In: rows under their locks. */
const applyRules = async (
  tx: Transaction,
  rulebook: Rulebook,
  run: ReclassificationRow,
  rows: readonly FiledRow[],
): Promise<FolderMove[]> => {
  // If the chosen folder was deleted meanwhile, the rules decide.
  const [target = null] =
    run.target_folder_id === null ? [] : await holdFolders(tx, [run.target_folder_id]);
  const ruled = rows.filter(isRuled).map(({ id }) => id);
  const texts = target === null ? await readRuleTexts(tx, ruled) : new Map<number, RuleTexts>();
  const wanted = rows.flatMap(
    (row) =>
      (target === null ? moveOf(rulebook, row, texts.get(row.id)) : moveTo(target, row)) ?? [],
  );
  const moves = await possibleMoves(tx, wanted);
  await moveToFolders(tx, moves, {
    source: target === null ? 'reclassify' : 'person',
    rulesVersion: rulebook.version,
    decidedBy: target === null ? null : run.requested_by,
  });
  const moved = new Set(wanted.map(({ conversationId }) => conversationId));
  await setLookedAt(tx, {
    conversationIds: rows.flatMap((row) =>
      row.folder_id === null && !moved.has(row.id) ? row.id : [],
    ),
    rulesVersion: rulebook.version,
  });
  return moves;
};

/** A person chose the folder: the conversation stays in it. */
const moveTo = (folderId: number, row: FiledRow): FolderMove => ({
  conversationId: row.id,
  folderId,
  isManual: true,
  reason: null,
});
