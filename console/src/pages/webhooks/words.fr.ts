import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the list of webhooks, and of the codes of the api about them. */
export const webhooksFr = {
  webhooks: {
    listLabel: 'Webhooks',
    description:
      'Relais envoie vos événements à l’adresse d’un autre logiciel, dès qu’ils arrivent.',
    guide: 'Guide pour les recevoir',
    guideUrl: '/docs/webhooks/fr',
    new: 'Nouveau webhook',
    open: 'Ouvrir',
    edit: 'Modifier',
    viewAll: 'Tous',
    viewActive: 'Actifs',
    viewInactive: 'Inactifs',
    columnName: 'Webhook',
    columnUrl: 'Adresse',
    columnState: 'État',
    columnRate: 'Réussite 24 h',
    columnEvents: 'Événements',
    columnBinding: 'Limité à',
    columnForm: 'Formulaire',
    columnCentre: 'Centre d’appels',
    columnOwner: 'Propriétaire',
    columnSucceeded: 'Dernière réussite',
    columnUpdated: 'Modifié',
    filterActive: 'Activité',
    filterForm: 'Formulaire',
    filterCentre: 'Centre d’appels',
    noRate: 'Rien de terminé',
    everything: 'Toute l’entreprise',
    eventCount: (count: number) => plural(count, 'événement', 'événements'),
    emptyTitle: 'Aucun webhook pour l’instant',
    emptyHint:
      'Créez-en un pour prévenir votre CRM ou un outil d’analyse dès qu’un lead arrive ou change.',
    emptyFilteredTitle: 'Aucun webhook ne correspond',
    emptyFilteredHint: 'Retirez ou élargissez un filtre.',

    states: {
      active: 'Actif',
      failing: 'En échec',
      circuitOpen: 'Circuit ouvert',
      disabled: 'Désactivé par Relais',
      inactive: 'Inactif',
    },
    statesSince: {
      failing: (duration: string) => `En échec depuis ${duration}`,
      circuitOpen: (duration: string) => `Circuit ouvert, échecs depuis ${duration}`,
    },
    disabledBy: {
      gone: 'Désactivé : adresse disparue',
      failing: 'Désactivé : échecs répétés',
    },
    stateHints: {
      active: 'Les événements partent dès qu’ils arrivent.',
      failing: 'La plupart des envois échouent. Relais réessaie de lui-même.',
      circuitOpen:
        'La plupart des envois échouent : les autres attendent, et un seul essai à la fois vérifie l’adresse.',
      disabled: 'Relais ne lui envoie plus rien.',
      inactive: 'Quelqu’un l’a désactivé : il ne reçoit rien.',
    },
    disabledReasons: {
      gone: 'Son serveur a répondu 410 : cette adresse n’existe plus.',
      failing: 'Tous ses envois ont échoué pendant cinq jours.',
    },
  },

  /** What an event is called, and when it happens. */
  webhookEvents: {
    ConversationCreated: [
      'Conversation ouverte',
      'Un contact écrit pour la première fois d’un sujet.',
    ],
    ConversationAssigned: [
      'Conversation attribuée',
      'Une conversation est attribuée à un agent, ou retirée.',
    ],
    ConversationStatusUpdated: ['Statut changé', 'Le statut d’une conversation change.'],
    CaseCreated: ['Dossier ouvert', 'Un dossier est ouvert pour un client.'],
    CaseAnalyzed: ['Dossier analysé', 'L’analyse d’un dossier par l’IA est terminée.'],
    CaseStatusUpdated: ['Statut du dossier changé', 'Le statut d’un dossier change.'],
    LeadCreated: ['Lead créé', 'Un lead arrive : formulaire, import, API ou saisie.'],
    LeadEmailConfirmed: ['E-mail confirmé', 'Un lead a confirmé son adresse e-mail.'],
    LeadAssigned: ['Lead attribué', 'Un lead est attribué à un agent, ou retiré.'],
    LeadStatusUpdated: ['Statut changé', 'Le statut d’un lead change.'],
    LeadConverted: ['Lead converti', 'Un lead devient un contact.'],
    MessageReceived: ['Message reçu', 'Un message arrive dans une conversation.'],
    MessageSent: ['Message envoyé', 'Un message d’une boîte mail est parti.'],
    MessageFailed: ['Message non envoyé', 'Un message d’une boîte mail n’a pas pu partir.'],
    PersonCreated: ['Personne créée', 'Une personne est ajoutée.'],
    PersonUpdated: ['Personne modifiée', 'Un champ d’une personne change.'],
    PersonDeleted: ['Personne supprimée', 'Une personne est supprimée.'],
    PersonRestored: ['Personne rétablie', 'Une suppression est annulée.'],
    PersonMerged: ['Personnes fusionnées', 'Deux personnes n’en font plus qu’une.'],
    PersonMergeUndone: ['Fusion annulée', 'Une fusion de personnes est annulée.'],
    OrganisationCreated: ['Organisation créée', 'Une organisation est ajoutée.'],
    OrganisationUpdated: ['Organisation modifiée', 'Un champ d’une organisation change.'],
    OrganisationDeleted: ['Organisation supprimée', 'Une organisation est supprimée.'],
    OrganisationRestored: ['Organisation rétablie', 'Une suppression est annulée.'],
    OrganisationMerged: ['Organisations fusionnées', 'Deux organisations n’en font plus qu’une.'],
    OrganisationMergeUndone: ['Fusion annulée', 'Une fusion d’organisations est annulée.'],
    ActionAccepted: ['Action acceptée', 'Une décision est prise et part vers n8n.'],
    ActionRetried: ['Action renvoyée', 'Quelqu’un renvoie une action.'],
    ActionSettled: ['Action réglée', 'Une action a réussi, échoué, expiré ou été annulée.'],
    EntityCreated: ['Fiche créée', 'Une fiche est ajoutée.'],
    EntityUpdated: ['Fiche modifiée', 'Un champ d’une fiche change.'],
    UserInvited: ['Utilisateur invité', 'Une personne est invitée dans Relais.'],
    UserUpdated: ['Utilisateur modifié', 'Le rôle, le centre ou l’accès d’un utilisateur change.'],
  } as Readonly<Record<string, readonly [label: string, hint: string]>>,

  /** By the type of what an event is about, in the order of the picker. */
  webhookEventGroups: {
    conversation: 'Conversations',
    case: 'Dossiers',
    lead: 'Leads',
    person: 'Personnes',
    organisation: 'Organisations',
    action: 'Actions',
    entity: 'Fiches',
    user: 'Utilisateurs',
  } as Readonly<Record<string, string>>,

  webhookErrors: {
    timeout: 'Pas de réponse à temps',
    dns: 'Nom de serveur introuvable',
    connection_refused: 'Connexion refusée',
    connection_reset: 'Connexion coupée',
    unreachable: 'Serveur injoignable',
    tls: 'Certificat https refusé',
    egress_refused: 'Adresse qui n’est pas sur l’internet public',
    redirect: 'Redirection, non suivie',
    http_4xx: 'Refusé par le serveur (4xx)',
    http_5xx: 'Erreur du serveur (5xx)',
    invalid_response: 'Réponse illisible',
    secret_unreadable: 'Secret illisible : la clé de chiffrement manque',
  },

  webhookOutcomes: {
    delivered: 'Livré',
    attempts_exhausted: 'Tous les essais ont échoué',
    gone: 'Le serveur a répondu 410 : l’adresse n’existe plus',
    webhook_deleted: 'Le webhook a été supprimé',
    webhook_disabled: 'Le webhook était désactivé',
    run_cancelled: 'Annulé par un opérateur dans Temporal',
  } as Readonly<Record<string, string>>,

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      webhooks: 'Webhooks',
      'webhooks:send': 'Tester et renvoyer',
    },
    auditOperations: {
      'webhooks.create': 'Webhook créé',
      'webhooks.update': 'Webhook modifié',
      'webhooks.delete': 'Webhook supprimé',
      'webhooks.disable': 'Webhook désactivé par Relais',
      'webhooks.rotate_secret': 'Secret du webhook remplacé',
      'webhooks.test': 'Webhook testé',
      'webhooks.read_delivery': 'Envoi du webhook consulté',
      'webhooks.retry_delivery': 'Envoi du webhook relancé',
      'webhooks.replay': 'Envois du webhook relancés',
    },
    auditResources: {
      webhook: 'Webhook',
    },
  },
};
