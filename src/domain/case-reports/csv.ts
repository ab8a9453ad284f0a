import { RISK_LEVELS } from '../case-analyses/kinds.ts';
import {
  CASE_PRIORITIES,
  CASE_PRIORITY_WORDS,
  CASE_STATUS_WORDS,
  CASE_STATUSES,
  CASE_TYPE_WORDS,
  CASE_TYPES,
} from '../cases/words.ts';
import type { Locale } from '../companies/shapes.ts';
import type { StatisticsStep } from '../inbox-statistics/shapes.ts';
import { CASE_AGES, type CaseReport, type CaseReportLine } from './shapes.ts';
import { REPORT_WORDS } from './words.ts';

/** The report as a table for a spreadsheet, in the language of its reader. JSON is for programs. */

interface Words {
  columns: Record<keyof CaseReportLine, string>;
  summary: string;
  all: string;
  periods: Record<StatisticsStep, string>;
  weekOf: (day: string) => string;
  types: string;
  statuses: string;
  priorities: string;
  ages: string;
  risks: string;
}

const WORDS: Record<Locale, Words> = {
  fr: {
    columns: {
      table: 'Tableau',
      name: 'Ligne',
      opened_count: 'Ouverts dans la période',
      resolved_count: 'Résolus dans la période',
      open_count: 'Actifs aujourd’hui',
      all_count: 'Tous aujourd’hui',
      median_days: 'Durée médiane (jours)',
    },
    summary: 'Résumé',
    all: 'Tous les dossiers',
    periods: { day: 'Par jour', week: 'Par semaine', month: 'Par mois' },
    weekOf: (day) => `Semaine du ${day}`,
    types: 'Par type',
    statuses: 'Par statut',
    priorities: 'Par priorité',
    ages: 'Par âge',
    risks: 'Par risque',
  },
  en: {
    columns: {
      table: 'Table',
      name: 'Line',
      opened_count: 'Opened in the period',
      resolved_count: 'Resolved in the period',
      open_count: 'Open today',
      all_count: 'All today',
      median_days: 'Median time (days)',
    },
    summary: 'Summary',
    all: 'All cases',
    periods: { day: 'By day', week: 'By week', month: 'By month' },
    weekOf: (day) => `Week of ${day}`,
    types: 'By type',
    statuses: 'By status',
    priorities: 'By priority',
    ages: 'By age',
    risks: 'By risk',
  },
};

/** French spreadsheets expect `;`: the comma is their decimal sign. */
export const reportDelimiter = (locale: Locale): ';' | ',' => (locale === 'fr' ? ';' : ',');

export const reportColumns = (locale: Locale): { key: string; header: string }[] =>
  Object.entries(WORDS[locale].columns).map(([key, header]) => ({ key, header }));

/** `dossiers-2026-03.csv` of a whole month. */
export const reportFileName = ({ from, to }: Pick<CaseReport, 'from' | 'to'>): string => {
  const month = from.slice(0, 7);
  const isMonth = from.endsWith('-01') && to === lastDayOf(month);
  return `dossiers-${isMonth ? month : `${from}-${to}`}.csv`;
};

/** `2026-02` → `2026-02-28`. */
export const lastDayOf = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
};

export const reportLines = (report: CaseReport, locale: Locale): CaseReportLine[] => {
  const words = { ...REPORT_WORDS[locale], ...WORDS[locale] };
  const line = (table: string, name: string, figures: Figures): CaseReportLine => ({
    table,
    name,
    opened_count: figures.opened_count ?? null,
    resolved_count: figures.resolved_count ?? null,
    open_count: figures.open_count ?? null,
    all_count: figures.all_count ?? null,
    median_days: daysOf(figures.median_seconds ?? null, locale),
  });
  const parts: [string, [string, Figures][]][] = [
    [
      words.summary,
      [
        [words.all, { ...report, median_seconds: report.resolution.median_seconds }],
        [words.overdue, { open_count: report.overdue_count }],
      ],
    ],
    [
      words.periods[report.step],
      report.periods.map((one) => [periodOf(one.since, report.step, locale), one]),
    ],
    [
      words.types,
      sorted(CASE_TYPES, report.by_type, (one) => one.case_type).map((one) => [
        CASE_TYPE_WORDS[one.case_type][locale],
        one,
      ]),
    ],
    [
      words.statuses,
      sorted(CASE_STATUSES, report.by_status, (one) => one.status).map((one) => [
        CASE_STATUS_WORDS[one.status][locale],
        { all_count: one.count },
      ]),
    ],
    [
      words.priorities,
      sorted(CASE_PRIORITIES, report.by_priority, (one) => one.priority).map((one) => [
        CASE_PRIORITY_WORDS[one.priority][locale],
        { open_count: one.count },
      ]),
    ],
    [
      words.ages,
      sorted(CASE_AGES, report.by_age, (one) => one.age).map((one) => [
        words.ageNames[one.age],
        { open_count: one.count },
      ]),
    ],
    [
      words.risks,
      sorted([...RISK_LEVELS, null], report.by_risk, (one) => one.risk_level).map((one) => [
        one.risk_level === null ? words.notAnalysed : words.riskNames[one.risk_level],
        { open_count: one.count },
      ]),
    ],
    [words.agents, report.by_agent.map((one) => [one.name ?? words.nobody, one])],
    [words.clients, report.by_client.map((one) => [one.name, one])],
  ];
  return parts.flatMap(([table, rows]) =>
    rows.map(([name, figures]) => line(table, name, figures)),
  );
};

interface Figures {
  opened_count?: number;
  resolved_count?: number;
  open_count?: number;
  all_count?: number;
  median_seconds?: number | null;
}

/** In the order in which people know the values. */
const sorted = <Row, Key>(
  keys: readonly Key[],
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): Row[] => rows.toSorted((left, right) => keys.indexOf(keyOf(left)) - keys.indexOf(keyOf(right)));

const periodOf = (day: string, step: StatisticsStep, locale: Locale): string => {
  const at = new Date(`${day}T00:00:00Z`);
  if (step === 'month') {
    return at.toLocaleDateString(locale, { timeZone: 'UTC', year: 'numeric', month: 'long' });
  }
  // `01/03/2026` is the first of March, or the third of January: in English the year comes first.
  const written = locale === 'fr' ? at.toLocaleDateString(locale, { timeZone: 'UTC' }) : day;
  return step === 'week' ? WORDS[locale].weekOf(written) : written;
};

const DAY_SECONDS = 86_400;

/** A number as the spreadsheet of the language reads it. */
const daysOf = (seconds: number | null, locale: Locale): string | null =>
  seconds === null
    ? null
    : (seconds / DAY_SECONDS).toLocaleString(locale, {
        maximumFractionDigits: 1,
        useGrouping: false,
      });
