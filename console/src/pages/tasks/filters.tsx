import { Button, Group, Stack } from '@mantine/core';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import type { BuiltInView } from '../../parts/list/view-state.ts';
import type { Filter, FilterValue } from '../../ui/table/filters/filter.ts';
import { UserName, UserSelect } from '../users/select.tsx';
import type { TasksSearch } from './search.ts';

/** The filters and views of the list of tasks. */

export const useTaskViews = (): BuiltInView[] => {
  const { tasks: words } = useMessages();
  return [
    { key: 'open', label: words.viewOpen, filters: {} },
    { key: 'mine', label: words.viewMine, filters: { assigned_to: 'me' } },
    { key: 'overdue', label: words.viewOverdue, filters: { due: 'overdue' } },
    { key: 'done', label: words.viewDone, filters: { is_done: 'true' } },
  ];
};

export const useTaskFilters = (search: TasksSearch): Filter[] => {
  const { tasks: words } = useMessages();
  return [
    useAssigneeFilter(search),
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
      key: 'is_done',
      label: words.filterState,
      options: [{ value: 'true', label: words.stateDone }],
    },
  ];
};

/** An agent may not list users. */
const useAssigneeFilter = ({ assigned_to: assignee }: TasksSearch): Filter => {
  const { tasks: words } = useMessages();
  const canListUsers = useCan()('users:read');
  const named = { me: words.assigneeMe, none: words.nobody };
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
          label={words.assigneeOther}
          // A click on a name outside of the popover would close it.
          comboboxProps={{ withinPortal: false }}
          value={typeof assignee === 'number' ? assignee : undefined}
          onChange={onChange}
        />
      </Stack>
    ),
  };
};
