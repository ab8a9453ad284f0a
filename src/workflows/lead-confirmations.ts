import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ConfirmationMailInput } from '../activities/lead-confirmations.ts';
import type { LinkMailResult } from '../activities/shared/link-mails.ts';
import { mailOnce, OWN_DATABASE, SEND_MAIL } from './shared/mails.ts';

/** Sends the mail of one confirmation at most once. Repeats attempts that the mail server did not accept. */

// The link is good for seven days, longer than the attempts.
const { sendLeadConfirmation } =
  proxyActivities<Pick<Activities, 'sendLeadConfirmation'>>(SEND_MAIL);

const { giveUpLeadConfirmation } = proxyActivities<Pick<Activities, 'giveUpLeadConfirmation'>>({
  ...OWN_DATABASE,
  summary: 'Give up the mail',
});

export async function sendLeadConfirmationWorkflow(
  input: ConfirmationMailInput,
): Promise<LinkMailResult> {
  return mailOnce(
    () => sendLeadConfirmation(input),
    () => giveUpLeadConfirmation(input),
  );
}
