import { Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import type { Column } from '../../../ui/table/column.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { MailboxState } from '../state.tsx';
import type { Mailbox } from '../types.ts';

/** The columns of the list of mailboxes. */
export const useMailboxColumns = (): Column<Mailbox>[] => {
  const { mailboxes } = useMessages();
  const format = useFormat();
  return [
    {
      key: 'email',
      header: mailboxes.columnMailbox,
      card: 'title',
      cell: (row) => (
        <Stack gap={0}>
          <Link to="/mailboxes/$id" params={{ id: String(row.id) }}>
            {row.email}
          </Link>
          <Text size="xs" c="dimmed">
            {row.name}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'state',
      header: mailboxes.columnState,
      card: 'aside',
      width: '220px',
      cell: (row) => <MailboxState mailbox={row} />,
    },
    {
      key: 'centre',
      header: mailboxes.columnCentre,
      width: '18%',
      cell: (row) => row.call_centre_name ?? mailboxes.everyone,
    },
    {
      key: 'new',
      header: mailboxes.columnNew,
      align: 'right',
      width: '120px',
      cell: (row) => format.number(row.new_count),
    },
    {
      key: 'quarantined',
      header: mailboxes.columnQuarantined,
      align: 'right',
      width: '120px',
      cell: (row) => (
        <Text span size="sm" c={row.quarantined_count > 0 ? 'brick' : 'dimmed'}>
          {format.number(row.quarantined_count)}
        </Text>
      ),
    },
    {
      key: 'synced',
      header: mailboxes.columnSynced,
      align: 'right',
      card: 'foot',
      width: '170px',
      cell: (row) =>
        row.synced_at === null ? mailboxes.never : <RelativeTime at={row.synced_at} />,
    },
  ];
};
