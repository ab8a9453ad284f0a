import { Alert, Button, Group, Select, Text } from '@mantine/core';
import { IconPlus, IconRouteOff, IconSearchOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useLanguage, useMessages } from '../../i18n/index.tsx';
import { worded } from './catalogue.ts';
import { EntityIcon } from '../entities/icon.tsx';
import { LinkButton } from '../../parts/links.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { ACTION_ENTITY_TYPES, type ActionEntityType } from '../entities/types.ts';
import { amend, oneOf, refine } from '../../routing/search.ts';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { FilterBar } from '../../ui/table/filter-bar.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { SearchField } from '../../ui/fields/search-field.tsx';
import { TypeForm } from './form.tsx';
import { useTypeColumns } from './columns.tsx';

type ActionType = Schemas['ActionType'];

const route = getRouteApi('/shell/settings/action-types');
type Search = ReturnType<typeof route.useSearch>;

export const ActionTypesPage = () => {
  const messages = useMessages();
  const { locale } = useLanguage();
  const { actionTypes } = messages;
  const canEdit = useCan()('action_types:write');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Search): void => void navigate({ search: next, replace: true });
  const query = api.useQuery('get', '/api/v1/action-types');
  const columns = useTypeColumns(canEdit);
  const add = canEdit && (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => change(amend(search, { new: true }))}
    >
      {actionTypes.new}
    </Button>
  );
  return (
    <Page
      layout="list"
      title={actionTypes.title}
      description={actionTypes.description}
      actions={add}
    >
      <QueryView
        query={query}
        skeleton={
          <Card isFlush>
            <DataTableSkeleton label={actionTypes.listLabel} columns={columns} />
          </Card>
        }
      >
        {({ data, warnings }) => (
          <>
            {warnings.length > 0 && <UncaughtAlert count={warnings.length} />}
            <Card isFlush isFilling>
              <Filters search={search} onChange={change} />
              <Catalogue
                types={worded(data, locale).filter((type) => matches(type, search))}
                only={search.entity_type}
                columns={columns}
              />
            </Card>
            {canEdit && <Edited types={data} search={search} onChange={change} />}
          </>
        )}
      </QueryView>
    </Page>
  );
};

const matches = (type: ActionType, { q = '', entity_type: only }: Search): boolean =>
  `${type.code} ${type.label}`.toLowerCase().includes(q.toLowerCase()) &&
  (only === undefined || type.entity_types.includes(only));

interface SearchProps {
  search: Search;
  onChange: (search: Search) => void;
}

const Filters = ({ search, onChange }: SearchProps) => {
  const { actionTypes, entityTypes, newAction } = useMessages();
  const active = [search.q, search.entity_type].filter((value) => value !== undefined);
  return (
    <FilterBar activeCount={active.length} onClear={() => onChange({})}>
      <SearchField
        label={actionTypes.search}
        value={search.q ?? ''}
        onChange={(q) => onChange(refine(search, { q }))}
      />
      <Select
        size="xs"
        clearable
        aria-label={newAction.entityType}
        placeholder={newAction.entityType}
        data={ACTION_ENTITY_TYPES.map((value) => ({ value, label: entityTypes[value] }))}
        value={search.entity_type ?? null}
        onChange={(value) =>
          onChange(refine(search, { entity_type: oneOf(ACTION_ENTITY_TYPES, value) }))
        }
      />
    </FilterBar>
  );
};

interface CatalogueProps {
  types: readonly ActionType[];
  only: ActionEntityType | undefined;
  columns: readonly Column<ActionType>[];
}

/** Groups the types by the first record type they apply to. */
const Catalogue = ({ types, only, columns }: CatalogueProps) => {
  const { actionTypes, common, entityTypes } = useMessages();
  const groups = Map.groupBy(types, (type) => only ?? type.entity_types[0]);
  if (types.length === 0) {
    return (
      <Empty icon={IconSearchOff} title={actionTypes.emptyTitle} hint={actionTypes.emptyHint} />
    );
  }
  return ACTION_ENTITY_TYPES.filter((entityType) => groups.has(entityType)).map((entityType) => (
    <section key={entityType} aria-label={entityTypes[entityType]}>
      <Group gap={8} px={{ base: 16, sm: 20 }} pt="lg" pb="xs">
        <EntityIcon type={entityType} />
        <Text component="h2" fw={600} m={0}>
          {entityTypes[entityType]}
        </Text>
        <Text size="sm" c="dimmed">
          {groups.get(entityType)?.length}
        </Text>
      </Group>
      <DataTable
        label={common.labelled(actionTypes.listLabel, entityTypes[entityType])}
        columns={columns}
        rows={groups.get(entityType) ?? []}
        rowKey={(row) => row.code}
      />
    </section>
  ));
};

interface EditedProps extends SearchProps {
  types: readonly ActionType[];
}

const Edited = ({ types, search, onChange }: EditedProps) => {
  const edited = types.find(({ code }) => code === search.edit);
  if (edited === undefined && search.new !== true) return null;
  return (
    <TypeForm
      key={edited?.code ?? 'new'}
      type={edited ?? null}
      suggestedCode={search.code}
      codes={types.map(({ code }) => code)}
      onClose={() => onChange(amend(search, { edit: undefined, new: undefined, code: undefined }))}
    />
  );
};

const UncaughtAlert = ({ count }: { count: number }) => {
  const { actionTypes } = useMessages();
  // Who can't change the routes is not told about their gaps.
  const canRoute = useCan()('action_routes:write');
  if (!canRoute) return null;
  return (
    <Alert color="saffron" icon={<IconRouteOff />}>
      <Group justify="space-between">
        <Text size="sm">{actionTypes.uncaught(count)}</Text>
        <LinkButton to="/settings/routes" variant="default" size="compact-sm">
          {actionTypes.uncaughtAction}
        </LinkButton>
      </Group>
    </Alert>
  );
};
