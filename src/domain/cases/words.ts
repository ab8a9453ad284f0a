/** Statuses, types and priorities of cases, with the words that people use for them. Without zod: workflows use it. */

interface Words {
  fr: string;
  en: string;
}

export const CASE_STATUSES = ['nouveau', 'en_cours', 'attente_client', 'resolu', 'ferme'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

export const CASE_TYPES = ['legal', 'fiscal', 'administrative', 'business', 'other'] as const;
export type CaseType = (typeof CASE_TYPES)[number];

export const CASE_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type CasePriority = (typeof CASE_PRIORITIES)[number];

export const CASE_STATUS_WORDS: Record<CaseStatus, Words> = {
  nouveau: { fr: 'Nouveau', en: 'New' },
  en_cours: { fr: 'En cours', en: 'In progress' },
  attente_client: { fr: 'Attente client', en: 'Waiting for client' },
  resolu: { fr: 'Résolu', en: 'Resolved' },
  ferme: { fr: 'Fermé', en: 'Closed' },
};

export const CASE_TYPE_WORDS: Record<CaseType, Words> = {
  legal: { fr: 'Juridique', en: 'Legal' },
  fiscal: { fr: 'Fiscal', en: 'Tax' },
  administrative: { fr: 'Administratif', en: 'Administrative' },
  business: { fr: 'Business', en: 'Business' },
  other: { fr: 'Autre', en: 'Other' },
};

export const CASE_PRIORITY_WORDS: Record<CasePriority, Words> = {
  low: { fr: 'Basse', en: 'Low' },
  normal: { fr: 'Normale', en: 'Normal' },
  high: { fr: 'Haute', en: 'High' },
  urgent: { fr: 'Urgente', en: 'Urgent' },
};

/** The statuses that may follow each one. Nobody goes back to `nouveau`; ended cases are opened again. */
export const CASE_TRANSITIONS: Record<CaseStatus, readonly CaseStatus[]> = {
  nouveau: ['en_cours', 'attente_client', 'resolu', 'ferme'],
  en_cours: ['attente_client', 'resolu', 'ferme'],
  attente_client: ['en_cours', 'resolu', 'ferme'],
  resolu: ['en_cours', 'ferme'],
  ferme: ['en_cours'],
};

export const mayFollow = (from: CaseStatus, to: CaseStatus): boolean =>
  from === to || CASE_TRANSITIONS[from].includes(to);

/** Somebody works on it, or will. */
export const isCaseOpen = (status: CaseStatus): boolean =>
  status !== 'resolu' && status !== 'ferme';

/** `DOS-2026-0001`: four digits, more from the ten thousandth on. */
export const caseReference = (year: number, number: number): string =>
  `DOS-${year}-${String(number).padStart(4, '0')}`;
