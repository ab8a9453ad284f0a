import { IconFilterOff, IconPlus } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, compact } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { useActionColumns } from './columns.tsx';
import { CursorPager } from '../../../parts/cursor-pager.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import type { ActionsSearch } from '../search.ts';
import { amend } from '../../../routing/search.ts';
import { DataTable, DataTableSkeleton } from '../../../ui/table/data-table.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { Card, Page } from '../../../ui/page/page.tsx';
import { ActionFilters } from './filters.tsx';
import { actionsQuery } from './query.ts';

const route = getRouteApi('/shell/actions');

export const ActionsPage = () => {
  const { actions } = useMessages();
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page
      layout="list"
      title={actions.title}
      description={actions.description}
      actions={
        can('actions:create') && (
          <LinkButton to="/actions/new" leftSection={<IconPlus size={16} />}>
            {actions.new}
          </LinkButton>
        )
      }
    >
      <Card isFlush isFilling>
        <ActionFilters
          search={search}
          onChange={(next) => void navigate({ search: next, replace: true })}
        />
        <ActionList
          search={search}
          onPageChange={(after) => void navigate({ search: amend(search, { after }) })}
        />
      </Card>
    </Page>
  );
};

interface ActionListProps {
  search: ActionsSearch;
  /** Goes to another page of the list. The browser's Back button returns from it. */
  onPageChange: (after: string[] | undefined) => void;
}

const ActionList = ({ search, onPageChange }: ActionListProps) => {
  const { actions } = useMessages();
  const columns = useActionColumns();
  const query = api.useQuery(
    'get',
    '/api/v1/actions',
    {
      params: { query: { ...actionsQuery(search), ...compact({ cursor: search.after?.at(-1) }) } },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <QueryView
      query={query}
      skeleton={<DataTableSkeleton label={actions.listLabel} columns={columns} />}
    >
      {({ data, next_cursor: nextCursor }) =>
        data.length === 0 ? (
          <NoActions search={search} />
        ) : (
          <>
            <DataTable
              label={actions.listLabel}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              isStale={query.isPlaceholderData}
            />
            <CursorPager after={search.after} nextCursor={nextCursor} onChange={onPageChange} />
          </>
        )
      }
    </QueryView>
  );
};

const NoActions = ({ search }: { search: ActionsSearch }) => {
  const { actions } = useMessages();
  const can = useCan();
  if (Object.keys(search).length > 0) {
    return (
      <Empty
        icon={IconFilterOff}
        title={actions.emptyFilteredTitle}
        hint={actions.emptyFilteredHint}
      />
    );
  }
  return (
    <Empty
      icon={IconPlus}
      title={actions.emptyTitle}
      hint={actions.emptyHint}
      action={can('actions:create') && <LinkButton to="/actions/new">{actions.new}</LinkButton>}
    />
  );
};
