import { Checkbox, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkText } from '../../parts/links.tsx';
import type { Column } from '../../ui/table/column.ts';
import { csvInstant } from '../../ui/table/csv.ts';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { useSetDone, type Task } from './query.ts';
import type { TasksSearch } from './search.ts';

/** The columns of the list of tasks. */
export const useTaskColumns = (search: TasksSearch): Column<Task>[] => {
  const { tasks: words } = useMessages();
  return [
    {
      key: 'done',
      header: words.columnDone,
      isHeaderHidden: true,
      card: 'line',
      width: '44px',
      cell: (row) => <DoneBox task={row} />,
      text: (row) => (row.done_at === null ? '' : csvInstant(row.done_at)),
    },
    {
      key: 'title',
      header: words.columnTitle,
      card: 'title',
      width: '40%',
      widthMinPx: 180,
      cell: (row) => (
        <Link
          to="/tasks"
          search={{ ...search, task: row.id }}
          title={row.title}
          style={row.done_at === null ? {} : { textDecoration: 'line-through' }}
        >
          {row.title}
        </Link>
      ),
      text: (row) => row.title,
    },
    {
      key: 'due',
      header: words.columnDue,
      width: '120px',
      cell: (row) => <Due task={row} />,
      text: (row) => (row.due_at === null ? '' : csvInstant(row.due_at)),
    },
    {
      key: 'assignee',
      header: words.columnAssignee,
      width: '140px',
      cell: (row) =>
        row.assigned_to_name ?? (
          <Text span c="dimmed">
            {words.nobody}
          </Text>
        ),
      text: (row) => row.assigned_to_name ?? '',
    },
    {
      key: 'conversation',
      header: words.columnConversation,
      widthMinPx: 140,
      cell: ({ conversation_subject: subject }) =>
        subject !== null && <span title={subject}>{subject}</span>,
      text: (row) => row.conversation_subject ?? '',
    },
    {
      key: 'case',
      header: words.columnCase,
      widthMinPx: 140,
      cell: ({ case_id: id, case_reference: reference, case_title: title }) =>
        id !== null && (
          <LinkText to="/cases/$id" params={{ id: String(id) }} inherit title={title ?? undefined}>
            {title ?? reference}
          </LinkText>
        ),
      text: (row) => row.case_title ?? '',
    },
    {
      key: 'person',
      header: words.columnPerson,
      widthMinPx: 120,
      isOptional: true,
      cell: ({ person_name: name }) => name !== null && <span title={name}>{name}</span>,
      text: (row) => row.person_name ?? '',
    },
  ];
};

const DoneBox = ({ task }: { task: Task }) => {
  const { tasks: words } = useMessages();
  const canUpdate = useCan()('tasks:update');
  const { setDone, isPending } = useSetDone();
  const isDone = task.done_at !== null;
  return (
    <Checkbox
      size="sm"
      checked={isDone}
      disabled={!canUpdate || isPending}
      aria-label={isDone ? words.reopen(task.title) : words.markDone(task.title)}
      onChange={() => setDone(task, !isDone)}
    />
  );
};

const Due = ({ task: { due_at: at, done_at: doneAt } }: { task: Task }) => {
  const { tasks: words } = useMessages();
  if (at === null) return null;
  const isLate = doneAt === null && Date.parse(at) < Date.now();
  return (
    <Text span inherit {...(isLate && { c: 'red', title: words.overdue })}>
      <RelativeTime at={at} />
    </Text>
  );
};
