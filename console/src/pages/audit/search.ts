import { day, id, oneOf, set, text, type RawSearch } from '../../routing/search.ts';
import { PERIODS } from '../../ui/table/filters/periods.ts';

/** The `?` of the audit trail. */

export const auditSearch = (raw: RawSearch) =>
  set({
    operation: text(raw['operation']),
    resource_type: text(raw['resource_type']),
    resource_id: text(raw['resource_id']),
    user_id: id(raw['user_id']),
    request_id: text(raw['request_id']),
    period: oneOf(PERIODS, raw['period']),
    from: day(raw['from']),
    to: day(raw['to']),
    entry: id(raw['entry']),
    view: id(raw['view']),
  });
export type AuditSearch = ReturnType<typeof auditSearch>;
