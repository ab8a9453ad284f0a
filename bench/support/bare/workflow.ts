import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { BareActivities } from './worker.ts';

/** What Temporal alone costs: the same call in an activity, then the wait for a signal. Nothing else. */

const { callN8n } = proxyActivities<BareActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '1 hour' },
});

export const answeredSignal = defineSignal('answered');

export async function bareWorkflow(input: { key: string }): Promise<void> {
  let isAnswered = false;
  setHandler(answeredSignal, () => {
    isAnswered = true;
  });
  await callN8n(input);
  await condition(() => isAnswered);
}
