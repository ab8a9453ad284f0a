import { Grid, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { IconPlus, IconStack2, IconUsers } from '@tabler/icons-react';
import { api } from '../../api/client.ts';
import { useCan, useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { LinkButton } from '../../parts/links.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { DataTable, DataTableSkeleton } from '../../ui/table/data-table.tsx';
import { useFewActionColumns } from '../actions/list/columns.tsx';
import { Activity, Figures } from './activity.tsx';
import { RoutesHealth } from '../operations/routes-health.tsx';
import { RecentRecords } from './recent-records.tsx';
import { hasActions, useStatistics, type Statistics } from './statistics.ts';
import { System } from './system.tsx';
import { Waiting } from './waiting.tsx';

const RECENT_COUNT = 6;

/** What waits first, then how it goes, then what was done last. */
export const HomePage = () => {
  const { home, navigation } = useMessages();
  const { user, permissions } = useMe();
  const can = useCan();
  const [firstName = user.name] = user.name.split(' ');
  const statistics = useStatistics();
  return (
    <Page
      layout="record"
      title={home.greeting(firstName)}
      description={permissions['actions:read'] === 'own' ? home.subtitleOwn : home.subtitle}
      actions={
        can('actions:create') && (
          <LinkButton to="/actions/new" leftSection={<IconPlus size={16} />}>
            {navigation.newAction}
          </LinkButton>
        )
      }
    >
      <QueryView query={statistics} skeleton={<OverviewSkeleton />}>
        {(data) => <Overview statistics={data} />}
      </QueryView>
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
  const isOwn = useMe().permissions['actions:read'] === 'own';
  const isActive = hasActions(statistics);
  const watchesRoutes = useCan()('operations:read');
  return (
    <>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack gap="lg">
            <Waiting />
            <System statistics={statistics} />
            <RoutesHealth isBrief />
            {!watchesRoutes && <RecentRecords />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          {isActive ? (
            <Stack gap="lg">
              <Figures statistics={statistics} />
              <Card title={isOwn ? home.activityOwn : home.activity}>
                <Activity statistics={statistics} />
              </Card>
            </Stack>
          ) : (
            <Beginning />
          )}
        </Grid.Col>
      </Grid>
      {watchesRoutes && <RecentRecords isWide />}
      {isActive && <Recent isOwn={isOwn} />}
    </>
  );
};

/** Instead of figures that are all 0. */
const Beginning = () => {
  const { home } = useMessages();
  return (
    <Card>
      <Empty
        icon={IconUsers}
        title={home.beginningTitle}
        hint={home.beginningHint}
        action={
          <LinkButton to="/entities/$type" params={{ type: 'candidat' }} variant="default">
            {home.beginningLink}
          </LinkButton>
        }
      />
    </Card>
  );
};

const Recent = ({ isOwn }: { isOwn: boolean }) => {
  const { home, actions } = useMessages();
  const columns = useFewActionColumns();
  const title = isOwn ? home.recentOwn : home.recent;
  const query = api.useQuery('get', '/api/v1/actions', {
    params: { query: { limit: RECENT_COUNT } },
  });
  return (
    <Card
      isFlush
      title={title}
      actions={
        <LinkButton to="/actions" variant="subtle" size="compact-sm">
          {home.seeAll}
        </LinkButton>
      }
    >
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton isList label={title} columns={columns} />}
      >
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={IconStack2} title={actions.emptyTitle} hint={actions.emptyHint} />
          ) : (
            <DataTable
              isList
              label={title}
              columns={columns}
              rows={data}
              rowKey={(row) => row.id}
            />
          )
        }
      </QueryView>
    </Card>
  );
};
