import {
  CancellationScope,
  continueAsNew,
  defineSignal,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { NotificationMailInput, NotificationMailUser } from '../activities/notifications.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';

/**
 * Mails a user's notifications. It gathers for some minutes, then sends one mail that lists what is still
 * unread. So a user gets one mail per `GATHER` at most, and none for what was seen in the console.
 */

const GATHER = '10 minutes';

const { gatherNotificationMail } = proxyActivities<Pick<Activities, 'gatherNotificationMail'>>({
  summary: 'Gather what waits',
  startToCloseTimeout: '30 seconds',
  // Nothing but our own database: retried until it is there.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

const { sendNotificationMail } = proxyActivities<Pick<Activities, 'sendNotificationMail'>>({
  summary: 'Send the mail',
  // 45 s for the mail server, the rest for our own two transactions.
  startToCloseTimeout: '75 seconds',
  // As invitations. Source: RFC 5321, 4.5.4.1.
  scheduleToCloseTimeout: '2 days',
  retry: { initialInterval: '10 seconds', backoffCoefficient: 2, maximumInterval: '1 hour' },
});

const { giveUpNotificationMail } = proxyActivities<Pick<Activities, 'giveUpNotificationMail'>>({
  summary: 'Give up the mail',
  startToCloseTimeout: '30 seconds',
  // Nothing but our own database: retried until it is there.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
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
      await sendOrGiveUp({ ...user, mailId: gathered.mailId });
    }
    if (isAsked && workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof mailNotificationsWorkflow>(user);
    }
  } while (isAsked);
  setCurrentDetails('Ended');
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: 'ended' }]);
}

const sendOrGiveUp = async (mail: NotificationMailInput): Promise<void> => {
  try {
    await sendNotificationMail(mail);
  } catch (error) {
    if (!isCancellation(error)) {
      await giveUpNotificationMail(mail);
      return;
    }
    // A run cancelled in Temporal must not leave the mail open.
    await CancellationScope.nonCancellable(() => giveUpNotificationMail(mail));
    throw error;
  }
};
