import { Text } from '@mantine/core';
import { IconFilterOff, IconSparkles } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { client, compact } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { answerOf, usePages, type ListSource } from '../../parts/list/pages.ts';
import { QueryView } from '../../parts/query-view.tsx';
import { amend } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card } from '../../ui/page/page.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { FilterBar } from '../../ui/table/filters/bar.tsx';
import { ListFoot } from '../../ui/table/list-table.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { AiOutcome } from './outcome.tsx';
import { aiSearch, RUN_OUTCOMES, type AiSearch } from './search.ts';
import type { AiRunSummary } from './types.ts';

/** Every call of a language model, newest first. */

const route = getRouteApi('/shell/settings/ai');

export const AiRuns = () => {
  const { aiRuns: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useColumns(search);
  const { query, list } = usePages(sourceOf(search));
  const filter = {
    kind: 'select',
    key: 'outcome',
    label: words.columnOutcome,
    options: RUN_OUTCOMES.map((value) => ({ value, label: words.outcomes[value] })),
  } as const;
  return (
    <Card isFlush title={words.title}>
      <FilterBar
        filters={[filter]}
        values={search}
        onChange={(patch) =>
          void navigate({
            search: aiSearch({ ...search, ...patch }),
            replace: true,
            resetScroll: false,
          })
        }
      />
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={words.title} columns={columns} />}
      >
        {() =>
          list.rows.length === 0 ? (
            <NoRuns isFiltered={search.outcome !== undefined} />
          ) : (
            <DataTable
              label={words.title}
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

const NoRuns = ({ isFiltered }: { isFiltered: boolean }) => {
  const { aiRuns: words } = useMessages();
  return isFiltered ? (
    <Empty icon={IconFilterOff} title={words.filteredEmpty} hint={words.filteredHint} />
  ) : (
    <Empty icon={IconSparkles} title={words.empty} hint={words.emptyHint} />
  );
};

const sourceOf = ({ outcome }: AiSearch): ListSource<AiRunSummary> => {
  const query = compact({ outcome });
  return {
    queryKey: ['get', '/api/v1/ai/runs', { params: { query } }],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/api/v1/ai/runs', {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

const useColumns = (search: AiSearch): Column<AiRunSummary>[] => {
  const { aiRuns: words } = useMessages();
  const format = useFormat();
  return [
    {
      key: 'purpose',
      header: words.columnPurpose,
      card: 'title',
      cell: (row) => (
        <>
          <Link to="/settings/ai" search={amend(search, { run: row.id })} resetScroll={false}>
            {words.purposes[row.purpose]}
          </Link>
          <Text size="xs" c="dimmed">
            {row.is_demo ? words.demoModel : row.model}
          </Text>
        </>
      ),
    },
    {
      key: 'outcome',
      header: words.columnOutcome,
      card: 'aside',
      width: '190px',
      cell: (row) => <AiOutcome run={row} />,
    },
    {
      key: 'tokens',
      header: words.columnTokens,
      align: 'right',
      width: '110px',
      cell: (row) =>
        row.input_token_count === null
          ? '–'
          : format.number(row.input_token_count + (row.output_token_count ?? 0)),
    },
    {
      key: 'latency',
      header: words.columnLatency,
      align: 'right',
      width: '100px',
      cell: (row) => (row.latency_ms === null ? '–' : format.duration(row.latency_ms)),
    },
    {
      key: 'at',
      header: words.columnAt,
      align: 'right',
      card: 'foot',
      width: '150px',
      cell: (row) => <RelativeTime at={row.created_at} />,
    },
  ];
};
