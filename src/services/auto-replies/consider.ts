import type { Deps } from '../../deps.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveConversation } from '../../queries/conversations/changes.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import type { AiConfig } from '../ai/access.ts';
import { needsModel } from '../inbox-folders/classify-by-model.ts';
import { planAutoReply } from './plan.ts';

/**
 * Decides about an automatic reply once a conversation was quiet for some seconds. Out: when it is to be looked at; null
 * if there is nothing to decide; `unclassified` if a language model is to be asked for its folder first, without which
 * there is no reply. Twice: it was decided.
 */
export const considerAnswer = async (
  deps: Pick<Deps, 'encryptionKeys'> & { config: AiConfig },
  tx: Transaction,
  { conversationId, now }: { conversationId: number; now: Date },
): Promise<Date | null | 'unclassified'> => {
  const before = await findConversation(tx, { id: conversationId, isLocked: true });
  const dueAt = before?.answer_due_at ?? null;
  if (!before || dueAt === null || dueAt > now) return dueAt;
  if (await needsModel(deps, tx, before)) return 'unclassified';
  const conversation = await saveConversation(tx, before, { answer_due_at: null });
  await planAutoReply(deps, tx, { conversation, now });
  return null;
};
