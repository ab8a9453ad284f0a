import type { Locale } from '../companies/shapes.ts';
import type { StatusTone } from '../shared/statuses.ts';

/** The default statuses of leads (seed 003). A company may replace them. */

/** `initial`: of new leads. `converted`: of leads that became contacts. Exactly one status has each. */
export const LEAD_STATUS_ROLES = ['initial', 'converted'] as const;
export type LeadStatusRole = (typeof LEAD_STATUS_ROLES)[number];

/** What a company stores. */
export interface LeadStatus {
  code: string;
  /** In French, or as the company wrote it. */
  label: string;
  tone: StatusTone;
  role: LeadStatusRole | null;
}

interface DefaultStatus extends LeadStatus {
  english: string;
}

const DEFAULTS: readonly DefaultStatus[] = [
  { code: 'new', label: 'Nouveau', english: 'New', tone: 'info', role: 'initial' },
  { code: 'contacted', label: 'Contacté', english: 'Contacted', tone: 'moving', role: null },
  { code: 'qualified', label: 'Qualifié', english: 'Qualified', tone: 'waiting', role: null },
  { code: 'converted', label: 'Converti', english: 'Converted', tone: 'good', role: 'converted' },
  { code: 'lost', label: 'Perdu', english: 'Lost', tone: 'bad', role: null },
];

export const DEFAULT_LEAD_STATUSES: readonly LeadStatus[] = DEFAULTS.map(
  ({ code, label, tone, role }) => ({ code, label, tone, role }),
);

const defaultStatus = (code: string): DefaultStatus | undefined =>
  DEFAULTS.find((candidate) => candidate.code === code);

/** The label in each language. Null if the company wrote its own label, which has no translation. */
export const leadStatusLabels = ({
  code,
  label,
}: Pick<LeadStatus, 'code' | 'label'>): Record<Locale, string> | null => {
  const original = defaultStatus(code);
  return original?.label === label ? { fr: label, en: original.english } : null;
};

/** The label to store: the default one in French if it came back in the reader's language. */
export const storedLeadStatusLabel = (code: string, label: string): string => {
  const original = defaultStatus(code);
  return original?.english === label ? original.label : label;
};
