import { z } from 'zod';
import { catalogueLabel } from '../action-types/catalogue.ts';
import type { Locale } from '../companies/shapes.ts';
import type { WordsOf } from '../notifications/words.ts';
import {
  OUTCOME_CODES,
  SETTLED_STATUSES,
  type OutcomeCode,
  type SettledStatus,
} from './statuses.ts';

/** The words of the notification `action_settled`. */

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
export const settlementWords: WordsOf = (locale, stored) => {
  const { data: params } = SettlementParams.safeParse(stored);
  if (!params) return undefined;
  const { outcome_code: code } = params;
  const own = code === 'callback' || code === 'restored' ? BY_STATUS[params.status] : TITLES[code];
  const notes = [
    ...(code === 'restored' ? [NOTES.restored[locale]] : []),
    ...(params.is_simulated ? [NOTES.simulated[locale]] : []),
    ...(params.is_late ? [NOTES.late[locale]] : []),
  ];
  return {
    titre: params.message === '' ? own[locale] : params.message,
    message: `${catalogueLabel(params.action_type, locale) ?? params.action_type}${params.subject === null ? '' : ` · ${params.subject}`}${notes.map((note) => ` (${note})`).join('')}`,
  };
};

const TITLES: Record<Exclude<OutcomeCode, 'callback' | 'restored'>, Record<Locale, string>> = {
  accepted_without_callback: { fr: 'Action transmise', en: 'Action handed over' },
  refused: { fr: 'Action refusée à l’envoi', en: 'Action refused when sent' },
  egress_refused: {
    fr: 'Action non envoyée : l’adresse de la route n’est pas autorisée',
    en: "Action not sent: the route's address is not allowed",
  },
  undeliverable: {
    fr: 'Action non transmise : le service d’envoi n’a pas répondu',
    en: 'Action not delivered: the sending service did not answer',
  },
  deadline_missed: {
    fr: 'Pas de réponse dans le délai prévu',
    en: 'No answer before the deadline',
  },
  run_ended: {
    fr: 'Action interrompue avant la réponse, peut-être déjà exécutée : à vérifier avant de la relancer',
    en: 'Action interrupted before its answer, perhaps already carried out: check before you send it again',
  },
  in_doubt: {
    fr: 'Action en doute après une restauration, peut-être déjà exécutée : à vérifier avant de la relancer',
    en: 'Action in doubt after a restore, perhaps already carried out: check before you send it again',
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
  restored: {
    fr: 'résultat retrouvé après une restauration, sans le message de n8n ni le statut du dossier',
    en: 'result found after a restore, without the message of n8n and the status of the record',
  },
  late: { fr: 'réponse tardive', en: 'late answer' },
  simulated: { fr: 'simulation, rien n’a été envoyé', en: 'simulation, nothing was sent' },
} as const;
