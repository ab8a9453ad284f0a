import {
  CancellationScope,
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
import type { DeliveryInput } from '../activities/webhooks/batch.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE } from './shared/mails.ts';

/**
 * Delivers events to the webhooks that ask for them: attempts what is due, then sleeps until the next
 * attempt, until every delivery has ended. Usually one event; many of one company under a burst. When and
 * how often is decided by the activity and kept in the deliveries: this run only keeps the time.
 */

const { attemptDeliveries } = proxyActivities<Pick<Activities, 'attemptDeliveries'>>({
  summary: 'Attempt what is due',
  // It opens attempts for 30 s; each takes 5 s for a place, 15 s for its answer, and 10 s if the database
  // is away.
  startToCloseTimeout: '75 seconds',
  // A dead worker's attempts are repeated, and our own database is needed until it answers.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

const { abandonDeliveries } = proxyActivities<Pick<Activities, 'abandonDeliveries'>>({
  ...OWN_DATABASE,
  summary: 'Abandon what is open',
});

/** Those that users ask for come by signal. More than this wait for the reconciler. */
const EVENT_COUNT_MAX = 1_000;

/**
 * Deliveries of these events were made due. It sets a state, so a repeated signal only looks once more.
 */
export const retryNowSignal = defineSignal<[{ eventIds: string[] }]>('retryNow');

/** Deliveries were cancelled, perhaps the last ones. It sets a state, so a repeated signal only looks once more. */
export const deliveriesCancelledSignal = defineSignal('deliveriesCancelled');

export async function webhookDeliveryWorkflow({
  companyId,
  eventIds: given,
}: DeliveryInput): Promise<Ended> {
  const eventIds = [...given];
  let isAsked = false;
  setHandler(retryNowSignal, ({ eventIds: asked }) => {
    isAsked = true;
    const fresh = asked.filter((id) => !eventIds.includes(id));
    eventIds.push(...fresh.slice(0, Math.max(0, EVENT_COUNT_MAX - eventIds.length)));
  });
  setHandler(deliveriesCancelledSignal, () => {
    isAsked = true;
  });
  try {
    for (;;) {
      isAsked = false;
      setCurrentDetails(`Attempting deliveries of ${eventIds.length} event(s)`);
      const { waitMs } = await attemptDeliveries({ companyId, eventIds });
      if (isAsked) continue;
      if (waitMs === null) break;
      if (workflowInfo().continueAsNewSuggested) {
        await continueAsNew<typeof webhookDeliveryWorkflow>({ companyId, eventIds });
      }
      setCurrentDetails('Waiting for the next attempt');
      await condition(() => isAsked, Math.max(1, waitMs), { summary: 'Until the next attempt' });
    }
    return end('settled');
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // An operator cancelled the run in Temporal. Its deliveries must not stay open for ever.
    return CancellationScope.nonCancellable(async () => {
      await abandonDeliveries({ companyId, eventIds });
      return end('cancelled');
    });
  }
}

interface Ended {
  status: 'settled' | 'cancelled';
}

const end = (status: Ended['status']): Ended => {
  setCurrentDetails(status === 'settled' ? 'Settled' : 'Cancelled');
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: status }]);
  return { status };
};
