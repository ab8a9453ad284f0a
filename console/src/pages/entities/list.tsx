import { Button, Tabs } from '@mantine/core';
import { IconPlus, IconSearchOff } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages, type Messages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { DossierStatus, useDossierStatus } from './dossier-status.tsx';
import { EntityIcon } from './icon.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { ENTITY_TYPES, type EntityType } from './types.ts';
import { amend, oneOf, refine } from '../../routing/search.ts';
import { CommitField } from '../../ui/fields/commit-field.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { FilterBar } from '../../ui/table/filter-bar.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { SearchField } from '../../ui/fields/search-field.tsx';
import { NewEntity } from './new.tsx';

type Entity = Schemas['Entity'];

const route = getRouteApi('/shell/entities/$type');

type Search = ReturnType<typeof route.useSearch>;

export const EntitiesPage = () => {
  const { entities, entityTypesMany } = useMessages();
  const canCreate = useCan()('entities:create');
  const { type: given } = route.useParams();
  const type = oneOf(ENTITY_TYPES, given) ?? 'candidat';
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Search): void => void navigate({ search: next, replace: true });
  const newButton = canCreate && (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => change(amend(search, { new: true }))}
    >
      {entities.newShort}
    </Button>
  );
  return (
    <Page
      layout="list"
      title={entities.title}
      tabTitle={entityTypesMany[type]}
      description={entities.description}
      actions={newButton}
    >
      <TypeTabs type={type} />
      <Card isFlush isFilling>
        <Filters search={search} onChange={change} />
        <EntityList
          type={type}
          search={search}
          newButton={newButton}
          onPageChange={(after) => void navigate({ search: amend(search, { after }) })}
        />
      </Card>
      <NewEntity
        key={type}
        type={type}
        isOpen={search.new === true && canCreate}
        onClose={() => change(amend(search, { new: undefined }))}
      />
    </Page>
  );
};

const TypeTabs = ({ type }: { type: EntityType }) => {
  const { entities, entityTypesMany } = useMessages();
  const navigate = route.useNavigate();
  return (
    <Tabs
      value={type}
      onChange={(value) => {
        const next = oneOf(ENTITY_TYPES, value);
        if (next) void navigate({ to: '/entities/$type', params: { type: next }, search: {} });
      }}
    >
      <Tabs.List aria-label={entities.types} style={{ flexWrap: 'nowrap', overflowX: 'auto' }}>
        {ENTITY_TYPES.map((value) => (
          <Tabs.Tab key={value} value={value} leftSection={<EntityIcon type={value} />}>
            {entityTypesMany[value]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
};

interface FiltersProps {
  search: Search;
  onChange: (search: Search) => void;
}

const Filters = ({ search, onChange }: FiltersProps) => {
  const { entities } = useMessages();
  const { wordOf, codeOf } = useDossierStatus();
  return (
    <FilterBar
      activeCount={search.statut_dossier === undefined ? 0 : 1}
      onClear={() => onChange(refine(search, { statut_dossier: undefined }))}
      fields={
        <CommitField
          size="xs"
          label={entities.filterStatus}
          value={search.statut_dossier && wordOf(search.statut_dossier)}
          onCommit={(status) =>
            onChange(refine(search, { statut_dossier: status && codeOf(status) }))
          }
        />
      }
    >
      <SearchField
        label={entities.search}
        value={search.q ?? ''}
        onChange={(q) => onChange(refine(search, { q }))}
      />
    </FilterBar>
  );
};

interface EntityListProps {
  type: EntityType;
  search: Search;
  newButton: ReactNode;
  /** Goes to another page of the list. The browser's Back button returns from it. */
  onPageChange: (after: string[] | undefined) => void;
}

const EntityList = ({ type, search, newButton, onPageChange }: EntityListProps) => {
  const messages = useMessages();
  const { entities, entityTypesMany } = messages;
  const columns = entityColumns(messages);
  const { q, statut_dossier, after } = search;
  const query = api.useQuery(
    'get',
    '/api/v1/entities/{type}',
    {
      params: {
        path: { type },
        query: compact({ q, statut_dossier, cursor: after?.at(-1) }),
      },
    },
    { placeholderData: keepPreviousData },
  );
  const isFiltered = q !== undefined || statut_dossier !== undefined;
  return (
    <QueryView
      query={query}
      skeleton={<DataTableSkeleton label={entities.title} columns={columns} />}
    >
      {({ data, next_cursor: nextCursor }) =>
        data.length === 0 ? (
          <Empty
            icon={isFiltered ? IconSearchOff : IconPlus}
            title={isFiltered ? entities.emptyFilteredTitle : entities.emptyTitle}
            hint={isFiltered ? entities.emptyFilteredHint : entities.emptyHint}
            action={!isFiltered && newButton}
          />
        ) : (
          <>
            <DataTable
              label={entityTypesMany[type]}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
              isStale={query.isPlaceholderData}
            />
            <CursorPager after={after} nextCursor={nextCursor} onChange={onPageChange} />
          </>
        )
      }
    </QueryView>
  );
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const entityColumns = ({ entities }: Messages): Column<Entity>[] => [
  {
    key: 'name',
    header: entities.columnName,
    card: 'title',
    cell: (row) => (
      <Link to="/entities/$type/$ref" params={{ type: row.type, ref: row.ref }}>
        {row.label}
      </Link>
    ),
  },
  {
    key: 'status',
    header: entities.columnStatus,
    card: 'aside',
    cell: (row) => row.statut_dossier !== null && <DossierStatus code={row.statut_dossier} />,
  },
  { key: 'ref', header: entities.columnRef, cell: (row) => <code>{row.ref}</code> },
  {
    key: 'contact',
    header: entities.columnContact,
    cell: (row) =>
      text(row.data['email']) ||
      text(row.data['candidatEmail']) ||
      text(row.data['telephone']) ||
      '—',
  },
  {
    key: 'updated',
    header: entities.columnUpdated,
    align: 'right',
    card: 'foot',
    cell: (row) => <RelativeTime at={row.updated_at} />,
  },
];
