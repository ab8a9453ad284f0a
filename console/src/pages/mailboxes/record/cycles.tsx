import { Text } from '@mantine/core';
import {
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconRefresh,
  type Icon,
} from '@tabler/icons-react';
import { client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { answerOf, usePages, type ListSource } from '../../../parts/list/pages.ts';
import { QueryView } from '../../../parts/query-view.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../../ui/table/data-table.tsx';
import { ListFoot } from '../../../ui/table/list-table.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../../ui/values/status-badge.tsx';
import type { Tone } from '../../../ui/values/tones.ts';
import { useFailureText } from '../state.tsx';
import type { Cycle, Mailbox } from '../types.ts';
import { useCountsText, useRangeText } from './cycle-text.ts';

/** The cycles of a mailbox that read something, with the outcome of each message. */

const SHAPES: Record<Cycle['status'], { tone: Tone; icon: Icon }> = {
  waiting: { tone: 'waiting', icon: IconClock },
  running: { tone: 'waiting', icon: IconRefresh },
  succeeded: { tone: 'good', icon: IconCircleCheck },
  failed: { tone: 'bad', icon: IconCircleX },
};

export const Cycles = ({ mailbox }: { mailbox: Mailbox }) => {
  const { mailbox: words } = useMessages();
  const columns = useColumns();
  const { query, list } = usePages(sourceOf(mailbox));
  return (
    <Card isFlush title={words.cycles}>
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={words.cycles} columns={columns} />}
      >
        {() =>
          list.rows.length === 0 ? (
            <Empty icon={IconRefresh} title={words.cyclesEmpty} hint={words.cyclesEmptyHint} />
          ) : (
            <DataTable
              label={words.cycles}
              columns={columns}
              rows={list.rows}
              rowKey={(row) => row.id}
              isStale={list.isStale}
              foot={<ListFoot list={list} onMore={list.loadMore} />}
            />
          )
        }
      </QueryView>
    </Card>
  );
};

const sourceOf = ({ id }: Mailbox): ListSource<Cycle> => ({
  queryKey: ['get', '/inbox/integrations/{id}/cycles', { params: { path: { id } } }],
  read: ({ limit, cursor, signal }) =>
    answerOf(
      client.GET('/inbox/integrations/{id}/cycles', {
        params: { path: { id }, query: { limit, ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
});

const useColumns = (): Column<Cycle>[] => {
  const { mailbox: words } = useMessages();
  const rangeOf = useRangeText();
  const failureOf = useFailureText();
  const countsOf = useCountsText();
  return [
    {
      key: 'started',
      header: words.columnStarted,
      card: 'title',
      width: '150px',
      cell: (row) => <RelativeTime at={row.started_at} />,
    },
    {
      key: 'status',
      header: words.columnStatus,
      card: 'aside',
      width: '160px',
      cell: (row) => (
        <StatusBadge
          {...SHAPES[row.status]}
          label={words.cycleStatuses[row.status]}
          description={row.error_code === null ? undefined : failureOf(row.error_code)}
        />
      ),
    },
    {
      key: 'trigger',
      header: words.columnTrigger,
      width: '140px',
      cell: (row) => (
        <>
          <Text size="sm">{words.triggers[row.trigger]}</Text>
          {row.trigger === 'backfill' && (
            <Text size="xs" c="dimmed">
              {rangeOf(row)}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'counts',
      header: words.columnCounts,
      cell: (row) => (
        <>
          {row.status === 'running' && (
            <Text size="sm">{words.progress(row.done_count, row.total_count)}</Text>
          )}
          <Text size="sm">{countsOf(row) || '—'}</Text>
        </>
      ),
    },
  ];
};
