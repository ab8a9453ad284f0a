import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import type { Column } from '../../../ui/table/column.ts';
import { csvInstant } from '../../../ui/table/csv.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { CaseStatusBadge, DueDay, PriorityBadge } from '../looks.tsx';
import type { Case } from '../query.ts';

/** The columns of the list of cases. */
export const useCaseColumns = (): Column<Case>[] => {
  const { cases: words } = useMessages();
  return [
    {
      key: 'reference',
      header: words.columnReference,
      card: 'line',
      width: '136px',
      cell: (row) => row.reference,
      text: (row) => row.reference,
    },
    {
      key: 'title',
      header: words.columnTitle,
      card: 'title',
      width: '26%',
      widthMinPx: 160,
      sortKey: 'title',
      cell: (row) => <Title row={row} />,
      text: (row) => row.title,
    },
    {
      key: 'client',
      header: words.columnClient,
      width: '15%',
      widthMinPx: 108,
      cell: ({ client }) => (
        <LinkText to="/people/$id" params={{ id: String(client.id) }} inherit title={client.name}>
          {client.name}
        </LinkText>
      ),
      text: (row) => row.client.name,
    },
    {
      key: 'type',
      header: words.columnType,
      needsRoom: true,
      width: '104px',
      cell: (row) => words.types[row.case_type],
      text: (row) => words.types[row.case_type],
    },
    ...useStateColumns(),
    ...useInstantColumns(),
  ];
};

const useStateColumns = (): Column<Case>[] => {
  const { cases: words } = useMessages();
  return [
    {
      key: 'status',
      header: words.columnStatus,
      card: 'aside',
      width: '128px',
      cell: (row) => <CaseStatusBadge status={row.status} />,
      text: (row) => words.statuses[row.status],
    },
    {
      key: 'priority',
      header: words.columnPriority,
      width: '98px',
      sortKey: 'priority',
      firstOrder: 'descending',
      cell: (row) => <PriorityBadge priority={row.priority} />,
      text: (row) => words.priorities[row.priority],
    },
    {
      key: 'assignee',
      header: words.columnAssignee,
      width: '116px',
      cell: ({ assigned_to_name: name }) =>
        name === null ? (
          <Text span c="dimmed" inherit>
            {words.nobody}
          </Text>
        ) : (
          <span title={name}>{name}</span>
        ),
      text: (row) => row.assigned_to_name ?? '',
    },
    {
      key: 'due',
      header: words.columnDue,
      width: '110px',
      sortKey: 'due_on',
      cell: (row) => <DueDay row={row} />,
      text: (row) => row.due_on ?? '',
    },
  ];
};

/** A deleted case has no page. */
const Title = ({ row }: { row: Case }) =>
  row.deleted_at === null ? (
    <Link to="/cases/$id" params={{ id: String(row.id) }} title={row.title}>
      {row.title}
    </Link>
  ) : (
    <span title={row.title}>{row.title}</span>
  );

const useInstantColumns = (): Column<Case>[] => {
  const { cases: words } = useMessages();
  return [
    {
      key: 'updated',
      header: words.columnUpdated,
      align: 'right',
      card: 'foot',
      width: '98px',
      sortKey: 'updated_at',
      firstOrder: 'descending',
      cell: (row) => <RelativeTime at={row.updated_at} />,
      text: (row) => csvInstant(row.updated_at),
    },
    {
      key: 'created',
      header: words.columnCreated,
      align: 'right',
      width: '98px',
      isOptional: true,
      sortKey: 'created_at',
      firstOrder: 'descending',
      cell: (row) => <RelativeTime at={row.created_at} />,
      text: (row) => csvInstant(row.created_at),
    },
  ];
};
