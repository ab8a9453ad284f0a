import { proxyActivities, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { InvitationMailInput, InvitationMailResult } from '../activities/invitations.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE, SEND_MAIL, sendOrGiveUp } from './shared/mails.ts';

/** Sends the mail of one invitation at most once. Repeats attempts that the mail server did not accept. */

// The link is good for seven days, longer than the attempts.
const { sendInvitationMail } = proxyActivities<Pick<Activities, 'sendInvitationMail'>>(SEND_MAIL);

const { giveUpInvitationMail } = proxyActivities<Pick<Activities, 'giveUpInvitationMail'>>({
  ...OWN_DATABASE,
  summary: 'Give up the mail',
});

export async function sendInvitationMailWorkflow(
  input: InvitationMailInput,
): Promise<InvitationMailResult> {
  setCurrentDetails('Sending the mail');
  const result = await sendOrGiveUp(
    () => sendInvitationMail(input),
    () => giveUpInvitationMail(input),
  );
  setCurrentDetails(`Ended: ${result.status}`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: result.status }]);
  return result;
}
