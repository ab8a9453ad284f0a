import type { z } from '@hono/zod-openapi';
import { Readable } from 'node:stream';
import {
  lastDayOf,
  reportColumns,
  reportDelimiter,
  reportFileName,
  reportLines,
} from '../domain/case-reports/csv.ts';
import { caseReportRead } from '../domain/case-reports/events.ts';
import {
  CaseReportLineOut,
  CaseReportMonthQuery,
  CaseReportOut,
  CaseReportQuery,
} from '../domain/case-reports/shapes.ts';
import type { Scope } from '../domain/shared/permissions.ts';
import { notFound } from '../errors.ts';
import type { Transaction } from '../platform/database.ts';
import { readCaseReport, type CaseReportInput } from '../queries/case-reports.ts';
import { findCompany } from '../queries/companies.ts';
import { findUserLocale } from '../queries/search/users.ts';
import { caseReportPdf } from '../services/case-reports/pdf.ts';
import { csv, file } from './http/answers/kinds.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import { daysOf } from './statistics-days.ts';

/** Figures of cases. They name clients: each read is recorded in the audit trail. */

const DESCRIPTION =
  'A supervisor counts the cases of their call centre and those that the company shares. Each read is recorded in the audit trail.';

export const caseReportEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'case_reports.read',
      method: 'get',
      path: '/api/crm/report',
      permission: 'cases:report',
      summary: 'Figures of the cases in a range of days',
      description: DESCRIPTION,
      query: CaseReportQuery,
      status: 200,
      answer: CaseReportOut,
    },
    ({ query, scope, read }) => {
      const input = inputOf(query, scope, deps.clock.now());
      return read(async (tx) => ({ body: await reportOf(tx, input) }));
    },
  ),
  endpoint(
    deps,
    {
      id: 'case_reports.export',
      method: 'get',
      path: '/api/crm/report/export',
      permission: 'cases:report',
      summary: 'The figures of the cases in a range of days, as CSV',
      description: `For a spreadsheet: in words of the caller's language, separated by \`;\` in French and by \`,\` in English. ${DESCRIPTION}`,
      query: CaseReportQuery,
      status: 200,
      answer: csv(CaseReportLineOut),
    },
    async ({ query, scope, caller, read }) => {
      const input = inputOf(query, scope, deps.clock.now());
      const { report, locale } = await read(async (tx) => ({
        report: await reportOf(tx, input),
        locale: await findUserLocale(tx, caller.userId),
      }));
      return {
        name: reportFileName(report),
        delimiter: reportDelimiter(locale),
        columns: reportColumns(locale),
        rows: reportLines(report, locale),
      };
    },
  ),
  endpoint(
    deps,
    {
      id: 'case_reports.pdf',
      method: 'get',
      path: '/api/crm/report/pdf',
      permission: 'cases:report',
      summary: 'The report of a month, as PDF',
      description: DESCRIPTION,
      query: CaseReportMonthQuery,
      status: 200,
      answer: file('application/pdf'),
    },
    async ({ query: { month, ...query }, scope, read }) => {
      const range = { from: `${month}-01`, to: lastDayOf(month), step: 'week' as const };
      const input = inputOf({ ...query, ...range }, scope, deps.clock.now());
      const { report, company } = await read(async (tx) => ({
        report: await reportOf(tx, input),
        company: await findCompany(tx),
      }));
      if (!company) throw notFound('company');
      const { name: companyName, locale } = company;
      const content = await pdfOf({ report, month, companyName, locale });
      return {
        name: `dossiers-${month}.pdf`,
        type: 'application/pdf',
        sizeBytes: content.length,
        content: Readable.from([content]),
      };
    },
  ),
];

const pdfOf = async (input: Parameters<typeof caseReportPdf>[0]): Promise<Buffer> =>
  Buffer.concat(await caseReportPdf(input).toArray());

/** Errors: `validation_failed` for a range that is reversed or too long. */
const inputOf = (
  { from, to, step, time_zone: timeZone, ...filter }: z.infer<typeof CaseReportQuery>,
  scope: Scope,
  now: Date,
): CaseReportInput => ({
  ...daysOf({ from, to, time_zone: timeZone }, now),
  scope,
  step,
  filter,
});

const reportOf = async (
  tx: Transaction,
  input: CaseReportInput,
): Promise<z.infer<typeof CaseReportOut>> => {
  const { median_seconds, p90_seconds, ...figures } = await readCaseReport(tx, input);
  tx.emit(caseReportRead, { subjectId: '*', after: { from: input.from, to: input.to } });
  return {
    ...figures,
    from: input.from,
    to: input.to,
    step: input.step,
    resolution: { median_seconds, p90_seconds },
  };
};
