import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the knowledge base. */
export const knowledgeFr = {
  knowledge: {
    title: 'Base de connaissances',
    collection: 'Collection',
    collections: { knowledge: 'Base de connaissances', references: 'Références' },
    descriptions: {
      knowledge: 'Ce que l’entreprise sait : les réponses proposées s’appuient dessus.',
      references:
        'Textes de loi, circulaires et modèles que citent les analyses des dossiers. Aucune réponse à un client ne s’appuie dessus.',
    },
    new: 'Nouvel article',
    import: 'Importer',
    editTitle: 'Modifier l’article',
    readTitle: 'Article',
    questionTitle: 'Quels passages pour cette question ?',
    questions: { knowledge: 'Question d’un client', references: 'Sujet ou question' },
    questionHint: 'Les accents et les fautes de frappe ne comptent pas.',
    ask: 'Chercher',
    found: 'Passages trouvés',
    score: (percent: string) => `pertinence ${percent}\u00a0%`,
    nothingFound: 'Aucun passage ne répond. Écrivez un article sur ce sujet.',
    articles: 'Articles',
    search: 'Chercher un titre ou une étiquette',
    articleTitle: 'Titre',
    text: 'Texte',
    textHint: 'Texte simple ou Markdown. Un titre (« # Délais ») commence un nouveau passage.',
    tags: 'Étiquettes',
    tagsHint: 'Séparées par des virgules.',
    validFrom: 'Valable à partir du',
    validUntil: 'Valable jusqu’au',
    activeIn: {
      knowledge: 'Utilisé pour les réponses',
      references: 'Utilisé pour les analyses de dossiers',
    },
    state: 'État',
    anyState: 'Tous les états',
    states: { usable: 'Utilisable', not_usable: 'Non utilisé' },
    passages: 'Passages',
    changed: 'Modifié',
    created: 'Article créé',
    saved: 'Article enregistré',
    removed: 'Article supprimé',
    removeTitle: (title: string) => `Supprimer « ${title} » ?`,
    removeBodies: {
      knowledge: 'Plus aucune réponse ne s’appuiera dessus.',
      references: 'Plus aucune nouvelle analyse ne le citera.',
    },
    emptyTitle: 'Aucun article',
    emptyHints: {
      knowledge: 'Écrivez-en un, ou importez vos documents.',
      references: 'Importez les textes que vos analyses doivent pouvoir citer, ou écrivez-en un.',
    },
    noneFound: 'Aucun article trouvé',
    noneFoundHint: 'Changez les mots ou l’état.',

    importsTitle: 'Imports de documents',
    importsDescriptions: {
      knowledge:
        'Chaque document devient un article. Un document déjà importé est laissé tel quel.',
      references:
        'Chaque document devient une référence. Un document déjà importé est laissé tel quel.',
    },
    drop: 'Déposez vos documents ici',
    dropHint: 'Markdown, texte, PDF ou Word (.docx). 20 fichiers et 20\u00a0Mo au plus.',
    choose: 'Choisir des fichiers',
    tooManyFiles: (max: number) => `Pas plus de ${max} fichiers à la fois.`,
    tooLarge: 'Ces fichiers dépassent 20 Mo ensemble.',
    importStarted: 'Import commencé',
    importOf: (count: number, name: string) =>
      `${plural(count, 'document', 'documents')} · ${name}`,
    importsEmptyTitle: 'Aucun import',
    importsEmptyHint: 'Vos imports et leur résultat s’afficheront ici.',
    importStatuses: {
      waiting: 'En attente',
      running: 'En cours',
      succeeded: 'Terminé',
      failed: 'Échoué',
      cancelled: 'Arrêté',
    },
    importErrors: { run_ended: 'L’import a été interrompu. Déposez à nouveau ce qui manque.' },
    documentStatuses: {
      waiting: 'En attente',
      imported: 'Importé',
      unchanged: 'Déjà importé',
      failed: 'Refusé',
      cancelled: 'Arrêté',
    },
    documentErrors: {
      file_gone: 'Le fichier n’existe plus.',
      unsupported_type: 'Le contenu n’est ni du Markdown, ni du texte, ni un PDF, ni un .docx.',
      unreadable: 'Le fichier est abîmé.',
      encrypted: 'Le PDF est protégé par un mot de passe.',
      no_text: 'Aucun texte : c’est peut-être un document numérisé.',
      too_many_pages: 'Le PDF a plus de 500 pages.',
      too_large: 'Le texte est trop long : partagez le document en plusieurs.',
      too_complex: 'La lecture prend trop de temps ou de mémoire.',
    },
    progress: 'Avancement de l’import',
    doneOf: (done: number, total: number) =>
      `${done} sur ${plural(total, 'document', 'documents')}`,
    cancel: 'Arrêter l’import',
    cancelled: 'Import arrêté',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      knowledge: 'Base de connaissances',
    },
    auditOperations: {
      'knowledge.create': 'Article créé',
      'knowledge.update': 'Article modifié',
      'knowledge.delete': 'Article supprimé',
      'knowledge.search': 'Passages cherchés',
      'knowledge_imports.create': 'Import de documents commencé',
      'knowledge_imports.document': 'Document d’un import traité',
      'knowledge_imports.cancel': 'Import de documents arrêté',
      'knowledge_imports.end': 'Import de documents terminé',
    },
    auditResources: {
      knowledge_article: 'Article',
      knowledge_import: 'Import de documents',
    },
  },
};
