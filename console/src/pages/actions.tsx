import {
  Badge,
  Button,
  Checkbox,
  MultiSelect,
  NumberInput,
  Select,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { IconFilterOff, IconPlus, IconRoute2 } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, compact, type Schemas } from '../api/client.ts';
import { useCan } from '../api/session.ts';
import { useMessages, type Messages } from '../i18n/index.tsx';
import { ActionStatusBadge, IN_FLIGHT, TO_HANDLE } from '../parts/action-status.tsx';
import { CursorPager } from '../parts/cursor-pager.tsx';
import { EntityIcon } from '../parts/entity-icon.tsx';
import { LinkButton, LinkText } from '../parts/links.tsx';
import { QueryView } from '../parts/query-view.tsx';
import {
  ACTION_STATUSES,
  amend,
  ENTITY_TYPES,
  oneOf,
  refine,
  type ActionsSearch,
  type ActionStatus,
} from '../search.ts';
import { DataTable, DataTableSkeleton, type Column } from '../ui/data-table.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterBar, Views } from '../ui/filter-bar.tsx';
import { Card, Page } from '../ui/page.tsx';
import { dayEnd, dayStart, PeriodField } from '../ui/period-field.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';

type Summary = Schemas['ActionSummary'];

const route = getRouteApi('/shell/actions');

export const ActionsPage = () => {
  const messages = useMessages();
  const { actions } = messages;
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: ActionsSearch): void => void navigate({ search: next, replace: true });
  const query = api.useQuery(
    'get',
    '/api/v1/actions',
    { params: { query: toQuery(search) } },
    { placeholderData: keepPreviousData },
  );
  const columns = actionColumns(messages);
  return (
    <Page
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
      <Card isFlush>
        <Filters search={search} onChange={change} />
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
                <CursorPager
                  after={search.after}
                  nextCursor={nextCursor}
                  onChange={(after) => change(amend(search, { after }))}
                />
              </>
            )
          }
        </QueryView>
      </Card>
    </Page>
  );
};

const toQuery = (search: ActionsSearch) =>
  compact({
    status: search.status?.join(','),
    action_type: search.action_type,
    entite_type: search.entite_type,
    entite_id: search.entite_id,
    decide_par: search.decide_par,
    route_index: search.route_index,
    is_unrouted: search.is_unrouted === true ? ('true' as const) : undefined,
    from: dayStart(search.from),
    to: dayEnd(search.to),
    cursor: search.after?.at(-1),
  });

export const actionColumns = ({ actions }: Messages): Column<Summary>[] => [
  {
    key: 'action',
    header: actions.columnAction,
    card: 'title',
    cell: (row) => (
      <Link to="/actions/$id" params={{ id: row.id }}>
        {row.action_type}
      </Link>
    ),
  },
  {
    key: 'status',
    header: actions.columnStatus,
    card: 'aside',
    cell: (row) => <ActionStatusBadge status={row.status} />,
  },
  { key: 'entity', header: actions.columnEntity, cell: (row) => <EntityCell row={row} /> },
  { key: 'decider', header: actions.columnDecider, cell: (row) => row.decide_par_name },
  { key: 'route', header: actions.columnRoute, cell: (row) => <RouteCell row={row} /> },
  {
    key: 'created',
    header: actions.columnCreated,
    align: 'right',
    card: 'foot',
    cell: (row) => <RelativeTime at={row.created_at} />,
  },
];

const EntityCell = ({ row }: { row: Summary }) => {
  const { actions } = useMessages();
  const type = oneOf(ENTITY_TYPES, row.entite_type);
  if (type === undefined || row.entite_id === null) return <span>{actions.noEntity}</span>;
  return (
    <LinkText
      to="/entities/$type/$ref"
      params={{ type, ref: row.entite_id }}
      size="sm"
      c="inherit"
      style={{
        display: 'inline-flex',
        gap: 6,
        alignItems: 'center',
        position: 'relative',
        zIndex: 1,
      }}
    >
      <EntityIcon type={type} />
      {row.entite_label}
    </LinkText>
  );
};

