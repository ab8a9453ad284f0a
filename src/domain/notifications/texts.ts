import type { OutcomeCode, SettledStatus } from '../actions/statuses.ts';

/** What a notification says when n8n gave no words of its own, in the reader's language. */

type Locale = 'fr' | 'en';

const TITLES: Record<Exclude<OutcomeCode, 'callback'>, Record<Locale, string>> = {
  accepted_without_callback: { fr: 'Action transmise à n8n', en: 'Action handed to n8n' },
  refused: { fr: 'Action refusée par n8n', en: 'Action refused by n8n' },
  egress_refused: {
    fr: "Action non envoyée : l'adresse de la route n'est pas autorisée",
    en: "Action not sent: the route's address is not allowed",
  },
  undeliverable: {
    fr: "Action non transmise : n8n n'a pas répondu à temps",
    en: 'Action not delivered: n8n did not answer in time',
  },
  deadline_missed: {
    fr: 'Pas de réponse de n8n dans le délai prévu',
    en: 'No answer from n8n before the deadline',
  },
  run_ended: {
    fr: "Action interrompue : son exécution s'est arrêtée avant la réponse de n8n",
    en: "Action interrupted: its run ended before n8n's answer",
  },
  cancelled: { fr: 'Action annulée', en: 'Action cancelled' },
};

const BY_STATUS: Record<SettledStatus, Record<Locale, string>> = {
  succeeded: { fr: 'Action réussie', en: 'Action succeeded' },
  failed: { fr: 'Action en échec', en: 'Action failed' },
  expired: { fr: 'Action expirée', en: 'Action expired' },
  cancelled: { fr: 'Action annulée', en: 'Action cancelled' },
};

export interface SettlementWords {
  status: SettledStatus;
  code: OutcomeCode;
  /** n8n's own message; empty if it gave none. */
  message: string;
  actionType: string;
  /** The record it is about; null if it is about none. */
  subject: string | null;
  isLate: boolean;
  isSimulated: boolean;
}

const NOTES = {
  late: { fr: 'réponse tardive', en: 'late answer' },
  simulated: { fr: "simulation, rien n'a été envoyé", en: 'simulation, nothing was sent' },
} as const;

/** `titre`: n8n's words, or ours. `message`: which action, on what, and what to know about the answer. */
export const settlementNotification = (
  locale: Locale,
  words: SettlementWords,
): { titre: string; message: string } => {
  const own = words.code === 'callback' ? BY_STATUS[words.status] : TITLES[words.code];
  const notes = [
    ...(words.isSimulated ? [NOTES.simulated[locale]] : []),
    ...(words.isLate ? [NOTES.late[locale]] : []),
  ];
  return {
    titre: words.message === '' ? own[locale] : words.message,
    message: `${words.actionType}${words.subject === null ? '' : ` · ${words.subject}`}${notes.map((note) => ` (${note})`).join('')}`,
  };
};
