import type { RiskLevel } from '../case-analyses/kinds.ts';
import type { Locale } from '../companies/shapes.ts';
import type { CASE_AGES } from './shapes.ts';

/** Words of a report that the server writes: PDF and CSV. */

interface ReportWords {
  overdue: string;
  agents: string;
  clients: string;
  nobody: string;
  notAnalysed: string;
  ageNames: Record<(typeof CASE_AGES)[number], string>;
  riskNames: Record<RiskLevel, string>;
}

export const REPORT_WORDS: Record<Locale, ReportWords> = {
  fr: {
    overdue: 'En retard',
    agents: 'Par responsable',
    clients: 'Par client',
    nobody: 'Personne',
    notAnalysed: 'Sans analyse',
    ageNames: {
      week: '7 jours au plus',
      month: '8 à 30 jours',
      quarter: '31 à 90 jours',
      longer: 'Plus de 90 jours',
    },
    riskNames: { low: 'Faible', medium: 'Moyen', high: 'Élevé', critical: 'Critique' },
  },
  en: {
    overdue: 'Overdue',
    agents: 'By assignee',
    clients: 'By client',
    nobody: 'Nobody',
    notAnalysed: 'Not analysed',
    ageNames: {
      week: 'Up to 7 days',
      month: '8 to 30 days',
      quarter: '31 to 90 days',
      longer: 'More than 90 days',
    },
    riskNames: { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' },
  },
};
