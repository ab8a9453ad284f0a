import type { Audience } from '../../platform/facts.ts';
import type { CaseRow } from '../../queries/cases/records.ts';

/** Shared parts of the facts of a case. */

export const CASE_CATEGORY = 'CASE';

/** The assignee, and the call centre. */
export const audienceOf = (row: Pick<CaseRow, 'assigned_to' | 'call_centre_id'>): Audience => ({
  userId: row.assigned_to,
  callCentreId: row.call_centre_id,
});

/** What every emission of a case's event has. */
export const aboutCase = (row: Pick<CaseRow, 'id' | 'assigned_to' | 'call_centre_id'>) => ({
  subjectId: row.id,
  audience: audienceOf(row),
});

/** What every public event of a case carries: the whole case after the change. */
export const caseState = (row: CaseRow) => ({
  case_id: row.id,
  reference: row.reference,
  title: row.title,
  client_id: row.person_id,
  case_type: row.case_type,
  status: row.status,
  priority: row.priority,
  description: row.description,
  assigned_to: row.assigned_to,
  call_centre_id: row.call_centre_id,
  due_on: row.due_on,
  resolved_at: row.resolved_at?.toISOString() ?? null,
  closed_at: row.closed_at?.toISOString() ?? null,
});

/** For the audit trail, and what a timeline shows of a change. */
export const caseFacts = (row: CaseRow) => ({
  title: row.title,
  client_id: row.person_id,
  case_type: row.case_type,
  status: row.status,
  priority: row.priority,
  description: row.description,
  assigned_to: row.assigned_to,
  due_on: row.due_on,
});

/** For the words of its notifications. */
export const named = ({ reference, title }: CaseRow) => ({ reference, title });
