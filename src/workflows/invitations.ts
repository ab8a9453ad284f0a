import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { InvitationMailInput } from '../activities/invitations.ts';
import type { LinkMailResult } from '../activities/shared/link-mails.ts';
import { mailOnce, OWN_DATABASE, SEND_MAIL } from './shared/mails.ts';

/** Sends the mail of one invitation at most once. Repeats attempts that the mail server did not accept. */

// The link is good for seven days, longer than the attempts.
const { sendInvitationMail } = proxyActivities<Pick<Activities, 'sendInvitationMail'>>(SEND_MAIL);

const { giveUpInvitationMail } = proxyActivities<Pick<Activities, 'giveUpInvitationMail'>>({
  ...OWN_DATABASE,
  summary: 'Give up the mail',
});

export async function sendInvitationMailWorkflow(
  input: InvitationMailInput,
): Promise<LinkMailResult> {
  return mailOnce(
    () => sendInvitationMail(input),
    () => giveUpInvitationMail(input),
  );
}
