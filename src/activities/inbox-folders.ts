import { classifyPrompt } from '../domain/ai/prompts/classify.ts';
import { failedFiling } from '../domain/inbox-folders/ai.ts';
import type { RunPromptDeps } from '../services/ai/run-prompt.ts';
import { filingOf } from '../services/inbox-folders/ask-model.ts';
import { findUnclassified, recordFiling } from '../services/inbox-folders/classify-by-model.ts';
import { callModel } from './ai/call-model.ts';
import type { ConversationRunInput } from './conversations.ts';
import { attemptOf, withHeartbeats } from './shared/heartbeat.ts';
import { transactFor } from './shared/mails.ts';

/** Folders that a language model gives. */

/** A failure that may pass is tried again so often; then the conversation stays without a folder. */
const ATTEMPT_COUNT_MAX = 4;

export const createInboxFolderActivities = (deps: RunPromptDeps) => ({
  /**
   * Asks the model which folder the conversation belongs to, and records its answer, or why there is none. Errors:
   * those of the model that may pass (retryable), a few times.
   * Twice: the model is asked again until an answer is recorded; then nothing is left to ask.
   */
  classifyConversationByModel: async (input: ConversationRunInput): Promise<void> => {
    const { companyId, conversationId } = input;
    const transact = transactFor(deps);
    const question = await transact(input, (tx) => findUnclassified(tx, conversationId));
    if (question === undefined) return;
    const attempt = attemptOf();
    const ask = async () =>
      filingOf(
        question,
        await callModel(deps, {
          companyId,
          prompt: classifyPrompt,
          input: question.input,
          subject: { kind: 'conversation', id: String(conversationId) },
          inputRefs: question.inputRefs,
          sender: question.sender,
          isOverdue: attempt >= ATTEMPT_COUNT_MAX,
        }),
      );
    // The process died in all attempts before.
    const isGivenUp = attempt > ATTEMPT_COUNT_MAX;
    const filing = isGivenUp
      ? failedFiling('unavailable', { runId: null, isDemo: false })
      : await withHeartbeats(ask);
    await transact(input, (tx) =>
      recordFiling(tx, { conversationId, messageId: question.messageId, filing }),
    );
  },
});

export type InboxFolderActivities = ReturnType<typeof createInboxFolderActivities>;
