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
    oldestNone: 'Aucune',
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
    retriedCommand: 'Essai demandé',
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
    routes: 'Routes vers n8n',
    routesUnused: 'Aucun envoi depuis un jour',
    routesFine: 'n8n répond',
    routesFineHint: (count: number) =>
      `${plural(count, 'route utilisée', 'routes utilisées')} depuis un jour, sans problème en cours`,
    routeStates: {
      fine: () => 'Répond',
      silent: () => 'Ne répond pas',
      errors: (status: number | null) =>
        status === null ? 'Répond par des erreurs' : `Répond par des erreurs (HTTP ${status})`,
      inactive: () => 'Workflow inactif',
      refuses_key: () => 'Refuse la clé',
      refuses: (status: number | null) =>
        status === null ? 'Envoi refusé' : `Refuse les actions (HTTP ${status})`,
      misdirected: () => 'Autre chose répond',
    } satisfies Record<string, (status: number | null) => string>,
    routeHints: {
      fine: 'Le dernier envoi a été accepté.',
      silent: 'Rien n’a répondu : vérifiez que n8n tourne et que son adresse est la bonne.',
      errors: 'n8n est joint, mais échoue lui-même : regardez son journal.',
      inactive: 'n8n est joint, mais le workflow n’y est pas actif : activez-le.',
      refuses_key: 'n8n est joint, mais refuse la clé : comparez-la à celle du webhook.',
      refuses: 'L’envoi est refusé : la réponse est dans les essais de l’action.',
      misdirected: 'La réponse ne vient pas d’un webhook n8n : page de connexion ou proxy.',
    },
    routeHour: (attempts: number, failures: number) =>
      `1 h : ${plural(attempts, 'essai', 'essais')}, ${plural(failures, 'échec', 'échecs')}`,
    routeDay: (attempts: number, failures: number) =>
      `24 h : ${plural(attempts, 'essai', 'essais')}, ${plural(failures, 'échec', 'échecs')}`,
    routeMedian: (duration: string) => `réponse en ${duration} (médiane)`,
    routeLast: 'dernier essai',
    routeFailed: 'Voir les actions échouées',
    routeRetrying: (count: number) =>
      plural(count, 'action est réessayée', 'actions sont réessayées'),
    bulkDone: (count: number) => plural(count, 'action renvoyée', 'actions renvoyées'),
    bulkChanged: 'Le nombre d’actions a changé entre-temps : vérifiez-le et recommencez.',
    byStatus: 'Actions des 7 derniers jours, par statut',
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
