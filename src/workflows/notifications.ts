import {
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { NotificationMailUser } from '../activities/notifications.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';
import { OWN_DATABASE, SEND_MAIL, sendOrGiveUp } from './shared/mails.ts';

/**
 * Mails a user's notifications. It gathers for some minutes, then sends one mail that lists what is still
 * unread. So a user gets one mail per `GATHER` at most, and none for what was seen in the console.
 */

const GATHER = '10 minutes';

const { gatherNotificationMail } = proxyActivities<Pick<Activities, 'gatherNotificationMail'>>({
  ...OWN_DATABASE,
  summary: 'Gather what waits',
});

const { sendNotificationMail } =
  proxyActivities<Pick<Activities, 'sendNotificationMail'>>(SEND_MAIL);

const { giveUpNotificationMail } = proxyActivities<Pick<Activities, 'giveUpNotificationMail'>>({
  ...OWN_DATABASE,
  summary: 'Give up the mail',
});

/** There is something to mail. It sets a state, so a repeated signal changes nothing. */
export const notificationToMailSignal = defineSignal('notificationToMail');

export async function mailNotificationsWorkflow(user: NotificationMailUser): Promise<void> {
  let isAsked = false;
  setHandler(notificationToMailSignal, () => {
    isAsked = true;
  });
  do {
    setCurrentDetails('Gathering');
    await sleep(GATHER, { summary: 'Gather' });
    isAsked = false;
    const gathered = await gatherNotificationMail({ ...user, mailId: uuid4() });
    if (gathered.kind === 'mail') {
      setCurrentDetails('Sending the mail');
      const mail = { ...user, mailId: gathered.mailId };
      await sendOrGiveUp(
        () => sendNotificationMail(mail),
        () => giveUpNotificationMail(mail),
      );
      // A run that was cancelled while it sent ends as cancelled.
      if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled');
    }
    if (isAsked && workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof mailNotificationsWorkflow>(user);
    }
  } while (isAsked);
  setCurrentDetails('Ended');
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: 'ended' }]);
}
