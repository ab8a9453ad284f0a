import { Badge, Button, Group, SimpleGrid, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { useRouteColumns } from './columns.tsx';
import { RouteForm } from './form.tsx';
import { DispatcherState, ProbeButton, useProbe, type Probe } from './probe.tsx';
import { routesOptions } from './refresh.ts';
import { RemoveRoute, ResetRoutes } from './remove.tsx';
import type { Route } from './rows.ts';
import { TryBox } from './try-out.tsx';
import { UncaughtTypes } from './uncaught-types.tsx';

export const ActionRoutesPage = () => {
  const { routes: words } = useMessages();
  const canEdit = useCan()('action_routes:write');
  const query = useQuery({ ...routesOptions, enabled: canEdit });
  // Others may read the table through the api; the navigation does not offer it to them.
  if (!canEdit) {
    return (
      <Page layout="settings" title={words.title}>
        <Card>
          <Forbidden />
        </Card>
      </Page>
    );
  }
  return (
    <QueryView query={query} skeleton={<PageSkeleton />}>
      {(table) => <Routes table={table} />}
    </QueryView>
  );
};

/** A route that is being edited, or the prefix that a new one starts with. */
type Edited = { route: Route } | { newPrefix: string } | null;

const Routes = ({ table }: { table: Schemas['ActionRoutes'] }) => {
  const { routes: words } = useMessages();
  const [edited, setEdited] = useState<Edited>(null);
  const [removed, setRemoved] = useState<Route | null>(null);
  const probe = useProbe();
  return (
    <Page
      layout="settings"
      title={words.title}
      description={words.description}
      badge={
        <Badge variant="light" color={table.is_default ? 'gray' : 'petrol'}>
          {table.is_default ? words.isDefault : words.isCustom}
        </Badge>
      }
      actions={
        <>
          {!table.is_default && <ResetRoutes />}
          <ProbeButton probe={probe} />
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited({ newPrefix: '' })}>
            {words.add}
          </Button>
        </>
      }
    >
      {probe.data && <DispatcherState dispatcher={probe.data.dispatcher} />}
      <RouteTable
        table={table}
        probe={probe.data}
        onEdit={(route) => setEdited({ route })}
        onRemove={setRemoved}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <UncaughtTypes
          codes={table.uncaught_types}
          onAdd={(newPrefix) => setEdited({ newPrefix })}
        />
        <TryBox />
      </SimpleGrid>
      {edited !== null && (
        <RouteForm
          table={table}
          route={'route' in edited ? edited.route : null}
          suggestedPrefix={'newPrefix' in edited ? edited.newPrefix : ''}
          onClose={() => setEdited(null)}
        />
      )}
      <RemoveRoute route={removed} table={table} onClose={() => setRemoved(null)} />
    </Page>
  );
};

interface RouteTableProps {
  table: Schemas['ActionRoutes'];
  probe: Probe | undefined;
  onEdit: (route: Route) => void;
  onRemove: (route: Route) => void;
}

const RouteTable = ({ table, ...props }: RouteTableProps) => {
  const { routes: words } = useMessages();
  const columns = useRouteColumns({ routes: table.routes, ...props });
  return (
    <Card isFlush title={words.table}>
      <DataTable
        label={words.table}
        columns={columns}
        // The order means nothing: the longest prefix decides.
        rows={table.routes.toSorted((left, right) => left.prefix.localeCompare(right.prefix))}
        rowKey={(route) => route.prefix}
      />
      <Group py="md" px={{ base: 'md', sm: 20 }}>
        <Text size="sm" c="dimmed">
          <b>{words.fallback}</b> → {table.fallback.workflow}. {words.fallbackHint}
        </Text>
      </Group>
    </Card>
  );
};
