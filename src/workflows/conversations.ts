import {
  ActivityFailure,
  condition,
  continueAsNew,
  defineSignal,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ConversationRunInput } from '../activities/conversations.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE } from './shared/mails.ts';

/**
 * What happens to one conversation by itself, one thing after the other. What is due, and when, is decided by the
 * activity and kept in the row: this run only keeps the time.
 */

const { settleConversation } = proxyActivities<Pick<Activities, 'settleConversation'>>({
  ...OWN_DATABASE,
  summary: 'Do what is due',
});

const { classifyConversationByModel } = proxyActivities<
  Pick<Activities, 'classifyConversationByModel'>
>({
  summary: 'Ask the language model for the folder',
  taskQueue: 'ai',
  // Three calls of 30 s, our own transactions, and a place in the queue of the model.
  startToCloseTimeout: '150 seconds',
  heartbeatTimeout: '30 seconds',
  // The activity itself stops asking after a few attempts, and records why.
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

const { summariseConversation } = proxyActivities<Pick<Activities, 'summariseConversation'>>({
  summary: 'Have the conversation summed up',
  taskQueue: 'ai',
  // Three calls of 30 s, our own transactions, and a place in the queue of the model.
  startToCloseTimeout: '150 seconds',
  // What else is due waits so long at most: a summary can be asked for later.
  scheduleToCloseTimeout: '5 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '10 seconds', backoffCoefficient: 3, maximumAttempts: 3 },
});

/** A run with nothing to do stays so long: what follows soon finds it. */
const QUIET_PERIOD_MS = 10_000;

/** Something of the conversation changed. It sets a state, so a repeated signal only looks once more. */
export const conversationChangedSignal = defineSignal('conversationChanged');

export async function conversationWorkflow(input: ConversationRunInput): Promise<void> {
  let isAsked = false;
  let hasTried = false;
  setHandler(conversationChangedSignal, () => {
    isAsked = true;
    hasTried = false;
  });
  for (;;) {
    isAsked = false;
    // A history from before `work` existed has none, so it is replayed as it was.
    const { waitMs, work } = await settleConversation(input);
    if (work === 'classify') {
      setCurrentDetails('The language model is asked for the folder');
      await classifyConversationByModel(input);
      continue;
    }
    // Once, whatever became of it, until something changes.
    if (work === 'summarise' && !hasTried) {
      hasTried = true;
      await trySummary(input);
      continue;
    }
    if (isAsked) continue;
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof conversationWorkflow>(input);
    }
    setCurrentDetails(waitMs === null ? 'Nothing to do' : 'Waiting for what is due next');
    const isChanged = await condition(() => isAsked, Math.max(1, waitMs ?? QUIET_PERIOD_MS), {
      summary: waitMs === null ? 'Quiet period' : 'Until what is due next',
    });
    if (waitMs === null && !isChanged) break;
  }
  setCurrentDetails('Ended');
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: 'ended' }]);
}

/** The activity has stored why it failed. */
const trySummary = async (input: ConversationRunInput): Promise<void> => {
  setCurrentDetails('Being summed up');
  try {
    await summariseConversation(input);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
  }
};
