import { pluralFr as plural } from '../../i18n/plural.ts';

/** By code. An unknown one is shown as it is. */
const aiReasons: Readonly<Record<string, string>> = {
  egress_refused: 'L’adresse du serveur n’est pas publique.',
  key_refused: 'Le serveur a refusé la clé.',
  model_unknown: 'Le serveur ne connaît pas ce modèle, ou l’adresse n’est pas la bonne.',
  request_refused: 'Le serveur a refusé la demande.',
  redirected: 'Le serveur renvoie vers une autre adresse : saisissez celle-ci.',
  quota_exhausted: 'Le compte chez le fournisseur est épuisé.',
  content_refused: 'Le modèle a refusé de répondre.',
  input_too_long: 'Le texte est trop long.',
  too_many_calls: 'Trop d’appels de votre entreprise en même temps.',
  sender_limit: 'L’expéditeur, ou son domaine, a utilisé sa part du budget du jour.',
  no_answer: 'Aucune réponse à temps.',
  server_busy: 'Le serveur a trop de demandes.',
  server_error: 'Le serveur est en panne.',
  connection_failed: 'Le serveur est injoignable.',
  bad_answer: 'La réponse n’est pas celle d’un serveur compatible OpenAI.',
  no_json: 'La réponse n’a pas la forme demandée.',
  wrong_shape: 'La réponse n’a pas la forme demandée.',
  answer_cut: 'La réponse était trop longue et a été coupée.',
};

