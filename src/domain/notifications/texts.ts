import { z } from 'zod';
import { OUTCOME_CODES, SETTLED_STATUSES } from '../actions/statuses.ts';
import type { Locale } from '../companies/shapes.ts';
import type { OutcomeCode, SettledStatus } from '../actions/statuses.ts';

/** A notification is stored as a code and parameters, and worded in the language of its reader. */

interface Words {
  titre: string;
  message: string;
}

/** An unknown code is one of a newer version, while both run. */
export const notificationWords = (locale: Locale, code: string, params: unknown): Words => {
  switch (code) {
    case 'text':
      return TextParams.parse(params);
    case 'action_settled':
      return settlementWords(locale, SettlementParams.parse(params));
    default:
      return { titre: code, message: '' };
  }
};

/** Written as it is shown: by people, and by versions that stored words. */
const TextParams = z.object({ titre: z.string(), message: z.string() });

const SettlementParams = z.object({
  status: z.enum(SETTLED_STATUSES),
  outcome_code: z.enum(OUTCOME_CODES),
  /** n8n's own message; empty if it gave none. */
  message: z.string(),
  action_type: z.string(),
  /** The label of the record it is about. */
  subject: z.string().nullable(),
  is_late: z.boolean(),
  is_simulated: z.boolean(),
});

/** `titre`: n8n's words, or ours. `message`: which action, on what, and what to know of the answer. */
const settlementWords = (locale: Locale, params: z.infer<typeof SettlementParams>): Words => {
  const own =
    params.outcome_code === 'callback' ? BY_STATUS[params.status] : TITLES[params.outcome_code];
  const notes = [
    ...(params.is_simulated ? [NOTES.simulated[locale]] : []),
    ...(params.is_late ? [NOTES.late[locale]] : []),
  ];
  return {
    titre: params.message === '' ? own[locale] : params.message,
    message: `${params.action_type}${params.subject === null ? '' : ` · ${params.subject}`}${notes.map((note) => ` (${note})`).join('')}`,
  };
};

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

const NOTES = {
  late: { fr: 'réponse tardive', en: 'late answer' },
  simulated: { fr: "simulation, rien n'a été envoyé", en: 'simulation, nothing was sent' },
} as const;
