import { IconForms, IconPlus } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { LinkButton, LinkText } from '../../parts/links.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import { useCallCentres } from '../users/shared.ts';

type Form = Schemas['Form'];

const route = getRouteApi('/shell/forms');

export const FormsPage = () => {
  const { forms: words } = useMessages();
  const canEdit = useCan()('forms:write');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useColumns();
  const query = api.useQuery(
    'get',
    '/api/v1/forms',
    { params: { query: compact({ cursor: search.after?.at(-1) }) } },
    { placeholderData: keepPreviousData },
  );
  const add = canEdit && (
    <LinkButton to="/forms/new" leftSection={<IconPlus size={16} />}>
      {words.new}
    </LinkButton>
  );
  return (
    <Page layout="list" title={words.title} description={words.description} actions={add}>
      <Card isFlush isFilling>
        <QueryView
          query={query}
          skeleton={<DataTableSkeleton label={words.title} columns={columns} />}
        >
          {({ data, next_cursor: nextCursor }) =>
            data.length === 0 ? (
              <Empty icon={IconForms} title={words.emptyTitle} hint={words.emptyHint} />
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
      </Card>
    </Page>
  );
};

const useColumns = (): Column<Form>[] => {
  const { forms: words } = useMessages();
  const centres = useCallCentres();
  return [
    {
      key: 'name',
      header: words.name,
      card: 'title',
      cell: (row) => (
        <LinkText to="/forms/$id" params={{ id: String(row.id) }} fw={600}>
          {row.name}
        </LinkText>
      ),
    },
    { key: 'state', header: words.state, cell: (row) => <FormState isActive={row.is_active} /> },
    {
      key: 'centre',
      header: words.centre,
      cell: (row) => centres.find(({ id }) => id === row.call_centre_id)?.name ?? '—',
    },
    {
      key: 'last_lead',
      header: words.lastLead,
      cell: (row) =>
        row.last_lead_at === null ? words.none : <RelativeTime at={row.last_lead_at} />,
    },
  ];
};

export const FormState = ({ isActive }: { isActive: boolean }) => {
  const { forms: words } = useMessages();
  return (
    <StatusBadge
      tone={isActive ? 'good' : 'neutral'}
      label={isActive ? words.active : words.inactive}
    />
  );
};
