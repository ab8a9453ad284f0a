import { Button } from '@mantine/core';
import { IconMessage2Bolt, IconPlus } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { CannedReplyForm } from './form.tsx';
import { ReplyButtons } from './row.tsx';

type CannedReply = Schemas['CannedReply'];

const route = getRouteApi('/shell/settings/canned-replies');

export const CannedRepliesPanel = () => {
  const { cannedReplies: words } = useMessages();
  const canEdit = useCan()('canned_replies:write');
  const [edited, setEdited] = useState<CannedReply | 'new' | null>(null);
  return (
    <Page
      layout="settings"
      title={words.title}
      description={words.description}
      actions={
        canEdit && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited('new')}>
            {words.new}
          </Button>
        )
      }
    >
      <Card isFlush>
        <ReplyList canEdit={canEdit} onEdit={setEdited} />
      </Card>
      {edited !== null && (
        <CannedReplyForm reply={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Page>
  );
};

interface ReplyListProps {
  canEdit: boolean;
  onEdit: (reply: CannedReply) => void;
}

const ReplyList = ({ canEdit, onEdit }: ReplyListProps) => {
  const { cannedReplies: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = api.useQuery(
    'get',
    '/inbox/canned-replies',
    { params: { query: compact({ cursor: search.after?.at(-1) }) } },
    { placeholderData: keepPreviousData },
  );
  const columns: Column<CannedReply>[] = [
    {
      key: 'name',
      header: words.name,
      card: 'title',
      width: '30%',
      cell: (row) => <span title={row.name}>{row.name}</span>,
    },
    {
      key: 'body',
      header: words.body,
      cell: (row) => <span title={row.body}>{row.body}</span>,
    },
    {
      key: 'buttons',
      header: words.actions,
      isHeaderHidden: true,
      align: 'right',
      card: 'aside',
      width: '88px',
      cell: (row) => canEdit && <ReplyButtons reply={row} onEdit={() => onEdit(row)} />,
    },
  ];
  return (
    <QueryView query={query} skeleton={<DataTableSkeleton label={words.title} columns={columns} />}>
      {({ data, next_cursor: nextCursor }) =>
        data.length === 0 ? (
          <Empty icon={IconMessage2Bolt} title={words.emptyTitle} hint={words.emptyHint} />
        ) : (
          <>
            <DataTable
              label={words.title}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              isStale={query.isPlaceholderData}
            />
            <CursorPager
              after={search.after}
              nextCursor={nextCursor}
              onChange={(after) => void navigate({ search: amend(search, { after }) })}
            />
          </>
        )
      }
    </QueryView>
  );
};
