import { proxyActivities, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type {
  ConfirmationMailInput,
  ConfirmationMailResult,
} from '../activities/lead-confirmations.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE, SEND_MAIL, sendOrGiveUp } from './shared/mails.ts';

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
): Promise<ConfirmationMailResult> {
  setCurrentDetails('Sending the mail');
  const result = await sendOrGiveUp(
    () => sendLeadConfirmation(input),
    () => giveUpLeadConfirmation(input),
  );
  setCurrentDetails(`Ended: ${result.status}`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: result.status }]);
  return result;
}
