import { Button, Tabs } from '@mantine/core';
import { IconExternalLink, IconPencil, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, client, compact } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { List } from '../../parts/list/list.tsx';
import { answerOf, type ListSource } from '../../parts/list/pages.ts';
import { amend, joinList, oneOf } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import type { RowAction } from '../../ui/table/column.ts';
import type { Filter } from '../../ui/table/filters/filter.ts';
import { useEntityColumns, useMoreColumns, type Entity } from './columns.tsx';
import { DecideSelected } from './decide-selected.tsx';
import { EntityIcon } from './icon.tsx';
import { NewEntity } from './new.tsx';
import { entitiesSearch, type EntitiesSearch } from './search.ts';
import { useEntityStatus, useEntityStatuses } from './statuses.ts';
import { ENTITY_TYPES, type EntityType } from './types.ts';

const route = getRouteApi('/shell/entities/$type');

export const EntitiesPage = () => {
  const { entities, navigation, entityTypesMany } = useMessages();
  const can = useCan();
  const canCreate = can('entities:create');
  const { type: given } = route.useParams();
  const type = oneOf(ENTITY_TYPES, given) ?? 'candidat';
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const showNew = (isShown: boolean): void =>
    void navigate({ search: amend(search, { new: isShown || undefined }), replace: true });
  const newButton = canCreate && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => showNew(true)}>
      {entities.newShort}
    </Button>
  );
  return (
    <Page
      layout="list"
      title={navigation.entities}
      tabTitle={entityTypesMany[type]}
      actions={newButton}
    >
      <TypeTabs type={type} />
      <Card isFlush isFilling>
        <List
          key={type}
          list={`entities.${type}`}
          label={entityTypesMany[type]}
          search={search}
          parse={entitiesSearch}
          onSearch={(next, { replace }) => void navigate({ search: next, replace })}
          columns={useEntityColumns(type)}
          filters={useFilters(type, search)}
          textFilter={{ key: 'q', label: entities.search }}
          views={[{ key: 'all', label: entities.viewAll, filters: {} }]}
          defaultSort="-created_at"
          source={entitiesSource(type, search)}
          count={useEntityCount(type, search)}
          rowKey={(row) => row.id}
          rowName={(row) => row.label}
          rowActions={useRowActions()}
          bulk={
            can('actions:create')
              ? (rows, clear) => <DecideSelected type={type} rows={rows} onSent={clear} />
              : undefined
          }
          empty={(isFiltered) => (
            <Empty
              icon={isFiltered ? IconSearchOff : IconPlus}
              title={isFiltered ? entities.emptyFilteredTitle : entities.emptyTitle}
              hint={isFiltered ? entities.emptyFilteredHint : entities.emptyHint}
              action={!isFiltered && newButton}
            />
          )}
          fileName={`${type}s`}
          moreCsvColumns={useMoreColumns(type)}
        />
      </Card>
      <NewEntity
        key={`new-${type}`}
        type={type}
        isOpen={search.new === true && canCreate}
        onClose={() => showNew(false)}
      />
    </Page>
  );
};

const TypeTabs = ({ type }: { type: EntityType }) => {
  const { entities, entityTypesMany } = useMessages();
  const navigate = route.useNavigate();
  return (
    <Tabs
      mb={-8}
      value={type}
      onChange={(value) => {
        const next = oneOf(ENTITY_TYPES, value);
        if (next) void navigate({ to: '/entities/$type', params: { type: next }, search: {} });
      }}
    >
      <Tabs.List aria-label={entities.types} style={{ flexWrap: 'nowrap', overflowX: 'auto' }}>
        {ENTITY_TYPES.map((value) => (
          <Tabs.Tab key={value} value={value} py={5} leftSection={<EntityIcon type={value} />}>
            {entityTypesMany[value]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
};

const useFilters = (
  type: EntityType,
  { statut_dossier: chosen = [] }: EntitiesSearch,
): Filter[] => {
  const { entities } = useMessages();
  const statusOf = useEntityStatus(type);
  const known = useEntityStatuses(type).map(({ code }) => code);
  const codes = [...new Set([...known, ...chosen])];
  return [
    {
      kind: 'multi',
      key: 'statut_dossier',
      label: entities.filterStatus,
      options: codes.map((code) => ({ value: code, label: statusOf(code).label })),
    },
  ];
};

const filterQuery = ({ q, statut_dossier: statuses }: EntitiesSearch) =>
  compact({ q, statut_dossier: statuses && joinList(statuses) });

const entitiesSource = (type: EntityType, search: EntitiesSearch): ListSource<Entity> => {
  const query = { ...filterQuery(search), ...(search.sort && { sort: search.sort }) };
  return {
    queryKey: ['get', '/api/v1/entities/{type}', type, query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/api/v1/entities/{type}', {
          params: {
            path: { type },
            query: { ...query, limit, ...(cursor !== undefined && { cursor }) },
          },
          signal,
        }),
      ),
  };
};

const useEntityCount = (type: EntityType, search: EntitiesSearch) =>
  api.useQuery(
    'get',
    '/api/v1/entity-counts/{type}',
    { params: { path: { type }, query: filterQuery(search) } },
    { placeholderData: keepPreviousData },
  ).data;

const useRowActions = (): ((row: Entity) => RowAction[]) => {
  const { entities } = useMessages();
  const navigate = route.useNavigate();
  const canUpdate = useCan()('entities:update');
  return ({ type, ref }) => {
    const params = { type, ref };
    return [
      {
        key: 'open',
        label: entities.open,
        icon: IconExternalLink,
        run: () => void navigate({ to: '/entities/$type/$ref', params }),
      },
      ...(canUpdate
        ? [
            {
              key: 'edit',
              label: entities.editRow,
              icon: IconPencil,
              isEdit: true,
              run: () =>
                void navigate({ to: '/entities/$type/$ref', params, search: { edit: true } }),
            },
          ]
        : []),
    ];
  };
};