const RouteCell = ({ row }: { row: Summary }) => {
  const { actions } = useMessages();
  return row.is_unrouted ? (
    <Tooltip label={actions.unroutedHint} multiline w={260}>
      <Badge color="saffron" variant="light" leftSection={<IconRoute2 size={12} />}>
        {actions.unrouted}
      </Badge>
    </Tooltip>
  ) : (
    <span>{row.route.workflow}</span>
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

interface FiltersProps {
  search: ActionsSearch;
  onChange: (search: ActionsSearch) => void;
}

const VIEWS: readonly [
  name: keyof Messages['actions'],
  statuses: readonly ActionStatus[] | undefined,
][] = [
  ['viewAll', undefined],
  ['viewInFlight', IN_FLIGHT],
  ['viewToHandle', TO_HANDLE],
  ['viewSucceeded', ['succeeded']],
  ['viewCancelled', ['cancelled']],
];

const Filters = ({ search, onChange }: FiltersProps) => {
  const { actions } = useMessages();
  const { after: _, status, ...fields } = search;
  return (
    <FilterBar
      activeCount={Object.keys(fields).length}
      onClear={() => onChange(status === undefined ? {} : { status })}
      fields={<FilterFields search={search} onChange={onChange} />}
    >
      <Views>
        {VIEWS.map(([name, statuses]) => {
          const isCurrent = String(status ?? '') === String(statuses ?? '');
          return (
            <Button
              key={name}
              size="xs"
              variant={isCurrent ? 'filled' : 'default'}
              aria-pressed={isCurrent}
              onClick={() => onChange(refine(search, { status: statuses && [...statuses] }))}
            >
              {String(actions[name])}
            </Button>
          );
        })}
      </Views>
    </FilterBar>
  );
};

const FilterFields = ({ search, onChange }: FiltersProps) => {
  const { actions, statuses, entityTypes } = useMessages();
  const types = api.useQuery('get', '/api/v1/action-types').data?.data ?? [];
  const set = (
    patch: Partial<{ [K in keyof ActionsSearch]: ActionsSearch[K] | undefined }>,
  ): void => onChange(refine(search, patch as Parameters<typeof refine<ActionsSearch>>[1]));
  return (
    <>
      <MultiSelect
        size="xs"
        label={actions.filterStatus}
        data={ACTION_STATUSES.map((value) => ({ value, label: statuses[value] }))}
        value={search.status ?? []}
        onChange={(values) => {
          const chosen = ACTION_STATUSES.filter((status) => values.includes(status));
          set({ status: chosen.length > 0 ? chosen : undefined });
        }}
      />
      <Select
        size="xs"
        searchable
        clearable
        label={actions.filterType}
        data={types.map(({ code }) => code)}
        value={search.action_type ?? null}
        onChange={(value) => set({ action_type: value ?? undefined })}
      />
      <Select
        size="xs"
        clearable
        label={actions.filterEntityType}
        data={ENTITY_TYPES.map((value) => ({ value, label: entityTypes[value] }))}
        value={search.entite_type ?? null}
        onChange={(value) => set({ entite_type: oneOf(ENTITY_TYPES, value) })}
      />
      <TextInput
        size="xs"
        label={actions.filterEntityRef}
        defaultValue={search.entite_id ?? ''}
        onBlur={(event) => set({ entite_id: event.currentTarget.value.trim() || undefined })}
        onKeyDown={(event) => {
          if (event.key === 'Enter')
            set({ entite_id: event.currentTarget.value.trim() || undefined });
        }}
      />
      <NumberInput
        size="xs"
        label={actions.filterRoute}
        min={0}
        max={99}
        value={search.route_index ?? ''}
        onChange={(value) => set({ route_index: value === '' ? undefined : Number(value) })}
      />
      <PeriodField
        label={actions.filterDates}
        from={search.from}
        to={search.to}
        onChange={(period) => set(period)}
      />
      <Checkbox
        size="xs"
        mt={26}
        label={actions.filterUnrouted}
        checked={search.is_unrouted === true}
        onChange={(event) => set({ is_unrouted: event.currentTarget.checked || undefined })}
      />
    </>
  );
};
