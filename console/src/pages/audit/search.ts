import { day, flag, id, oneOf, set, text, type RawSearch } from '../../routing/search.ts';
import { PERIODS } from '../../ui/table/filters/periods.ts';
import { ENTITY_TYPES, type EntityType } from '../entities/types.ts';

/** The `?` of the audit trail. */

export const auditSearch = (raw: RawSearch) =>
  set({
    operation: text(raw['operation']),
    resource_type: text(raw['resource_type']),
    resource_id: text(raw['resource_id']),
    record: recordKey(raw['record']),
    changes: flag(raw['changes']),
    user_id: id(raw['user_id']),
    request_id: text(raw['request_id']),
    period: oneOf(PERIODS, raw['period']),
    from: day(raw['from']),
    to: day(raw['to']),
    entry: id(raw['entry']),
    view: id(raw['view']),
  });

/** What names a record in the address: `candidat/DUMI15091992`. A reference may contain a `/`. */
export const recordOf = (key: string): { type: EntityType; ref: string } | undefined => {
  const [first = '', ...rest] = key.split('/');
  const type = oneOf(ENTITY_TYPES, first);
  const ref = rest.join('/');
  return type === undefined || ref === '' ? undefined : { type, ref };
};

const recordKey = (raw: unknown): string | undefined => {
  const key = text(raw);
  return key === undefined || recordOf(key) === undefined ? undefined : key;
};

export type AuditSearch = ReturnType<typeof auditSearch>;
