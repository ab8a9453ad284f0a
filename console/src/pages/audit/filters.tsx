import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import type { Filter, FilterOption } from '../../ui/table/filters/filter.ts';
import { EntityName, EntitySelect } from '../entities/select.tsx';
import { UserName, UserSelect } from '../users/select.tsx';
import { recordOf, type AuditSearch } from './search.ts';

/** The filters of the audit trail. */

export const useAuditFilters = ({ user_id: userId, record }: AuditSearch): Filter[] => {
  const { audit, actions, codes } = useMessages();
  const can = useCan();
  const entity = record === undefined ? undefined : recordOf(record);
  return [
    ...(can('search:read') && can('entities:read')
      ? [
          {
            kind: 'custom' as const,
            key: 'record',
            label: audit.filterRecord,
            shown: entity === undefined ? null : <EntityName {...entity} />,
            field: (onChange: (value: string | undefined) => void) => (
              <EntitySelect
                size="xs"
                label={audit.filterRecord}
                placeholder={audit.filterRecordHint}
                // A click on a name outside of the popover would close it.
                comboboxProps={{ withinPortal: false }}
                value={entity}
                onChange={(chosen) => onChange(chosen && `${chosen.type}/${chosen.ref}`)}
              />
            ),
          },
        ]
      : []),
    { kind: 'flag', key: 'changes', label: audit.filterChanges },
    {
      kind: 'select',
      key: 'operation',
      label: audit.filterOperation,
      options: optionsOf(codes.auditOperations),
    },
    {
      kind: 'select',
      key: 'resource_type',
      label: audit.filterResource,
      options: optionsOf(codes.auditResources),
    },
    { kind: 'period', key: 'period', label: actions.filterDates },
    ...(can('users:read')
      ? [
          {
            kind: 'custom' as const,
            key: 'user_id',
            label: audit.filterUser,
            shown: userId === undefined ? null : <UserName id={userId} />,
            field: (onChange: (value: number | undefined) => void) => (
              <UserSelect
                size="xs"
                label={audit.filterUser}
                // A click on a name outside of the popover would close it.
                comboboxProps={{ withinPortal: false }}
                value={userId}
                onChange={onChange}
              />
            ),
          },
        ]
      : []),
    { kind: 'text', key: 'resource_id', label: audit.filterResourceId },
    { kind: 'text', key: 'request_id', label: audit.filterRequest },
  ];
};

const optionsOf = (words: Readonly<Record<string, string>>): FilterOption[] =>
  Object.entries(words)
    .map(([value, label]) => ({ value, label }))
    .toSorted((left, right) => left.label.localeCompare(right.label));