/** The French words of language models. */
export const aiFr = {
  ai: {
    title: 'IA',
    description: 'Le modèle de langage de votre entreprise, son budget et chacun de ses appels.',
    state: 'État',
    notConfigured: 'Aucun modèle n’est configuré',
    notConfiguredHint:
      'Rien n’est envoyé à une IA. Choisissez un modèle ci-dessous, ou demandez-le à l’administrateur de l’installation.',
    demo: 'Démonstration',
    demoHint:
      'Le modèle de démonstration n’est pas une IA : il compare des mots et cite ce qu’il reçoit.',
    model: 'Modèle',
    source: 'Fourni par',
    sources: { company: 'Votre entreprise', installation: 'L’installation' },
    budget: 'Budget du jour',
    budgetUsed: (count: string, max: string) => `${count} jetons sur ${max} aujourd’hui`,
    budgetHint:
      'Jour en temps universel (UTC). Les appels en cours comptent pour le plus qu’ils peuvent utiliser.',
  },

  aiQuality: {
    title: 'Qualité des réponses (30 jours)',
    empty: 'Aucune réponse automatique',
    emptyHint: 'Les dossiers qui répondent automatiquement se comparent ici.',
    folder: 'Dossier',
    alone: 'Envoyées seules',
    approved: 'Approuvées',
    rejected: 'Rejetées',
    expired: 'Expirées',
    unchanged: 'Sans changement',
    similarity: 'Similarité',
    of: (count: number, all: number) => `${count} sur ${all}`,
    percent: (percent: string) => `${percent}\u00a0%`,
  },

  aiTry: {
    title: 'Essayer',
    message: 'Message',
    hint: 'Un appel, compté dans le budget. Jusqu’à 30 secondes.',
    example: 'Bonjour, êtes-vous là ?',
    submit: 'Essayer',
    answered: 'Le modèle a répondu',
    failed: 'Pas de réponse utilisable',
    masked: (kinds: string) => `Trouvé dans le message : ${kinds}.`,
    kinds: {
      private_key: 'clé privée',
      token: 'jeton d’accès',
      api_key: 'clé d’API',
      password: 'mot de passe',
      card_number: 'numéro de carte',
      bank_account: 'numéro de compte',
    },
    seeRun: 'Voir cet appel',
  },

  aiSettings: {
    title: 'Réglages',
    source: 'Modèle utilisé',
    sources: { installation: 'Celui de l’installation', company: 'Le nôtre' },
    noInstallation: 'L’installation n’en fournit pas.',
    ofInstallation: (model: string, max: string) =>
      `${model}, au plus ${max} jetons par jour et par entreprise.`,
    baseUrl: 'Adresse du serveur',
    baseUrlHint: 'Compatible OpenAI, avec /v1.',
    model: 'Nom du modèle',
    modelHint: 'Tel que le serveur le nomme.',
    apiKey: 'Clé',
    apiKeyHint: 'Chiffrée, et jamais affichée.',
    apiKeyKept: 'Laissez vide pour garder la clé enregistrée.',
    leaves: 'Les textes de vos clients sont envoyés à ce serveur.',
    dailyMax: 'Jetons par jour',
    dailyMaxHint: 'Au-delà, aucun appel n’est fait. 0 : aucun appel.',
    policy: 'Mots de passe, clés, numéros de carte et de compte',
    policyHint: 'Ce qui leur arrive avant l’envoi au modèle.',
    policies: {
      mask: 'Les remplacer',
      block: 'Ne pas faire l’appel',
      off: 'Les envoyer tels quels',
    },
    inputPrice: 'Prix, lecture',
    outputPrice: 'Prix, écriture',
    currency: 'Devise',
    pricesHint: 'Par million de jetons. Sert seulement à estimer le coût de chaque appel.',
    saved: 'Réglages de l’IA enregistrés',
  },

  aiRuns: {
    title: 'Appels',
    columnPurpose: 'Pour',
    columnOutcome: 'Issue',
    columnTokens: 'Jetons',
    columnLatency: 'Durée',
    columnAt: 'Quand',
    purposes: {
      try: 'Essai du modèle',
      reply: 'Réponse automatique',
      classify: 'Classement',
      summary: 'Résumé de conversation',
      compose: 'Brouillon de réponse',
      rewrite: 'Texte retouché',
      case_summary: 'Dossier : résumé',
      case_risk: 'Dossier : risque',
      case_recommendations: 'Dossier : recommandations',
      case_next_steps: 'Dossier : prochaines étapes',
      case_references: 'Dossier : références',
    },
    outcomes: {
      running: 'En cours',
      succeeded: 'Réussi',
      over_budget: 'Budget atteint',
      blocked_secrets: 'Secret trouvé',
      unusable_output: 'Réponse inutilisable',
      timeout: 'Trop long',
      rate_limited: 'Trop d’appels',
      unavailable: 'Serveur indisponible',
      refused: 'Refusé',
      interrupted: 'Interrompu',
    },
    empty: 'Aucun appel',
    emptyHint: 'Chaque appel du modèle apparaît ici pendant 90 jours.',
    filteredEmpty: 'Aucun appel de ce type',
    filteredHint: 'Retirez le filtre.',
    runTitle: 'Appel du modèle',
    promptVersion: 'Version de la consigne',
    model: 'Modèle',
    demoModel: 'Modèle de démonstration',
    requestedBy: 'Demandé par',
    inputTokens: 'Jetons lus',
    outputTokens: 'Jetons écrits',
    reservedTokens: 'Jetons réservés',
    cost: 'Coût estimé',
    inputRefs: 'Textes envoyés',
    inputKinds: { message: 'message', knowledge_passage: 'passage' },
    output: 'Réponse du modèle',
    noOutput: 'Pas de réponse.',
  },

  aiAccuracy: {
    title: 'Justesse du classement',
    hint: (days: number) =>
      `Les conversations que le modèle a classées ces ${days} derniers jours, et celles que des personnes ont déplacées ensuite.`,
    none: 'Le modèle n’a encore classé aucune conversation.',
    right: (right: number, count: number) =>
      `${plural(right, 'classement juste', 'classements justes')} sur ${count}`,
    failed: (count: number) =>
      `${plural(count, 'conversation sans réponse utilisable', 'conversations sans réponse utilisable')}, pas comptées ici.`,
    folder: 'Dossier',
    columns: {
      filed_count: 'Classées ici',
      corrected_away_count: 'Retirées ensuite',
      corrected_into_count: 'Ramenées ici',
    },
  },

  aiReasons,

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      ai: 'IA',
      'ai:manage': 'régler et essayer',
      'ai:use': 'utiliser',
    },
    auditOperations: {
      'ai.update_settings': 'Réglages de l’IA modifiés',
      'ai.try': 'IA essayée',
      'ai.read_run': 'Appel de l’IA consulté',
    },
    auditResources: {
      ai_settings: 'Réglages de l’IA',
      ai_run: 'Appel de l’IA',
    },
  },
};
