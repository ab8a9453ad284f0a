import type { AiFiling } from '../../domain/inbox-folders/ai.ts';
import { reclassificationAsked } from '../../domain/reclassifications/events.ts';
import {
  ASKED_COUNT_MAX,
  isReclassificationOpen,
  type AiPartOutcome,
} from '../../domain/reclassifications/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import { countAskable, findNextAskable, listAiFolders } from '../../queries/inbox-folders/ai.ts';
import {
  findReclassification,
  saveAiPart,
  type ReclassificationRow,
} from '../../queries/reclassifications/records.ts';
import { questionAbout, type AskedConversation } from '../inbox-folders/ask-model.ts';
import { recordFiling } from '../inbox-folders/classify-by-model.ts';
import { endReclassification } from './facts.ts';

/** The part of a reclassification that asks a language model about what no rule took, the newest first. */

/** Under the lock of the row. */
export const beginAiPart = async (tx: Transaction, row: ReclassificationRow): Promise<void> => {
  await saveAiPart(tx, { ...row, ai_total_count: await countAskable(tx, ASKED_COUNT_MAX) });
};

export interface Asking extends AskedConversation {
  conversationId: number;
}

/** The next conversation to ask about. Undefined: none is left, or the run has ended; its row is ended then. */
export const findNextAsked = async (tx: Transaction, id: string): Promise<Asking | undefined> => {
  const run = await findReclassification(tx, { id, isLocked: true });
  if (!run || !asksModel(run)) return undefined;
  if (run.ai_asked_count >= ASKED_COUNT_MAX) return end(tx, run, 'limit_reached');
  const conversationId = await findNextAskable(tx, { beforeId: run.ai_last_conversation_id });
  const folders = await listAiFolders(tx);
  if (conversationId === undefined || folders.length === 0) return end(tx, run, 'done');
  const question = await questionAbout(tx, { conversationId, folders });
  return question === undefined ? end(tx, run, 'done') : { ...question, conversationId };
};

/** The rules are done, and the run was not cancelled. */
export const asksModel = (row: ReclassificationRow): boolean =>
  isReclassificationOpen(row.status) && row.ai_total_count !== null;

/**
 * Records what the model said about a conversation, and that it was asked. Twice: the run has moved on. A run that was
 * cancelled meanwhile records nothing.
 */
export const recordAsked = async (
  tx: Transaction,
  { id, asking, filing }: { id: string; asking: Asking; filing: AiFiling },
): Promise<void> => {
  const { conversationId, messageId } = asking;
  const run = await findReclassification(tx, { id, isLocked: true });
  if (!run || !asksModel(run)) return;
  if (run.ai_last_conversation_id !== null && run.ai_last_conversation_id <= conversationId) return;
  const isRecorded = await recordFiling(tx, {
    conversationId,
    messageId,
    filing,
    isAskedAgain: true,
  });
  const filedCount = isRecorded && filing.folderId !== null ? 1 : 0;
  await saveAiPart(tx, {
    ...run,
    ai_asked_count: run.ai_asked_count + 1,
    ai_total_count: Math.max(run.ai_total_count ?? 0, run.ai_asked_count + 1),
    ai_filed_count: run.ai_filed_count + filedCount,
    moved_count: run.moved_count + filedCount,
    ai_last_conversation_id: conversationId,
  });
  tx.emit(reclassificationAsked, { subjectId: id });
};

/** The model can't be asked any more: what the rules did stays. Twice: the run has ended. */
export const endAiPart = async (
  tx: Transaction,
  { id, outcome }: { id: string; outcome: AiPartOutcome },
): Promise<void> => {
  const run = await findReclassification(tx, { id, isLocked: true });
  if (run && asksModel(run)) await end(tx, run, outcome);
};

const end = async (
  tx: Transaction,
  run: ReclassificationRow,
  outcome: AiPartOutcome,
): Promise<undefined> => {
  await saveAiPart(tx, { ...run, ai_outcome: outcome });
  await endReclassification(tx, run, 'succeeded');
  return undefined;
};
