import {
  CancellationScope,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type {
  ReclassificationInput,
  ReclassificationResult,
} from '../activities/reclassifications.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE } from './shared/mails.ts';

/** Applies the rules of folders to the conversations of a company, in parts. */

const { reclassifyConversations } = proxyActivities<Pick<Activities, 'reclassifyConversations'>>({
  // 25 pages take a few seconds; long texts take longer.
  startToCloseTimeout: '3 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

const { reclassifyByModel } = proxyActivities<Pick<Activities, 'reclassifyByModel'>>({
  summary: 'Ask the language model about what no rule took',
  taskQueue: 'ai',
  // It begins no new conversation after a minute, and the last one may take two.
  startToCloseTimeout: '4 minutes',
  heartbeatTimeout: '30 seconds',
  // The activity itself stops asking after a few attempts, and ends the run.
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

const { failReclassification } = proxyActivities<Pick<Activities, 'failReclassification'>>({
  ...OWN_DATABASE,
  summary: 'End the reclassification',
});

/** Of 5,000 conversations each, or of 20 that the model is asked about. A run of more begins a new history. */
const PART_COUNT_MAX = 200;

export async function reclassifyWorkflow(
  input: ReclassificationInput,
): Promise<ReclassificationResult> {
  const result = await reclassifyOrFail(input);
  if (!result.isDone) return continueAsNew<typeof reclassifyWorkflow>(input);
  setCurrentDetails(`Ended: ${result.status}, ${result.doneCount} conversations`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: result.status }]);
  return result;
}

/** A run cancelled in Temporal, or without an activity that succeeds, ends the row, so that users see it. */
const reclassifyOrFail = async (input: ReclassificationInput): Promise<ReclassificationResult> => {
  try {
    let result = await reclassifyConversations(input);
    for (let part = 1; part < PART_COUNT_MAX && !result.isDone; part += 1) {
      setCurrentDetails(`Reclassifying: ${result.doneCount} of ${result.totalCount} conversations`);
      result = await (result.asksModel === true
        ? reclassifyByModel(input)
        : reclassifyConversations(input));
    }
    return result;
  } catch (error) {
    return isCancellation(error)
      ? CancellationScope.nonCancellable(() => failReclassification(input))
      : failReclassification(input);
  }
};
