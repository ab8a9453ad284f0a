import { pluralFr as plural } from '../../../i18n/plural.ts';

/** The French words of the analyses of a case. */
export const caseAnalysesFr = {
  caseAnalyses: {
    title: 'Analyse',
    analyse: 'Analyser',
    again: 'Analyser à nouveau',
    none: 'Pas encore d’analyse',
    noneHint: 'L’IA lit le dossier, ses notes et ses conversations, et cite ce qu’elle en tire.',
    notReady: 'Aucune IA n’est configurée pour vous.',
    notStarted: 'L’analyse n’a pas pu commencer',
    cancel: 'Annuler l’analyse',
    cancelled: 'Analyse annulée. Ce qui est déjà écrit reste.',
    statuses: {
      running: 'En cours',
      succeeded: 'Terminée',
      partial: 'Incomplète',
      failed: 'Échec',
      cancelled: 'Annulée',
    },
    reading: 'Lecture du dossier…',
    progress: (count: number, total: number) => `${count} parties sur ${total} sont écrites`,
    demo: 'Démonstration',
    demoHint: 'Écrit par le modèle de démonstration, qui ne fait que citer.',
    version: 'Version',
    versionNumber: (version: number) => `Version ${version}`,
    askedBy: (name: string | null, when: string) =>
      `Demandée${name === null ? '' : ` par ${name}`} le ${when}. À vérifier avant de s’y fier.`,
    compareWith: 'Comparer avec',
    stopComparing: 'Ne plus comparer',
    stale: 'Le dossier a changé depuis',
    staleHint: 'Cette analyse ne tient pas compte des derniers changements.',

    sections: {
      summary: 'Résumé',
      risk: 'Risque',
      recommendations: 'Recommandations',
      next_steps: 'Prochaines étapes',
      references: 'Références',
    },
    notWritten: 'Cette partie n’a pas été écrite.',
    sectionFailed: (reason: string) => `Cette partie n’a pas pu être écrite : ${reason}.`,
    gaveUp: 'trop d’essais sans succès',
    nothing: 'L’IA n’a rien proposé.',
    dropped: (count: number) =>
      `${plural(count, 'phrase sans élément à l’appui a été écartée', 'phrases sans élément à l’appui ont été écartées')}.`,
    risks: { low: 'faible', medium: 'moyen', high: 'élevé', critical: 'critique' },
    riskIs: (level: string) => `Risque ${level}`,
    dueOn: (day: string) => `pour le ${day}`,
    makeTask: 'Créer une tâche',
    taskMade: 'Voir la tâche',
    taskDone: 'Tâche faite',

    itemKinds: {
      case: 'Dossier',
      note: 'Note',
      file: 'Fichier',
      message: 'Message',
      module_answer: 'Module',
    },
    itemPlurals: {
      case: 'dossiers',
      note: 'notes',
      file: 'fichiers',
      message: 'messages',
      module_answer: 'réponses de modules',
    },
    cut: '(début seulement)',
    verified: 'Citation exacte',
    noReferences: 'Aucune référence vérifiée.',
    origins: {
      legal: 'module juridique',
      fiscal: 'module fiscal',
      rag: 'module de recherche',
      library: 'bibliothèque de l’entreprise',
    },
    openSource: 'Ouvrir la source',
    notFoundTitle: 'Citées mais introuvables : ne pas s’y fier',
    notFoundHint: 'L’IA les nomme, mais aucun texte consulté ne les contient.',

    read: 'Ce qui a été lu',
    readCount: (count: number) => plural(count, 'élément lu', 'éléments lus'),
    omittedCount: (count: number) =>
      plural(count, 'élément laissé de côté', 'éléments laissés de côté'),
    leftOut: (kind: string, count: number) =>
      `Laissés de côté faute de place, les plus anciens : ${kind} (${count}).`,
    modules: {
      legal: 'juridique',
      fiscal: 'fiscal',
      rag: 'de recherche',
      billing: 'de facturation',
    } as Readonly<Record<string, string>>,
    moduleAnswered: (name: string) => `Le module ${name} a répondu.`,
    moduleAway: (name: string) => `Le module ${name} n’a pas répondu.`,

    compared: (to: number, from: number) => `Version ${to} par rapport à la version ${from}`,
    riskChange: 'Changement du risque',
    noRisk: 'Risque inconnu',
    itemsChanged: (added: number, removed: number) =>
      `Éléments lus : ${added} de plus, ${removed} de moins.`,
    added: 'Nouveau',
    removed: 'Disparu',
  },
};
