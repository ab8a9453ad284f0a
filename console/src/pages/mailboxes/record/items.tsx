import { Button, Group, Text } from '@mantine/core';
import { IconFilterOff, IconMail } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { api, client, compact } from '../../../api/client.ts';
import { humanise } from '../../../i18n/humanise.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { answerOf, usePages, type ListSource } from '../../../parts/list/pages.ts';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { Card } from '../../../ui/page/page.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../../ui/table/data-table.tsx';
import { FilterBar } from '../../../ui/table/filters/bar.tsx';
import { ListFoot } from '../../../ui/table/list-table.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { ITEM_OUTCOMES, mailboxSearch, type MailboxSearch } from '../search.ts';
import { useRefreshMailboxes, type Item, type Mailbox } from '../types.ts';

/** What became of each message, and why. One that could not be read waits for a person. */

const route = getRouteApi('/shell/mailboxes/$id');

export const Items = ({ mailbox }: { mailbox: Mailbox }) => {
  const { mailbox: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useColumns(mailbox);
  const { query, list } = usePages(sourceOf(mailbox, search));
  const filter = {
    kind: 'select',
    key: 'outcome',
    label: words.columnOutcome,
    options: ITEM_OUTCOMES.map((value) => ({ value, label: words.outcomes[value] })),
  } as const;
  return (
    <Card isFlush title={words.items}>
      <FilterBar
        filters={[filter]}
        values={search}
        onChange={(patch) =>
          void navigate({
            search: mailboxSearch({ ...search, ...patch }),
            replace: true,
            resetScroll: false,
          })
        }
      />
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={words.items} columns={columns} />}
      >
        {() =>
          list.rows.length === 0 ? (
            <NoItems isFiltered={search.outcome !== undefined} />
          ) : (
            <DataTable
              label={words.items}
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

const NoItems = ({ isFiltered }: { isFiltered: boolean }) => {
  const { mailbox: words } = useMessages();
  return isFiltered ? (
    <Empty icon={IconFilterOff} title={words.itemsFilteredEmpty} hint={words.itemsFilteredHint} />
  ) : (
    <Empty icon={IconMail} title={words.itemsEmpty} hint={words.itemsEmptyHint} />
  );
};

const sourceOf = ({ id }: Mailbox, { outcome }: MailboxSearch): ListSource<Item> => {
  const path = { id };
  const query = compact({ outcome });
  return {
    queryKey: ['get', '/inbox/integrations/{id}/items', { params: { path, query } }],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/inbox/integrations/{id}/items', {
          params: { path, query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

const useColumns = (mailbox: Mailbox): Column<Item>[] => {
  const { mailbox: words, mailboxReasons } = useMessages();
  return [
    {
      key: 'message',
      header: words.columnMessage,
      card: 'title',
      width: '30%',
      cell: (row) => words.messageName(row.folder, row.uid),
    },
    {
      key: 'outcome',
      header: words.columnOutcome,
      cell: (row) => (
        <>
          <Text size="sm" c={row.outcome === 'quarantined' ? 'brick' : 'inherit'}>
            {words.outcomes[row.outcome]}
          </Text>
          <Text size="xs" c="dimmed">
            {mailboxReasons[row.reason] ?? humanise(row.reason)}
          </Text>
        </>
      ),
    },
    {
      key: 'decide',
      header: words.columnDecide,
      isHeaderHidden: true,
      width: '220px',
      cell: (row) => row.outcome === 'quarantined' && <Decide mailbox={mailbox} item={row} />,
    },
    {
      key: 'at',
      header: words.columnUpdated,
      align: 'right',
      card: 'foot',
      width: '150px',
      cell: (row) => <RelativeTime at={row.updated_at} />,
    },
  ];
};

const Decide = ({ mailbox, item }: { mailbox: Mailbox; item: Item }) => {
  const messages = useMessages();
  const { mailbox: words } = messages;
  const refresh = useRefreshMailboxes();
  const options = (text: string) => ({
    onSuccess: () => {
      toast('good', text);
      refresh();
    },
    onError: (error: unknown) => toastProblem(messages, error),
  });
  const retry = api.useMutation(
    'post',
    '/inbox/integrations/{id}/items/{item_id}/retry',
    options(words.retried),
  );
  const drop = api.useMutation(
    'post',
    '/inbox/integrations/{id}/items/{item_id}/drop',
    options(words.dropped),
  );
  const params = { path: { id: mailbox.id, item_id: item.id } };
  const name = words.messageName(item.folder, item.uid);
  return (
    <Group gap={4}>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`${words.retry} ${name}`}
        loading={retry.isPending}
        onClick={() => retry.mutate({ params })}
      >
        {words.retry}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        color="brick"
        aria-label={`${words.drop} ${name}`}
        loading={drop.isPending}
        onClick={() => drop.mutate({ params })}
      >
        {words.drop}
      </Button>
    </Group>
  );
};
