import { stepOf, STEPS } from '../../ui/charts/steps.ts';
import { day, id, oneOf, set, text, type RawSearch } from '../../routing/search.ts';
import { daysOf, PERIODS } from '../../ui/table/filters/periods.ts';
import { CASE_TYPES } from '../cases/search.ts';

/** The `?` of the report of cases: a month, or another period. */

const monthOfText = (value: unknown): string | undefined => {
  const given = text(value);
  return given !== undefined && day(`${given}-01`) !== undefined && given >= '2000-01'
    ? given
    : undefined;
};

export const caseReportSearch = (raw: RawSearch) =>
  set({
    month: monthOfText(raw['month']),
    period: oneOf(PERIODS, raw['period']),
    from: day(raw['from']),
    to: day(raw['to']),
    step: oneOf(STEPS, raw['step']),
    case_type: oneOf(CASE_TYPES, raw['case_type']),
    call_centre_id: id(raw['call_centre_id']),
    assigned_to: oneOf(['none'], raw['assigned_to']) ?? id(raw['assigned_to']),
  });
export type CaseReportSearch = ReturnType<typeof caseReportSearch>;

const MONTH_LENGTH = 'YYYY-MM'.length;

/** In the user's time zone. */
export const thisMonth = (): string =>
  (daysOf({ period: 'month' }).to ?? '').slice(0, MONTH_LENGTH);

/** The month that is shown; undefined if it is another period. Without a choice: this month. */
export const monthOf = ({ month, period, from, to }: CaseReportSearch): string | undefined =>
  period !== undefined || from !== undefined || to !== undefined
    ? undefined
    : (month ?? thisMonth());

/** The month of the PDF: the one that is shown, or that in which the period ends. */
export const lastMonthOf = (search: CaseReportSearch): string =>
  monthOf(search) ?? daysOf(search).to?.slice(0, MONTH_LENGTH) ?? thisMonth();

const rangeOf = (search: CaseReportSearch): ReturnType<typeof daysOf> => {
  const month = monthOf(search);
  if (month === undefined) return daysOf(search);
  if (month === thisMonth()) return daysOf({ period: 'month' });
  const [year = 0, number = 0] = month.split('-').map(Number);
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 'YYYY-MM-DD'.length);
  return { from: `${month}-01`, to: last };
};

export const shownStep = (search: CaseReportSearch) =>
  stepOf({ ...rangeOf(search), step: search.step });

const filtersOf = ({ case_type, call_centre_id, assigned_to }: CaseReportSearch) =>
  set({
    case_type,
    call_centre_id,
    assigned_to,
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });

/** The parameters of the api. Days begin at midnight in the user's time zone. */
export const queryOf = (search: CaseReportSearch) => ({
  ...set(rangeOf(search)),
  ...filtersOf(search),
  step: shownStep(search),
});

export const pdfQueryOf = (search: CaseReportSearch) => ({
  month: lastMonthOf(search),
  ...filtersOf(search),
});
