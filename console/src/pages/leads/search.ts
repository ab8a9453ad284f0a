import {
  day,
  flag,
  id,
  oneOf,
  set,
  splitList,
  text,
  type RawSearch,
} from '../../routing/search.ts';
import { PERIODS } from '../../ui/table/filters/periods.ts';

/** The `?` of the list of leads. */

export const LEAD_SOURCES = ['form', 'api', 'console', 'import'] as const;
export type LeadSource = (typeof LEAD_SOURCES)[number];

/** Of the caller, or of nobody. */
const NAMED_ASSIGNEES = ['me', 'none'] as const;

const LEAD_SORTS = [
  'created_at',
  'updated_at',
  '-updated_at',
  'name',
  '-name',
  'status',
  '-status',
] as const;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

export const leadsSearch = (raw: RawSearch) =>
  set({
    q: text(raw['q']),
    status: codes(raw['status']),
    assigned_to: oneOf(NAMED_ASSIGNEES, raw['assigned_to']) ?? id(raw['assigned_to']),
    form_id: id(raw['form_id']),
    call_centre_id: id(raw['call_centre_id']),
    is_confirmed: oneOf(['true', 'false'], raw['is_confirmed']),
    source: oneOf(LEAD_SOURCES, raw['source']),
    import_id: uuid(raw['import_id']),
    period: oneOf(PERIODS, raw['period']),
    from: day(raw['from']),
    to: day(raw['to']),
    sort: oneOf(LEAD_SORTS, raw['sort']),
    view: id(raw['view']),
    new: flag(raw['new']),
  });
export type LeadsSearch = ReturnType<typeof leadsSearch>;

const uuid = (value: unknown): string | undefined => {
  const given = text(value);
  return given !== undefined && UUID.test(given) ? given : undefined;
};

/** Each company has its own statuses: any text is a code. */
const codes = (value: unknown): string[] | undefined => {
  const given = Array.isArray(value) ? value.map(String) : splitList(text(value) ?? '');
  const present = given.filter((code) => code !== '');
  return present.length > 0 ? present : undefined;
};
