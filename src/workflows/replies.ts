import {
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ReplyInput } from '../activities/replies/contract.ts';
import { COPY_AFTER_MS } from '../domain/replies/schedule.ts';
import type { EndedStatus } from '../domain/replies/statuses.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE } from './shared/mails.ts';

/**
 * Sends one message of a mailbox, once (ADR 0025). When and what to do is decided by the activity and kept in the
 * rows: this run keeps the time, from the end of the time to undo it to the last attempt two days later.
 */

const { attemptReply } = proxyActivities<Pick<Activities, 'attemptReply'>>({
  summary: 'Send the message, or look for it',
  // 100 s for the mail server, or 90 s for the Sent folder; 30 s for a new access token; our own transactions.
  startToCloseTimeout: '160 seconds',
  // It tells every 10 s that it is alive. A worker that died is noticed after this. One that is only slow can't send
  // beside its successor, which has ended its attempt.
  heartbeatTimeout: '30 seconds',
  // What the server did not take is the loop below. This is for a dead worker and for our own database.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

const { fileSentCopy } = proxyActivities<Pick<Activities, 'fileSentCopy'>>({
  summary: 'Put a copy into the Sent folder',
  startToCloseTimeout: '160 seconds',
  // The mail is sent: without its copy after an hour, it is only missing in other mail clients.
  scheduleToCloseTimeout: '1 hour',
  retry: { initialInterval: '30 seconds', backoffCoefficient: 2, maximumInterval: '15 minutes' },
});

const { abandonReply } = proxyActivities<Pick<Activities, 'abandonReply'>>({
  ...OWN_DATABASE,
  summary: 'End the message',
});

/** It is due now: a person asked for it. It sets a state, so a repeated signal only looks once more. */
export const replyDueSignal = defineSignal('replyDue');

/** It has ended, without this run. It sets a state, so a repeated signal only looks once more. */
export const replyCancelledSignal = defineSignal('replyCancelled');

export interface ReplyResult {
  status: EndedStatus;
}

export async function sendReplyWorkflow(input: ReplyInput): Promise<ReplyResult> {
  let isAsked = false;
  const ask = (): void => {
    isAsked = true;
  };
  setHandler(replyDueSignal, ask);
  setHandler(replyCancelledSignal, ask);
  try {
    for (;;) {
      isAsked = false;
      const result = await attemptReply(input);
      if (isAsked) continue;
      if (result.kind === 'ended') return await finish(input, result.status);
      if (workflowInfo().continueAsNewSuggested) {
        await continueAsNew<typeof sendReplyWorkflow>(input);
      }
      setCurrentDetails('Waiting for the next attempt');
      await condition(() => isAsked, Math.max(1, result.waitMs), { summary: 'Until it is due' });
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // An operator cancelled the run in Temporal. The message must not stay open for ever.
    return CancellationScope.nonCancellable(async () => end((await abandonReply(input)).status));
  }
}

const finish = async (input: ReplyInput, status: EndedStatus): Promise<ReplyResult> => {
  if (status === 'sent') {
    setCurrentDetails('Sent. Waiting for the copy in the Sent folder');
    try {
      await sleep(COPY_AFTER_MS, { summary: 'Until its server has stored it' });
      await fileSentCopy(input);
    } catch (error) {
      // Cancelled, or the mailbox could not be reached: the mail itself is sent.
      if (isCancellation(error))
        return CancellationScope.nonCancellable(() => Promise.resolve(end(status)));
    }
  }
  return end(status);
};

const end = (status: EndedStatus): ReplyResult => {
  setCurrentDetails(`Ended: ${status}`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: status }]);
  return { status };
};
