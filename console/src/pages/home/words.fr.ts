import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the home page. */
export const homeFr = {
  home: {
    title: 'Accueil',
    greeting: (name: string) => `Bonjour ${name}`,
    subtitle: 'Les quatorze derniers jours, et ce qui vous attend.',
    activity: 'Actions par jour',
    activityLabel: 'Actions des quatorze derniers jours, par statut',
    activityEmpty: 'Les actions des quatorze derniers jours apparaîtront ici.',
    attention: 'À regarder',
    attentionEmpty: 'Tout est en ordre',
    attentionEmptyHint: 'Aucune action en échec, aucun retard. Profitez-en.',
    recent: 'Dernières actions',
    seeAll: 'Tout voir',
    inFlight: 'En cours',
    inFlightHint: 'acceptées, en envoi ou en attente de réponse',
    succeeded: 'Réussies',
    succeededHint: 'menées à bien',
    toHandle: 'En échec',
    toHandleHint: 'échouées ou expirées',
    last14Days: 'sur 14 jours',
    successRate: 'Taux de réussite',
    successRateHint: 'des actions réglées',
    failedCount: (count: number) => plural(count, 'action échouée', 'actions échouées'),
    expiredCount: (count: number) => plural(count, 'action expirée', 'actions expirées'),
    unroutedCount: (count: number) => plural(count, 'action non routée', 'actions non routées'),
    uncaughtTypes: (count: number) =>
      plural(count, 'type d’action sans route', 'types d’actions sans route'),
    stuckCommands: (count: number) =>
      plural(count, 'commande en attente de Temporal', 'commandes en attente de Temporal'),
    temporalDown: 'Temporal est injoignable',
    temporalDownHint: 'Les actions sont acceptées et partiront à son retour.',
    unreadNotifications: (count: number) =>
      plural(count, 'notification non lue', 'notifications non lues'),
    examine: 'Examiner',
  },
};
