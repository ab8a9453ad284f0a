import PDFDocument from 'pdfkit';
import { PassThrough, type Readable } from 'node:stream';
import { CASE_AGES, type CaseReport } from '../../domain/case-reports/shapes.ts';
import { REPORT_WORDS } from '../../domain/case-reports/words.ts';
import { RISK_LEVELS } from '../../domain/case-analyses/kinds.ts';
import {
  CASE_PRIORITIES,
  CASE_PRIORITY_WORDS,
  CASE_STATUS_WORDS,
  CASE_STATUSES,
  CASE_TYPE_WORDS,
  CASE_TYPES,
} from '../../domain/cases/words.ts';
import type { Locale } from '../../domain/companies/shapes.ts';

/** The report of a month, to print or to send: figures, distributions, agents and clients. */

interface Words {
  title: string;
  opened: string;
  resolved: string;
  open: string;
  median: string;
  types: string;
  statuses: string;
  priorities: string;
  ages: string;
  risks: string;
  none: string;
  durations: Record<'days' | 'hours' | 'minutes', string>;
}

const WORDS: Record<Locale, Words> = {
  fr: {
    title: 'Rapport des dossiers',
    opened: 'Ouverts',
    resolved: 'Résolus',
    open: 'Actifs',
    median: 'Durée médiane',
    types: 'Par type, actifs',
    statuses: 'Par statut, aujourd’hui',
    priorities: 'Par priorité, actifs',
    ages: 'Par âge, actifs',
    risks: 'Par risque, actifs',
    none: 'Aucun',
    durations: { days: 'j', hours: 'h', minutes: 'min' },
  },
  en: {
    title: 'Report of cases',
    opened: 'Opened',
    resolved: 'Resolved',
    open: 'Open',
    median: 'Median time',
    types: 'By type, open',
    statuses: 'By status',
    priorities: 'By priority, open',
    ages: 'By age, open',
    risks: 'By risk, open',
    none: 'None',
    durations: { days: 'd', hours: 'h', minutes: 'min' },
  },
};

const MARGIN = 48;
const ROW_HEIGHT = 16;
const BAR_WIDTH_MAX = 220;
const LABEL_WIDTH = 150;
const INK = '#1f2933';
const FAINT = '#6b7680';
const BAR = '#2f6f7e';
const UNITS = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const;

interface ReportPdf {
  report: CaseReport;
  /** `2026-11` */
  month: string;
  companyName: string;
  locale: Locale;
}

