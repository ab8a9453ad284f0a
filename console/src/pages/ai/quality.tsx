import { IconMessageCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card } from '../../ui/page/page.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { PERCENT_COUNT_MIN } from './percent.ts';

/** What people did with the automatic replies, folders side by side. */

type FolderRow = Schemas['AutoReplyQuality'];

export const AiQuality = () => {
  const { aiQuality: words } = useMessages();
  const columns = useColumns();
  const query = api.useQuery('get', '/inbox/auto-replies/quality');
  return (
    <Card isFlush title={words.title}>
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={words.title} columns={columns} />}
      >
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={IconMessageCheck} title={words.empty} hint={words.emptyHint} />
          ) : (
            <DataTable
              label={words.title}
              columns={columns}
              rows={data}
              rowKey={(row) => row.folder_id}
            />
          )
        }
      </QueryView>
    </Card>
  );
};

const useColumns = (): Column<FolderRow>[] => {
  const { aiQuality: words } = useMessages();
  const format = useFormat();
  const count = (key: string, header: string, of: (row: FolderRow) => number) => ({
    key,
    header,
    align: 'right' as const,
    width: '110px',
    cell: (row: FolderRow) => format.number(of(row)),
  });
  const share = (key: string, header: string, of: (row: FolderRow) => number | null) => ({
    key,
    header,
    align: 'right' as const,
    width: '130px',
    cell: (row: FolderRow) => {
      const found = of(row);
      return found === null ? '–' : words.percent(format.number(Math.round(found * 100)));
    },
  });
  return [
    {
      key: 'folder',
      header: words.folder,
      card: 'title',
      cell: (row) => (
        <Link to="/inbox-folders/$id/auto-reply" params={{ id: String(row.folder_id) }}>
          {row.folder_name}
        </Link>
      ),
    },
    count('alone', words.alone, (row) => row.sent_alone_count),
    count('approved', words.approved, (row) => row.approved_count),
    count('rejected', words.rejected, (row) => row.rejected_count),
    count('expired', words.expired, (row) => row.expired_count),
    {
      key: 'unchanged',
      header: words.unchanged,
      align: 'right',
      width: '130px',
      cell: ({ approved_count: approved, unchanged_count: unchanged }) => {
        if (approved === 0) return '–';
        if (approved < PERCENT_COUNT_MIN) return words.of(unchanged, approved);
        return format.percent(unchanged / approved);
      },
    },
    share('similarity', words.similarity, (row) => row.similarity_median),
  ];
};
