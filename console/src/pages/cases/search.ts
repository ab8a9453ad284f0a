import { flag, id, oneOf, set, someOf, text, type RawSearch } from '../../routing/search.ts';

/** The `?` of the list and of the record. */

export const CASE_STATUSES = ['nouveau', 'en_cours', 'attente_client', 'resolu', 'ferme'] as const;
export const CASE_TYPES = ['legal', 'fiscal', 'administrative', 'business', 'other'] as const;
/** The most urgent first, as they are chosen. */
export const CASE_PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;

const CASE_SORTS = [
  'created_at',
  '-created_at',
  'updated_at',
  '-updated_at',
  'due_on',
  '-due_on',
  'title',
  '-title',
  'priority',
  '-priority',
] as const;

export const casesSearch = (raw: RawSearch) =>
  set({
    q: text(raw['q']),
    status: someOf(CASE_STATUSES, raw['status']),
    case_type: someOf(CASE_TYPES, raw['case_type']),
    priority: someOf(CASE_PRIORITIES, raw['priority']),
    assigned_to: oneOf(['me', 'none'], raw['assigned_to']) ?? id(raw['assigned_to']),
    client_id: id(raw['client_id']),
    due: oneOf(['overdue', 'week'], raw['due']),
    is_deleted: oneOf(['true'], raw['is_deleted']),
    sort: oneOf(CASE_SORTS, raw['sort']),
    view: id(raw['view']),
    /** Absent: as a list. */
    layout: oneOf(['board'], raw['layout']),
    new: flag(raw['new']),
  });
export type CasesSearch = ReturnType<typeof casesSearch>;

export const CASE_TABS = ['notes', 'files', 'analysis', 'timeline'] as const;

export const caseSearch = (raw: RawSearch) =>
  set({
    /** Absent: the first. */
    tab: oneOf(CASE_TABS, raw['tab']),
    /** A note to show. */
    note: id(raw['note']),
    /** A file to show. */
    file: id(raw['file']),
    /** Of the analysis. Absent: the newest. */
    version: id(raw['version']),
    /** The version that it is compared with. */
    with: id(raw['with']),
    edit: flag(raw['edit']),
  });
export type CaseSearch = ReturnType<typeof caseSearch>;
