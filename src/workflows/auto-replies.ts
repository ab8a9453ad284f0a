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
import type { AutoReplyDecision, AutoReplyInput } from '../activities/auto-replies/contract.ts';
import type { Activities } from '../activities/index.ts';
import type { EndedStatus } from '../domain/auto-replies/statuses.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE } from './shared/mails.ts';

/**
 * Keeps the time of one automatic reply (ADR 0027): has it written, and waits for a decision, a recall or its end. The
 * row says what happens, and every decision is committed in it: a lost signal costs time, never truth.
 */

const { lookAtAutoReply } = proxyActivities<Pick<Activities, 'lookAtAutoReply'>>({
  ...OWN_DATABASE,
  summary: 'Look at the draft',
});

const { decideAutoReply } = proxyActivities<Pick<Activities, 'decideAutoReply'>>({
  ...OWN_DATABASE,
  summary: 'Judge a decision that was signalled',
});

const { writeAutoReply } = proxyActivities<Pick<Activities, 'writeAutoReply'>>({
  summary: 'Have the draft written',
  taskQueue: 'ai',
  // Three calls of 30 s, our own transactions, and a place in the queue of the model.
  startToCloseTimeout: '150 seconds',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** The row changed. It sets a state, so a repeated signal only looks once more. */
export const autoReplyChangedSignal = defineSignal('autoReplyChanged');

/** A decision by an operator in the Temporal UI: judged as every other one. */
export const decideSignal = defineSignal<[AutoReplyDecision]>('decide');

export interface AutoReplyResult {
  status: EndedStatus;
}

const DECISION_COUNT_MAX = 50;

export async function autoReplyWorkflow(input: AutoReplyInput): Promise<AutoReplyResult> {
  let isChanged = false;
  const decisions: AutoReplyDecision[] = [];
  setHandler(autoReplyChangedSignal, () => {
    isChanged = true;
  });
  setHandler(decideSignal, (decision) => {
    if (decisions.length < DECISION_COUNT_MAX) decisions.push(decision);
  });
  for (;;) {
    isChanged = false;
    for (let next = decisions.shift(); next !== undefined; next = decisions.shift()) {
      const { outcome } = await decideAutoReply({ ...input, decision: next });
      setCurrentDetails(`The decision was ${outcome}`);
    }
    const look = await lookAtAutoReply(input);
    if (look.kind === 'ended') {
      if (isChanged) continue;
      setCurrentDetails(`Ended: ${look.status}`);
      upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: look.status }]);
      return { status: look.status };
    }
    if (look.kind === 'draft') {
      setCurrentDetails('Being written');
      await writeAutoReply(input);
      continue;
    }
    if (isChanged || decisions.length > 0) continue;
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof autoReplyWorkflow>(input);
    }
    setCurrentDetails('Waiting for a decision');
    await condition(() => isChanged || decisions.length > 0, Math.max(1, look.waitMs), {
      summary: 'Until a decision, a recall or the end',
    });
  }
}
