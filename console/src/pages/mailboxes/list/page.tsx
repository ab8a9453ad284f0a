import { IconMailCog, IconPlus } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, compact } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands } from '../../../parts/commands.tsx';
import { CursorPager } from '../../../parts/cursor-pager.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { amend } from '../../../routing/search.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { Card, Page } from '../../../ui/page/page.tsx';
import { DataTable, DataTableSkeleton } from '../../../ui/table/data-table.tsx';
import { useMailboxColumns } from './columns.tsx';

const route = getRouteApi('/shell/mailboxes');

export const MailboxesPage = () => {
  const { mailboxes, navigation } = useMessages();
  const canWrite = useCan()('mailboxes:write');
  const navigate = route.useNavigate();
  usePageCommands(
    canWrite
      ? [
          {
            id: 'new-mailbox',
            label: mailboxes.new,
            icon: IconPlus,
            run: () => void navigate({ to: '/mailboxes/new' }),
          },
        ]
      : [],
  );
  return (
    <Page
      layout="list"
      title={navigation.mailboxes}
      description={mailboxes.description}
      actions={
        canWrite && (
          <LinkButton to="/mailboxes/new" size="xs" leftSection={<IconPlus size={15} />}>
            {mailboxes.new}
          </LinkButton>
        )
      }
    >
      <Card isFlush>
        <MailboxList />
      </Card>
    </Page>
  );
};

const MailboxList = () => {
  const { mailboxes } = useMessages();
  const canWrite = useCan()('mailboxes:write');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useMailboxColumns();
  const query = api.useQuery(
    'get',
    '/inbox/integrations',
    { params: { query: compact({ cursor: search.after?.at(-1) }) } },
    { placeholderData: keepPreviousData },
  );
  return (
    <QueryView
      query={query}
      skeleton={<DataTableSkeleton label={mailboxes.listLabel} columns={columns} />}
    >
      {({ data, next_cursor: nextCursor }) =>
        data.length === 0 ? (
          <Empty
            icon={IconMailCog}
            title={mailboxes.emptyTitle}
            hint={mailboxes.emptyHint}
            action={canWrite && <LinkButton to="/mailboxes/new">{mailboxes.new}</LinkButton>}
          />
        ) : (
          <>
            <DataTable
              label={mailboxes.listLabel}
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
