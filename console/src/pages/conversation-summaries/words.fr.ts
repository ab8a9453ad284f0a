import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the summary of a conversation. */
export const conversationSummariesFr = {
  conversationSummaries: {
    title: 'Résumé',
    write: 'Résumer',
    refresh: 'Refaire le résumé',
    current: 'À jour',
    stale: 'Périmé',
    staleHint: 'D’autres messages sont arrivés depuis.',
    beingWritten: 'En cours d’écriture',
    failed: 'Échec',
    failure: (reason: string) => `Le dernier essai n’a rien donné : ${reason}.`,
    demo: 'Démonstration',
    points: 'Points clés',
    questions: 'Questions ouvertes',
    promises: 'Promesses',
    nextStep: 'Prochaine étape',
    nothing: 'Rien à retenir.',
    by: { us: 'Nous', customer: 'Le client' },
    dueOn: (day: string) => `pour le ${day}`,
    noDay: 'sans date',
    noQuote: 'citation introuvable : vérifiez dans le message',
    messageOf: (when: string) => `Message du ${when}`,
    olderMessage: 'Message plus ancien',
    goTo: (name: string) => `Aller au message : ${name}`,
    omitted: (count: number) =>
      `${plural(count, 'message plus ancien n’est pas résumé', 'messages plus anciens ne sont pas résumés')}.`,
    dropped: (count: number) =>
      `${plural(count, 'phrase sans message à l’appui a été écartée', 'phrases sans message à l’appui ont été écartées')}.`,
    writtenBy: (model: string, when: string) => `Écrit par ${model}, ${when}. À vérifier.`,
  },
  codes: {
    auditOperations: {
      'conversation_summaries.read': 'Résumé de conversation consulté',
      'conversation_summaries.create': 'Conversation résumée',
    },
  },
};
