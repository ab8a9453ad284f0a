import { SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { IconPlus, IconStack2 } from '@tabler/icons-react';
import { api } from '../../api/client.ts';
import { useCan, useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useFewActionColumns } from '../actions/list/columns.tsx';
import { LinkButton } from '../../parts/links.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { DataTable, DataTableSkeleton } from '../../ui/table/data-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { Activity, Figures } from './activity.tsx';
import { Attention } from './attention.tsx';
import { useStatistics, type Statistics } from './statistics.ts';

const RECENT_COUNT = 6;

export const HomePage = () => {
  const { home, actions } = useMessages();
  const { user } = useMe();
  const can = useCan();
  const [firstName = user.name] = user.name.split(' ');
  return (
    <Page
      layout="record"
      title={home.greeting(firstName)}
      description={home.subtitle}
      actions={
        can('actions:create') && (
          <LinkButton to="/actions/new" leftSection={<IconPlus size={16} />}>
            {actions.new}
          </LinkButton>
        )
      }
    >
      <QueryView query={useStatistics()} skeleton={<OverviewSkeleton />}>
        {(statistics) => <Overview statistics={statistics} />}
      </QueryView>
      <Recent />
    </Page>
  );
};

const OverviewSkeleton = () => (
  <Stack gap="lg">
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      {Array.from({ length: 4 }, (_, position) => (
        <Skeleton key={position} height={122} radius="lg" />
      ))}
    </SimpleGrid>
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Skeleton height={310} radius="lg" />
      <Skeleton height={310} radius="lg" />
    </SimpleGrid>
  </Stack>
);

const Overview = ({ statistics }: { statistics: Statistics }) => {
  const { home } = useMessages();
  return (
    <Stack gap="lg">
      <Figures statistics={statistics} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card title={home.activity}>
          <Activity statistics={statistics} />
        </Card>
        <Card title={home.attention}>
          <Attention statistics={statistics} />
        </Card>
      </SimpleGrid>
    </Stack>
  );
};

const Recent = () => {
  const { home, actions } = useMessages();
  const columns = useFewActionColumns();
  const query = api.useQuery('get', '/api/v1/actions', {
    params: { query: { limit: RECENT_COUNT } },
  });
  return (
    <Card
      isFlush
      title={home.recent}
      actions={
        <LinkButton to="/actions" variant="subtle" size="compact-sm">
          {home.seeAll}
        </LinkButton>
      }
    >
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={home.recent} columns={columns} />}
      >
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={IconStack2} title={actions.emptyTitle} hint={actions.emptyHint} />
          ) : (
            <DataTable label={home.recent} columns={columns} rows={data} rowKey={(row) => row.id} />
          )
        }
      </QueryView>
    </Card>
  );
};
