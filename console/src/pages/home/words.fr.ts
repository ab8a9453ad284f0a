import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the home page. */
export const homeFr = {
  home: {
    greeting: (name: string) => `Bonjour ${name}`,
    subtitle: 'Ce qui attend quelqu’un, et les quatorze derniers jours.',
    subtitleOwn: 'Votre journée : ce qui vous attend, et vos quatorze derniers jours.',
    system: 'À corriger',
    none: 'aucune',
    seeAllTodo: (count: number) => `Tout voir (${count})`,
    activityOwn: 'Mes actions par jour',
    recentOwn: 'Mes dernières actions',
    myRecords: 'Fiches de mes dernières actions',
    beginningTitle: 'Aucune action depuis quatorze jours',
    beginningHint:
      'Ouvrez une fiche et décidez : relancer, valider, planifier… La suite s’affichera ici.',
    beginningLink: 'Voir les candidats',
    activity: 'Actions par jour',
    activityLabel: 'Actions des quatorze derniers jours, par statut',
    activityEmpty: 'Les actions des quatorze derniers jours apparaîtront ici.',
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
    unroutedCount: (count: number) => plural(count, 'action non routée', 'actions non routées'),
    uncaughtTypes: (count: number) =>
      plural(count, 'type d’action sans route', 'types d’actions sans route'),
    stuckCommands: (count: number) =>
      plural(count, 'commande en attente de Temporal', 'commandes en attente de Temporal'),
    temporalDown: 'Temporal est injoignable',
    temporalDownHint: 'Les actions sont acceptées et partiront à son retour.',
    examine: 'Examiner',
  },
};
