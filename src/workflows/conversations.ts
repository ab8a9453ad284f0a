import {
  condition,
  continueAsNew,
  defineSignal,
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

/** A run with nothing to do stays so long: what follows soon finds it. */
const QUIET_PERIOD_MS = 10_000;

/** Something of the conversation changed. It sets a state, so a repeated signal only looks once more. */
export const conversationChangedSignal = defineSignal('conversationChanged');

export async function conversationWorkflow(input: ConversationRunInput): Promise<void> {
  let isAsked = false;
  setHandler(conversationChangedSignal, () => {
    isAsked = true;
  });
  for (;;) {
    isAsked = false;
    const { waitMs } = await settleConversation(input);
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
