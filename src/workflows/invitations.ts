import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { InvitationMailInput, InvitationMailResult } from '../activities/invitations.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';

/** Sends the mail of one invitation at most once. Repeats attempts that the mail server did not accept. */

const { sendInvitationMail } = proxyActivities<Pick<Activities, 'sendInvitationMail'>>({
  summary: 'Send the mail',
  // 45 s for the mail server, the rest for our own two transactions.
  startToCloseTimeout: '75 seconds',
  // Two days of attempts, as mail servers do; the link is good for seven. Source: RFC 5321, 4.5.4.1.
  scheduleToCloseTimeout: '2 days',
  retry: { initialInterval: '10 seconds', backoffCoefficient: 2, maximumInterval: '1 hour' },
});

const { giveUpInvitationMail } = proxyActivities<Pick<Activities, 'giveUpInvitationMail'>>({
  summary: 'Give up the mail',
  startToCloseTimeout: '30 seconds',
  // Nothing but our own database: retried until it is there.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

export async function sendInvitationMailWorkflow(
  input: InvitationMailInput,
): Promise<InvitationMailResult> {
  setCurrentDetails('Sending the mail');
  try {
    return end(await sendInvitationMail(input));
  } catch (error) {
    if (!isCancellation(error)) return end(await giveUpInvitationMail(input));
    // A run cancelled in Temporal must not leave the mail open.
    return CancellationScope.nonCancellable(async () => end(await giveUpInvitationMail(input)));
  }
}

const end = (result: InvitationMailResult): InvitationMailResult => {
  setCurrentDetails(`Ended: ${result.status}`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: result.status }]);
  return result;
};
