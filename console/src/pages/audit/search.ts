import { day, id, pageFields, set, text, whole, type RawSearch } from '../../routing/search.ts';

/** The `?` of the audit trail. */

export const auditSearch = (raw: RawSearch) =>
  set({
    operation: text(raw['operation']),
    resource_type: text(raw['resource_type']),
    resource_id: text(raw['resource_id']),
    user_id: id(raw['user_id']),
    request_id: text(raw['request_id']),
    from: day(raw['from']),
    to: day(raw['to']),
    entry: whole(raw['entry']),
    ...pageFields(raw),
  });
export type AuditSearch = ReturnType<typeof auditSearch>;
