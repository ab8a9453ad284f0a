import { declareInternalEvent } from '../shared/declare-event.ts';

/** A report names clients. */
export const caseReportRead = declareInternalEvent('CaseReportRead', 'case', {
  audit: 'case_reports.read',
});
