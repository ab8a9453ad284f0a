import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the notifications. */
export const notificationsFr = {
  notifications: {
    title: 'Notifications',
    description: 'Tout ce qui vous a été signalé, jour par jour, les échecs d’abord.',
    unread: 'Non lues',
    all: 'Toutes',
    handled: 'Traitées',
    handledBy: (name: string) => `Traitée par ${name}`,
    emptyHandledTitle: 'Aucune notification traitée par une action',
    emptyHandledHint: 'Répondez à une notification par une action : elle sera classée ici.',
    markRead: 'Marquer comme lue',
    markAllRead: 'Tout marquer comme lu',
    arrived: (count: number) => plural(count, 'nouvelle notification', 'nouvelles notifications'),
    failuresArrived: (count: number) =>
      plural(count, 'action attend votre attention', 'actions attendent votre attention'),
    successesArrived: (count: number) => plural(count, 'action réussie', 'actions réussies'),
    successes: (count: number) => plural(count, 'action réussie', 'actions réussies'),
    allRead: (count: number) => plural(count, 'notification lue', 'notifications lues'),
    emptyTitle: 'Rien de nouveau',
    emptyHint: 'Vous serez prévenu ici dès qu’une action est réglée.',
    emptyUnreadTitle: 'Tout est lu',
    seeAll: 'Toutes les notifications',
    seeTodo: 'Voir ce qui est à traiter',
    openWebhook: 'Voir le webhook',
    openAction: 'Voir l’action',
    openLead: 'Voir le lead',
    openImport: 'Voir l’import',
    act: 'Répondre',
    actAgain: 'Répondre encore',
    today: 'Aujourd’hui',
    yesterday: 'Hier',
    levels: { success: 'Réussite', error: 'Échec', warning: 'Attention', info: 'Information' },
    isUnread: 'Non lue',
    view: 'Notifications affichées',
  },

  preferences: {
    title: 'Notifications',
    intro:
      'Ce dont vous voulez être prévenu. Une notification coupée dans la console n’est plus à traiter et ne s’affiche plus à son arrivée ; elle reste dans la liste des notifications.',
    table: 'Préférences de notification',
    kind: 'Quand…',
    console: 'Dans la console',
    email: 'Par e-mail',
    emailHint: 'Un e-mail au plus toutes les dix minutes, avec ce que vous n’avez pas encore lu.',
    noMailServer: 'Cette installation n’a pas de serveur de messagerie : aucun e-mail ne part.',
    saved: 'Préférence enregistrée',
    cell: (kind: string, channel: string) => `${kind} : ${channel}`,
    lastMail: (status: string) => `Dernier e-mail : ${status}`,
    kinds: {
      ACTION_SUCCEEDED: 'Une de mes actions a réussi',
      ACTION_FAILED: 'Une action a échoué',
      ACTION_EXPIRED: 'Une action est restée sans réponse',
      ACTION_CANCELLED: 'Une de mes actions a été annulée',
      LEAD_ASSIGNED: 'Un lead m’est attribué',
      LEAD_CREATED: 'Un nouveau lead est arrivé',
      LEAD_STATUS_UPDATED: 'Un lead que je suis a changé de statut',
      LEAD_IMPORT_ENDED: 'Un import de leads est terminé',
      MESSAGE: 'Un message de n8n sur une fiche',
      lead_created: 'Un nouveau lead est arrivé',
      lead_assigned: 'Un lead m’est attribué',
      lead_status_updated: 'Le statut d’un de mes leads a changé',
      WEBHOOK_FAILING: 'Un de mes webhooks échoue',
      WEBHOOK_RECOVERED: 'Un de mes webhooks fonctionne de nouveau',
      WEBHOOK_DISABLED: 'Relais a désactivé un de mes webhooks',
    },
    mailStatuses: {
      waiting: 'en attente du serveur de messagerie',
      sending: 'en cours d’envoi',
      sent: 'envoyé',
      failed: 'non envoyé',
      uncertain: 'peut-être envoyé : le serveur n’a pas répondu',
    },
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      notifications: 'Notifications',
    },
    auditOperations: {
      'me.notification_preferences': 'Préférences de notification modifiées',
      'users.notification_mail': 'E-mail de notifications',
      'notifications.handle': 'Notification traitée',
    },
    auditResources: {
      notification: 'Notification',
    },
  },
};