/** A4, with the fonts that every reader has: letters outside of Windows-1252 become `?`. */
export const caseReportPdf = ({ report, month, companyName, locale }: ReportPdf): Readable => {
  const words = { ...REPORT_WORDS[locale], ...WORDS[locale] };
  const title = `${words.title}, ${monthName(month, locale)}`;
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    info: { Title: title, Author: printable(companyName) },
  });
  const out = document.pipe(new PassThrough());
  const width = document.page.width - 2 * MARGIN;

  /** Out: whether a new page began. */
  const room = (height: number): boolean => {
    if (document.y + height <= document.page.height - MARGIN) return false;
    document.addPage();
    return true;
  };
  const heading = (text: string): void => {
    room(4 * ROW_HEIGHT);
    document.moveDown(0.8).font('Helvetica-Bold').fontSize(11).fillColor(INK).text(text, MARGIN);
    document.moveDown(0.3);
  };
  const bars = (title: string, rows: readonly { label: string; count: number }[]): void => {
    heading(title);
    const most = Math.max(1, ...rows.map(({ count }) => count));
    for (const { label, count } of rows) {
      room(ROW_HEIGHT);
      const { y } = document;
      document.font('Helvetica').fontSize(9).fillColor(INK);
      document.text(printable(label), MARGIN, y, {
        width: LABEL_WIDTH,
        height: ROW_HEIGHT,
        ellipsis: true,
      });
      const length = (count / most) * BAR_WIDTH_MAX;
      document.rect(MARGIN + LABEL_WIDTH + 8, y, Math.max(1, length), 8).fill(BAR);
      document.fillColor(INK).text(String(count), MARGIN + LABEL_WIDTH + 16 + length, y);
      document.y = y + ROW_HEIGHT;
    }
  };
  const table = (
    title: string,
    rows: readonly { label: string; cells: readonly string[] }[],
  ): void => {
    heading(title);
    const head = [words.opened, words.resolved, words.open, words.median];
    const row = (label: string, cells: readonly string[], isHead: boolean): void => {
      if (room(ROW_HEIGHT) && !isHead) row('', head, true);
      const { y } = document;
      document
        .font(isHead ? 'Helvetica-Bold' : 'Helvetica')
        .fontSize(9)
        .fillColor(isHead ? FAINT : INK);
      document.text(printable(label), MARGIN, y, {
        width: 200,
        height: ROW_HEIGHT,
        ellipsis: true,
      });
      for (const [at, cell] of cells.entries()) {
        document.text(cell, MARGIN + 210 + at * 75, y, { width: 70, align: 'right' });
      }
      document.y = y + ROW_HEIGHT;
    };
    row('', head, true);
    for (const { label, cells } of rows) row(label, cells, false);
    if (rows.length === 0) row(words.none, [], false);
  };
  const duration = (seconds: number | null): string => {
    if (seconds === null) return '';
    const [unit, unitSeconds] = UNITS.find(([, least]) => seconds >= least) ?? UNITS[2];
    const count = (seconds / unitSeconds).toLocaleString(locale, { maximumFractionDigits: 1 });
    return `${count.replaceAll(/\s/g, ' ')} ${words.durations[unit]}`;
  };
  document.font('Helvetica-Bold').fontSize(18).fillColor(INK).text(title);
  document.font('Helvetica').fontSize(10).fillColor(FAINT).text(printable(companyName));
  document.moveDown(0.8);
  const { y } = document;
  const figures: [string, string][] = [
    [words.opened, String(report.opened_count)],
    [words.resolved, String(report.resolved_count)],
    [words.open, String(report.open_count)],
    [words.overdue, String(report.overdue_count)],
    [words.median, duration(report.resolution.median_seconds)],
  ];
  for (const [at, [label, value]] of figures.entries()) {
    const x = MARGIN + at * (width / figures.length);
    document
      .font('Helvetica-Bold')
      .fontSize(16)
      .fillColor(INK)
      .text(value === '' ? '-' : value, x, y);
    document
      .font('Helvetica')
      .fontSize(8)
      .fillColor(FAINT)
      .text(label, x, y + 20);
  }
  document.y = y + 36;
  bars(
    words.types,
    countsOf(
      CASE_TYPES,
      CASE_TYPE_WORDS,
      locale,
      (type) => report.by_type.find(({ case_type }) => case_type === type)?.open_count,
    ),
  );
  bars(
    words.statuses,
    countsOf(
      CASE_STATUSES,
      CASE_STATUS_WORDS,
      locale,
      (status) => report.by_status.find((one) => one.status === status)?.count,
    ),
  );
  bars(
    words.priorities,
    countsOf(
      CASE_PRIORITIES,
      CASE_PRIORITY_WORDS,
      locale,
      (priority) => report.by_priority.find((one) => one.priority === priority)?.count,
    ),
  );
  bars(
    words.ages,
    CASE_AGES.map((age) => ({
      label: words.ageNames[age],
      count: report.by_age.find((one) => one.age === age)?.count ?? 0,
    })),
  );
  bars(
    words.risks,
    [...RISK_LEVELS, null].map((level) => ({
      label: level === null ? words.notAnalysed : words.riskNames[level],
      count: report.by_risk.find(({ risk_level }) => risk_level === level)?.count ?? 0,
    })),
  );
  table(
    words.agents,
    report.by_agent.map((one) => ({
      label: one.name ?? words.nobody,
      cells: [one.opened_count, one.resolved_count, one.open_count]
        .map(String)
        .concat(duration(one.median_seconds)),
    })),
  );
  table(
    words.clients,
    report.by_client.map((one) => ({
      label: one.name,
      cells: [one.opened_count, one.resolved_count, one.open_count].map(String),
    })),
  );
  document.end();
  return out;
};

/** `décembre 2026` */
const monthName = (month: string, locale: Locale): string =>
  new Date(`${month}-15T12:00:00Z`).toLocaleDateString(locale, {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });

const countsOf = <Key extends string>(
  keys: readonly Key[],
  words: Record<Key, Record<Locale, string>>,
  locale: Locale,
  count: (key: Key) => number | undefined,
): { label: string; count: number }[] =>
  keys.map((key) => ({ label: words[key][locale], count: count(key) ?? 0 }));

/** What the standard fonts of PDF can draw: Windows-1252. */
const printable = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\u2010-\u2012]/g, '-')
    .replaceAll(
      /[^\x20-\x7e\xa0-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]/g,
      '?',
    );
