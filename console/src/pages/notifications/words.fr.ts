import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the notifications. */
export const notificationsFr = {
  notifications: {
    title: 'Notifications',
    description: 'Ce que deviennent vos actions.',
    bell: (count: number) =>
      count === 0 ? 'Notifications' : `Notifications, ${plural(count, 'non lue', 'non lues')}`,
    unread: 'Non lues',
    all: 'Toutes',
    markRead: 'Marquer comme lue',
    markAllRead: 'Tout marquer comme lu',
    arrived: (count: number) => plural(count, 'nouvelle notification', 'nouvelles notifications'),
    allRead: (count: number) => plural(count, 'notification lue', 'notifications lues'),
    emptyTitle: 'Rien de nouveau',
    emptyHint: 'Vous serez prévenu ici dès qu’une action est réglée.',
    emptyUnreadTitle: 'Tout est lu',
    seeAll: 'Toutes les notifications',
    openAction: 'Voir l’action',
    openEntity: 'Voir la fiche',
    act: 'Agir',
    levels: { success: 'Réussite', error: 'Échec', warning: 'Attention', info: 'Information' },
    isUnread: 'Non lue',
    view: 'Notifications affichées',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      notifications: 'Notifications',
    },
    auditOperations: {
      'notifications.handle': 'Notification traitée',
    },
    auditResources: {
      notification: 'Notification',
    },
  },
};
