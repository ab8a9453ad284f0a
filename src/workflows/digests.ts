import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { NotificationMailInput, NotificationMailResult } from '../activities/notifications.ts';
import { mailOnce, OWN_DATABASE, SEND_MAIL } from './shared/mails.ts';

/** Sends the digest of a user and a day at most once. Repeats attempts that the mail server did not accept. */

const { sendDigest } = proxyActivities<Pick<Activities, 'sendDigest'>>({
  ...SEND_MAIL,
  // The next day has a digest of its own.
  scheduleToCloseTimeout: '20 hours',
});

const { giveUpDigest } = proxyActivities<Pick<Activities, 'giveUpDigest'>>({
  ...OWN_DATABASE,
  summary: 'Give up the mail',
});

export async function sendDigestWorkflow(
  input: NotificationMailInput,
): Promise<NotificationMailResult> {
  return mailOnce(
    () => sendDigest(input),
    () => giveUpDigest(input),
  );
}
