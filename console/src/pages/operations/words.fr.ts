import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the operations page. */
export const operationsFr = {
  operations: {
    title: 'Opérations',
    description: 'La santé du moteur, ce qui attend, ce qui a échoué.',
    temporal: 'Temporal',
    reachable: 'Joignable',
    unreachable: 'Injoignable',
    unknown: 'Pas encore sollicité',
    unreachableHint: 'Les actions sont gardées en base et partiront à son retour.',
    waiting: 'Commandes en attente',
    waitingHint: 'à transmettre à Temporal',
    oldest: 'La plus ancienne',
    oldestNone: 'aucune',
    commands: 'Commandes à transmettre',
    commandsEmpty: 'Aucune commande en attente',
    commandsEmptyHint: 'Tout ce qui a été accepté est parvenu à Temporal.',
    workflow: 'Exécution',
    kinds: {
      start: 'démarrer',
      signal: 'signaler',
      signal_with_start: 'signaler, en démarrant au besoin',
      cancel: 'annuler',
      schedule_put: 'planifier',
      schedule_delete: 'déplanifier',
    },
    operation: 'Opération',
    attempts: 'Essais',
    waitingSince: 'Depuis',
    nextTry: 'Prochain essai',
    lastError: 'Dernière erreur',
    retryCommand: 'Réessayer maintenant',
    retriedCommand: 'Nouvel essai demandé',
    bulk: 'Actions en échec',
    bulkHint: 'Filtrez, comptez, puis renvoyez. Le compte est vérifié au moment de renvoyer.',
    bulkCounting: 'Comptage en cours…',
    bulkCount: (count: number) =>
      count === 0
        ? 'Aucune action ne correspond'
        : plural(count, 'action correspond', 'actions correspondent'),
    bulkRetry: (count: number) => `Renvoyer ${plural(count, 'action', 'actions')}`,
    bulkTitle: (count: number) => `Renvoyer ${plural(count, 'action', 'actions')} ?`,
    bulkBody:
      'Chacune repartira vers n8n par un nouvel envoi. Si leur nombre a changé entre-temps, rien ne sera renvoyé.',
    bulkOldest: (instant: string) => `La plus ancienne date du ${instant}.`,
    n8n: 'n8n',
    n8nFine: 'Rien à signaler',
    n8nSilent: 'Ne répond pas',
    n8nRefuses: 'Refuse',
    n8nFineHint: 'ni refus, ni silence depuis hier',
    n8nSilentHint: (count: number) =>
      plural(count, 'action réessayée sans réponse', 'actions réessayées sans réponse'),
    n8nRefusesHint: (count: number) =>
      plural(count, 'action refusée depuis hier', 'actions refusées depuis hier'),
    n8nLook: 'Voir lesquelles',
    bulkDone: (count: number) => plural(count, 'action renvoyée', 'actions renvoyées'),
    bulkChanged: 'Le nombre d’actions a changé entre-temps : vérifiez-le et recommencez.',
    byStatus: 'Actions par statut',
    seeList: 'Voir la liste',
    limit: (max: number) => `Au plus ${max} à la fois : resserrez les filtres.`,
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      operations: 'Opérations',
      'operations:retry': 'réessayer',
    },
    auditOperations: {
      'operations.retry': 'Commande réessayée',
    },
    auditResources: {
      command: 'Commande',
    },
  },
};
