import { Anchor, Group, NativeSelect } from '@mantine/core';
import { IconBook2, IconCircleCheck, IconCircleOff, IconSearchOff } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend, oneOf } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { SearchField } from '../../ui/fields/search-field.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import { ARTICLE_STATES } from './search.ts';

type Article = Schemas['KnowledgeArticleSummary'];

const route = getRouteApi('/shell/knowledge');

export const ArticleList = ({ onOpen }: { onOpen: (article: number) => void }) => {
  const { knowledge: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useColumns(onOpen);
  const { collection, q, state, after } = search;
  const query = api.useQuery(
    'get',
    '/inbox/knowledge/articles',
    { params: { query: compact({ collection, q, state, cursor: after?.at(-1) }) } },
    { placeholderData: keepPreviousData },
  );
  const isFiltered = q !== undefined || state !== undefined;
  return (
    <>
      <Filters />
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={words.articles} columns={columns} />}
      >
        {({ data, next_cursor: nextCursor }) =>
          data.length === 0 ? (
            <Empty
              icon={isFiltered ? IconSearchOff : IconBook2}
              title={isFiltered ? words.noneFound : words.emptyTitle}
              hint={isFiltered ? words.noneFoundHint : words.emptyHints[collection ?? 'knowledge']}
            />
          ) : (
            <>
              <DataTable
                label={words.articles}
                columns={columns}
                rows={data}
                rowKey={(row) => row.id}
                rowName={(row) => row.title}
                isStale={query.isPlaceholderData}
              />
              <CursorPager
                after={after}
                nextCursor={nextCursor}
                onChange={(next) => void navigate({ search: amend(search, { after: next }) })}
              />
            </>
          )
        }
      </QueryView>
    </>
  );
};

const Filters = () => {
  const { knowledge: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { q, state } = search;
  return (
    <Group p="sm" align="end">
      <SearchField
        label={words.search}
        value={q ?? ''}
        onChange={(text) =>
          void navigate({
            search: amend(search, { q: text === '' ? undefined : text }),
            replace: true,
          })
        }
      />
      <NativeSelect
        size="xs"
        aria-label={words.state}
        value={state ?? ''}
        data={[
          { value: '', label: words.anyState },
          ...ARTICLE_STATES.map((value) => ({ value, label: words.states[value] })),
        ]}
        onChange={(event) =>
          void navigate({
            search: amend(search, { state: oneOf(ARTICLE_STATES, event.currentTarget.value) }),
          })
        }
      />
    </Group>
  );
};

const useColumns = (onOpen: (article: number) => void): Column<Article>[] => {
  const { knowledge: words } = useMessages();
  const format = useFormat();
  return [
    {
      key: 'title',
      header: words.articleTitle,
      card: 'title',
      cell: (row) => (
        <Anchor
          component="button"
          type="button"
          ta="left"
          title={row.preview}
          onClick={() => onOpen(row.id)}
        >
          {row.title}
        </Anchor>
      ),
    },
    { key: 'tags', header: words.tags, width: '20%', cell: (row) => row.tags.join(', ') },
    {
      key: 'state',
      header: words.state,
      card: 'aside',
      width: '150px',
      cell: (row) => (
        <StatusBadge
          tone={row.is_usable ? 'good' : 'neutral'}
          icon={row.is_usable ? IconCircleCheck : IconCircleOff}
          label={words.states[row.is_usable ? 'usable' : 'not_usable']}
        />
      ),
    },
    {
      key: 'passages',
      header: words.passages,
      align: 'right',
      width: '90px',
      cell: (row) => format.number(row.passage_count),
    },
    {
      key: 'at',
      header: words.changed,
      align: 'right',
      card: 'foot',
      width: '120px',
      cell: (row) => <RelativeTime at={row.updated_at} />,
    },
  ];
};
