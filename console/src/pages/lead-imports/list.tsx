import { IconArrowLeft, IconFileImport } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, compact } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { backLinkClass, Card, Page } from '../../ui/page/page.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { lastLeads } from '../leads/list/left.ts';
import { ImportStatusBadge, type LeadImportSummary } from './status.tsx';
import { UploadCsv } from './upload.tsx';

const route = getRouteApi('/shell/leads/imports');

/** A new import, and those of before. */
export const LeadImportsPage = () => {
  const { leadImports, navigation } = useMessages();
  const mayImport = useCan()('leads:import');
  return (
    <Page
      layout="form"
      title={leadImports.title}
      description={leadImports.description}
      back={
        <Link to="/leads" search={lastLeads()} className={backLinkClass}>
          <IconArrowLeft size={14} aria-hidden />
          {navigation.leads}
        </Link>
      }
    >
      {mayImport ? (
        <>
          <Card>
            <UploadCsv />
          </Card>
          <Card isFlush title={leadImports.past}>
            <PastImports />
          </Card>
        </>
      ) : (
        <Card>
          <Forbidden />
        </Card>
      )}
    </Page>
  );
};

const PastImports = () => {
  const { leadImports } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useColumns();
  const query = api.useQuery(
    'get',
    '/api/lead-imports',
    { params: { query: compact({ cursor: search.after?.at(-1) }) } },
    { placeholderData: keepPreviousData },
  );
  return (
    <QueryView
      query={query}
      skeleton={<DataTableSkeleton label={leadImports.past} columns={columns} />}
    >
      {({ data, next_cursor: nextCursor }) =>
        data.length === 0 ? (
          <Empty
            icon={IconFileImport}
            title={leadImports.emptyTitle}
            hint={leadImports.emptyHint}
          />
        ) : (
          <>
            <DataTable
              label={leadImports.past}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              rowName={(row) => row.file_name}
              isStale={query.isPlaceholderData}
            />
            {(nextCursor !== null || search.after !== undefined) && (
              <CursorPager
                after={search.after}
                nextCursor={nextCursor}
                onChange={(after) => void navigate({ search: amend(search, { after }) })}
              />
            )}
          </>
        )
      }
    </QueryView>
  );
};

const useColumns = (): Column<LeadImportSummary>[] => {
  const { leadImports } = useMessages();
  const format = useFormat();
  return [
    {
      key: 'file',
      header: leadImports.file,
      card: 'title',
      cell: (row) => (
        <Link to="/leads/imports/$importId" params={{ importId: row.id }} title={row.file_name}>
          {row.file_name}
        </Link>
      ),
    },
    {
      key: 'status',
      header: leadImports.status,
      card: 'aside',
      width: '140px',
      cell: (row) => <ImportStatusBadge status={row.status} />,
    },
    {
      key: 'created',
      header: leadImports.created,
      align: 'right',
      width: '90px',
      cell: (row) => format.number(row.created_count),
    },
    {
      key: 'errors',
      header: leadImports.errors,
      align: 'right',
      width: '90px',
      cell: (row) => format.number(row.error_count),
    },
    { key: 'user', header: leadImports.by, width: '160px', cell: (row) => row.user_name },
    {
      key: 'at',
      header: leadImports.at,
      align: 'right',
      card: 'foot',
      width: '120px',
      cell: (row) => <RelativeTime at={row.created_at} />,
    },
  ];
};
