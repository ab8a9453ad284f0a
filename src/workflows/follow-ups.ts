import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { FollowUpInput, FollowUpLook } from '../activities/follow-ups.ts';
import type { Activities } from '../activities/index.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE } from './shared/mails.ts';

/**
 * Keeps the time of a follow-up: sleeps until it is due, or until the row changed. The row says what happens:
 * a lost signal costs time only.
 */

const { lookAtFollowUp } = proxyActivities<Pick<Activities, 'lookAtFollowUp'>>({
  ...OWN_DATABASE,
  summary: 'Look at the follow-up',
});

/** The row changed: another time, or it has ended. */
export const followUpChangedSignal = defineSignal('followUpChanged');

/** The clock of the worker may be a little behind that of Temporal. */
const WAIT_MIN_MS = 250;
const WAIT_MAX_MS = 30 * 24 * 60 * 60 * 1000;
/** Each look adds a few events to the history. */
const LOOK_COUNT_MAX = 200;

type Ended = Extract<FollowUpLook, { kind: 'ended' }>;

export async function followUpWorkflow(input: FollowUpInput): Promise<Ended> {
  let isChanged = false;
  setHandler(followUpChangedSignal, () => {
    isChanged = true;
  });
  for (let count = 0; count < LOOK_COUNT_MAX; count += 1) {
    isChanged = false;
    const look = await lookAtFollowUp(input);
    if (look.kind === 'waiting') {
      setCurrentDetails(`Waiting until ${look.dueAt}`);
      const waitMs = Math.min(
        Math.max(Date.parse(look.dueAt) - Date.now(), WAIT_MIN_MS),
        WAIT_MAX_MS,
      );
      await condition(() => isChanged, waitMs, { summary: 'Until it is due' });
    } else if (!isChanged) {
      setCurrentDetails(`Ended: ${look.status}`);
      upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: look.status }]);
      return look;
    }
  }
  return continueAsNew<typeof followUpWorkflow>(input);
}
