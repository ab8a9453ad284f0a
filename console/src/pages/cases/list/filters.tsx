import { Button, Group, Stack } from '@mantine/core';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import type { BuiltInView } from '../../../parts/list/view-state.ts';
import type { Filter, FilterValue } from '../../../ui/table/filters/filter.ts';
import { ContactName, ContactSelect } from '../../contacts/select.tsx';
import { UserName, UserSelect } from '../../users/select.tsx';
import { CASE_PRIORITIES, CASE_STATUSES, CASE_TYPES, type CasesSearch } from '../search.ts';
import { isOpen } from '../query.ts';

/** The filters and views of the list of cases. */

export const useCaseViews = (): BuiltInView[] => {
  const { cases: words } = useMessages();
  const canDelete = useCan()('cases:delete');
  return [
    { key: 'all', label: words.viewAll, filters: {} },
    {
      key: 'open',
      label: words.viewOpen,
      filters: { status: CASE_STATUSES.filter(isOpen) },
    },
    { key: 'mine', label: words.viewMine, filters: { assigned_to: 'me' } },
    { key: 'overdue', label: words.viewOverdue, filters: { due: 'overdue' } },
    ...(canDelete
      ? [{ key: 'deleted', label: words.viewDeleted, filters: { is_deleted: 'true' } }]
      : []),
  ];
};

export const useCaseFilters = (search: CasesSearch): Filter[] => {
  const { cases: words } = useMessages();
  return [
    {
      kind: 'multi',
      key: 'status',
      label: words.columnStatus,
      options: CASE_STATUSES.map((value) => ({ value, label: words.statuses[value] })),
    },
    {
      kind: 'multi',
      key: 'case_type',
      label: words.columnType,
      options: CASE_TYPES.map((value) => ({ value, label: words.types[value] })),
    },
    {
      kind: 'multi',
      key: 'priority',
      label: words.columnPriority,
      options: CASE_PRIORITIES.map((value) => ({ value, label: words.priorities[value] })),
    },
    useAssigneeFilter(search),
    useClientFilter(search),
    {
      kind: 'select',
      key: 'due',
      label: words.columnDue,
      options: [
        { value: 'overdue', label: words.overdue },
        { value: 'week', label: words.dueWithinWeek },
      ],
    },
    {
      kind: 'select',
      key: 'is_deleted',
      label: words.filterDeleted,
      options: DELETED(words.viewDeleted),
    },
  ];
};

const DELETED = (label: string) => [{ value: 'true', label }];

const useClientFilter = ({ client_id: id }: CasesSearch): Filter => {
  const { cases: words } = useMessages();
  return {
    kind: 'custom',
    key: 'client_id',
    label: words.columnClient,
    shown: id !== undefined && <ContactName kind="person" id={id} />,
    field: (onChange) => (
      <ContactSelect
        kind="person"
        size="xs"
        label={words.columnClient}
        // A click on a name outside of the popover would close it.
        comboboxProps={{ withinPortal: false }}
        value={id}
        onChange={onChange}
      />
    ),
  };
};

/** An agent may not list users. */
const useAssigneeFilter = ({ assigned_to: assignee }: CasesSearch): Filter => {
  const { cases: words, tasks } = useMessages();
  const canListUsers = useCan()('users:read');
  const named = { me: tasks.assigneeMe, none: words.nobody };
  const base = { key: 'assigned_to', label: words.columnAssignee };
  if (!canListUsers)
    return {
      ...base,
      kind: 'select',
      options: Object.entries(named).map(([value, label]) => ({ value, label })),
    };
  return {
    ...base,
    kind: 'custom',
    shown: typeof assignee === 'number' ? <UserName id={assignee} /> : named[assignee ?? 'none'],
    field: (onChange: (value: FilterValue) => void) => (
      <Stack gap="xs">
        <Group gap="xs" grow>
          {(['me', 'none'] as const).map((value) => (
            <Button
              key={value}
              size="xs"
              variant={assignee === value ? 'filled' : 'default'}
              aria-pressed={assignee === value}
              onClick={() => onChange(value)}
            >
              {named[value]}
            </Button>
          ))}
        </Group>
        <UserSelect
          size="xs"
          label={tasks.assigneeOther}
          // A click on a name outside of the popover would close it.
          comboboxProps={{ withinPortal: false }}
          value={typeof assignee === 'number' ? assignee : undefined}
          onChange={onChange}
        />
      </Stack>
    ),
  };
};
