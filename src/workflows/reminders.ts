import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { RemindersInput } from '../activities/reminders.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE } from './shared/mails.ts';

/**
 * Keeps the time of a company: sleeps until something is due, or its rows changed, and does it in parts. The rows
 * say what is due: a lost signal costs time only (ADR 0034).
 */

const { lookAtCompanyReminders } = proxyActivities<Pick<Activities, 'lookAtCompanyReminders'>>({
  ...OWN_DATABASE,
  summary: 'Do what is due',
});

/** Something is due earlier. It sets a state, so a repeated signal changes nothing. */
export const remindersChangedSignal = defineSignal('remindersChanged');

/** The clock of the worker may be a little behind that of Temporal. */
const WAIT_MIN_MS = 250;
const WAIT_MAX_MS = 24 * 60 * 60 * 1000;
/** Each look adds a few events to the history. */
const LOOK_COUNT_MAX = 200;

export async function remindersWorkflow(input: RemindersInput): Promise<void> {
  let isChanged = false;
  setHandler(remindersChangedSignal, () => {
    isChanged = true;
  });
  for (let count = 0; count < LOOK_COUNT_MAX; count += 1) {
    isChanged = false;
    const look = await lookAtCompanyReminders(input);
    if (look.kind === 'ended' && !isChanged) {
      setCurrentDetails('Ended');
      upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: 'ended' }]);
      return;
    }
    if (look.kind === 'waiting') {
      setCurrentDetails(`Waiting until ${look.until}`);
      const waitMs = Math.max(Date.parse(look.until) - Date.now(), WAIT_MIN_MS);
      await condition(() => isChanged, Math.min(waitMs, WAIT_MAX_MS), { summary: 'Until then' });
    }
  }
  return continueAsNew<typeof remindersWorkflow>(input);
}
