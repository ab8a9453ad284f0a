import { z } from 'zod';
import { OUTCOME_CODES, SETTLED_STATUSES } from '../actions/statuses.ts';
import type { Locale } from '../companies/shapes.ts';
import type { OutcomeCode, SettledStatus } from '../actions/statuses.ts';

/** Texts of notifications. The database stores a code and parameters; the reader's language decides. */

interface Words {
  titre: string;
  message: string;
}

/** A code or parameters of a newer version: the code is shown, so that one row does not block a list. */
export const notificationWords = (locale: Locale, code: string, params: unknown): Words =>
  wordsOf(locale, code, params) ?? { titre: code, message: '' };

const wordsOf = (locale: Locale, code: string, params: unknown): Words | undefined => {
  switch (code) {
    case 'text':
      return TextParams.safeParse(params).data;
    case 'action_settled': {
      const { data } = SettlementParams.safeParse(params);
      return data && settlementWords(locale, data);
    }
    default:
      return undefined;
  }
};

/** Stored as text: written by a user, or by a version before codes. */
const TextParams = z.object({ titre: z.string(), message: z.string() });

const SettlementParams = z.object({
  status: z.enum(SETTLED_STATUSES),
  outcome_code: z.enum(OUTCOME_CODES),
  /** n8n's own message; empty if it gave none. */
  message: z.string(),
  action_type: z.string(),
  /** Label of the action's entity. */
  subject: z.string().nullable(),
  is_late: z.boolean(),
  is_simulated: z.boolean(),
});

/** `titre`: n8n's message, or our own text. `message`: action type, entity, and notes about the answer. */
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
