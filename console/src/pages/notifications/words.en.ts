import { pluralEn as plural } from '../../i18n/plural.ts';
import type { notificationsFr } from './words.fr.ts';

/** The English words of the notifications. */
export const notificationsEn: typeof notificationsFr = {
  notifications: {
    title: 'Notifications',
    description: 'The results of your actions.',
    bell: (count) => (count === 0 ? 'Notifications' : `Notifications, ${count} unread`),
    unread: 'Unread',
    all: 'All',
    markRead: 'Mark as read',
    markAllRead: 'Mark all as read',
    arrived: (count) => plural(count, 'new notification', 'new notifications'),
    allRead: (count) => plural(count, 'notification read', 'notifications read'),
    emptyTitle: 'Nothing new',
    emptyHint: 'You will be told here as soon as an action is settled.',
    emptyUnreadTitle: 'All read',
    seeAll: 'All notifications',
    openAction: 'View the action',
    openEntity: 'View the record',
    act: 'Act',
    levels: { success: 'Success', error: 'Failure', warning: 'Warning', info: 'Information' },
    isUnread: 'Unread',
    view: 'Notifications shown',
  },

  codes: {
    permissions: {
      notifications: 'Notifications',
    },
    auditOperations: {
      'notifications.handle': 'Notification handled',
    },
    auditResources: {
      notification: 'Notification',
    },
  },
};
