import type { Deps } from '../../deps.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveConversation } from '../../queries/conversations/changes.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import { planAutoReply } from './plan.ts';

/**
 * Decides about an automatic reply once a conversation was quiet for some seconds. Out: when it is to be looked at; null
 * if there is nothing to decide. Twice: it was decided.
 */
export const considerAnswer = async (
  deps: Pick<Deps, 'encryptionKeys'>,
  tx: Transaction,
  { conversationId, now }: { conversationId: number; now: Date },
): Promise<Date | null> => {
  const before = await findConversation(tx, { id: conversationId, isLocked: true });
  const dueAt = before?.answer_due_at ?? null;
  if (!before || dueAt === null || dueAt > now) return dueAt;
  const conversation = await saveConversation(tx, before, { answer_due_at: null });
  await planAutoReply(deps, tx, { conversation, now });
  return null;
};
