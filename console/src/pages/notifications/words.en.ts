import { pluralEn as plural } from '../../i18n/plural.ts';
import type { notificationsFr } from './words.fr.ts';

/** The English words of the notifications. */
export const notificationsEn: typeof notificationsFr = {
  notifications: {
    title: 'Notifications',
    description: 'Everything that was reported to you, day by day, failures first.',
    unread: 'Unread',
    all: 'All',
    handled: 'Handled',
    handledBy: (name) => `Handled by ${name}`,
    emptyHandledTitle: 'No notification was answered by an action',
    emptyHandledHint: 'Answer a notification with an action: it is then listed here.',
    markRead: 'Mark as read',
    markAllRead: 'Mark all as read',
    arrived: (count) => plural(count, 'new notification', 'new notifications'),
    failuresArrived: (count) =>
      plural(count, 'action needs your attention', 'actions need your attention'),
    successesArrived: (count) => plural(count, 'action succeeded', 'actions succeeded'),
    successes: (count) => plural(count, 'action succeeded', 'actions succeeded'),
    allRead: (count) => plural(count, 'notification read', 'notifications read'),
    emptyTitle: 'Nothing new',
    emptyHint: 'You will be told here as soon as an action is settled.',
    emptyUnreadTitle: 'All read',
    seeAll: 'All notifications',
    seeTodo: 'See what there is to do',
    openWebhook: 'See the webhook',
    openAction: 'View the action',
    openLead: 'See the lead',
    openImport: 'See the import',
    act: 'Answer',
    actAgain: 'Answer again',
    today: 'Today',
    yesterday: 'Yesterday',
    levels: { success: 'Success', error: 'Failure', warning: 'Warning', info: 'Information' },
    isUnread: 'Unread',
    view: 'Notifications shown',
  },

  preferences: {
    title: 'Notifications',
    intro:
      'What you want to be told. A notification that is off in the console is not in your to-do list and not shown when it arrives; it stays in the list of notifications.',
    table: 'Notification preferences',
    kind: 'When…',
    console: 'In the console',
    email: 'By e-mail',
    emailHint: 'One e-mail every ten minutes at most, with what you have not read yet.',
    noMailServer: 'This installation has no mail server: no e-mail is sent.',
    saved: 'Preference saved',
    cell: (kind, channel) => `${kind}: ${channel}`,
    lastMail: (status) => `Last e-mail: ${status}`,
    kinds: {
      ACTION_SUCCEEDED: 'One of my actions succeeded',
      ACTION_FAILED: 'An action failed',
      ACTION_EXPIRED: 'An action got no answer',
      ACTION_CANCELLED: 'One of my actions was cancelled',
      LEAD_ASSIGNED: 'A lead was assigned to me',
      LEAD_CREATED: 'There is a new lead',
      LEAD_STATUS_UPDATED: 'A lead I follow has another status',
      LEAD_IMPORT_ENDED: 'An import of leads ended',
      MESSAGE: 'A message of n8n about a record',
      lead_created: 'A new lead arrived',
      lead_assigned: 'A lead is assigned to me',
      lead_status_updated: 'The status of one of my leads changed',
      WEBHOOK_FAILING: 'One of my webhooks is failing',
      WEBHOOK_RECOVERED: 'One of my webhooks works again',
      WEBHOOK_DISABLED: 'Relais disabled one of my webhooks',
    },
    mailStatuses: {
      waiting: 'waiting for the mail server',
      sending: 'being sent',
      sent: 'sent',
      failed: 'not sent',
      uncertain: 'perhaps sent: the server did not answer',
    },
  },

  codes: {
    permissions: {
      notifications: 'Notifications',
    },
    auditOperations: {
      'me.notification_preferences': 'Notification preferences changed',
      'users.notification_mail': 'Notification e-mail',
      'notifications.handle': 'Notification handled',
    },
    auditResources: {
      notification: 'Notification',
    },
  },
};
