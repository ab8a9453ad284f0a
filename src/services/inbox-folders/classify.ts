import type { Transaction } from '../../platform/database.ts';

/**
 * Gives a conversation without a folder the first one whose rules match its messages, and records why.
 * Leaves alone what a person moved.
 * Twice: the folder and the decision stay.
 */
export const classifyConversation = (
  _tx: Transaction,
  _input: { conversationId: number },
): Promise<void> => Promise.resolve();
