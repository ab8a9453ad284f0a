import { Button, Group, SegmentedControl, SimpleGrid, Stack } from '@mantine/core';
import { IconChartBar, IconDownload } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend, oneOf, stringifySearch } from '../../routing/search.ts';
import { STEPS, stepOf } from '../../ui/charts/steps.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { FilterBar } from '../../ui/table/filters/bar.tsx';
import { Distributions } from './distributions.tsx';
import { Durations, Figures } from './figures.tsx';
import { useStatisticsFilters } from './filters.tsx';
import { inboxStatisticsSearch, queryOf, type InboxStatisticsSearch } from './search.ts';
import type { Statistics } from './types.ts';
import { Volume } from './volume.tsx';

const route = getRouteApi('/shell/inbox-statistics');

/** Volume, response times, resolution and distribution of conversations. The address has period and filters. */
export const InboxStatisticsPage = () => {
  const { inboxStatistics: words } = useMessages();
  const isAllowed = useCan()('inbox_statistics:read');
  const search = route.useSearch();
  const query = api.useQuery(
    'get',
    '/inbox/stats',
    { params: { query: queryOf(search) } },
    { enabled: isAllowed, placeholderData: keepPreviousData },
  );
  if (!isAllowed) {
    return (
      <Page layout="form" title={words.title}>
        <Card>
          <Forbidden />
        </Card>
      </Page>
    );
  }
  return (
    <Page
      layout="record"
      title={words.title}
      description={words.description}
      actions={
        <Button
          component="a"
          href={`/inbox/stats/export${stringifySearch(queryOf(search))}`}
          download
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          {words.export}
        </Button>
      }
    >
      <Filters search={search} />
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(statistics) => (
          <div style={query.isPlaceholderData ? { opacity: 0.6 } : {}}>
            <Content statistics={statistics} />
          </div>
        )}
      </QueryView>
    </Page>
  );
};

const Filters = ({ search }: { search: InboxStatisticsSearch }) => {
  const { inboxStatistics: words } = useMessages();
  const navigate = route.useNavigate();
  return (
    <Card>
      <FilterBar
        filters={useStatisticsFilters(search)}
        values={search}
        onChange={(patch) =>
          void navigate({ search: inboxStatisticsSearch({ ...search, ...patch }), replace: true })
        }
        tools={
          <Group gap="xs">
            <SegmentedControl
              size="xs"
              aria-label={words.step}
              data={STEPS.map((value) => ({ value, label: words.steps[value] }))}
              value={stepOf(search)}
              onChange={(value) =>
                void navigate({
                  search: amend(search, { step: oneOf(STEPS, value) }),
                  replace: true,
                  resetScroll: false,
                })
              }
            />
          </Group>
        }
      />
    </Card>
  );
};

const Content = ({ statistics }: { statistics: Statistics }) => {
  const { inboxStatistics: words } = useMessages();
  const { received_count: received, sent_count: sent, by_status: statuses } = statistics;
  if (received + sent === 0 && statuses.length === 0) {
    return (
      <Card>
        <Empty icon={IconChartBar} title={words.emptyTitle} hint={words.emptyHint} />
      </Card>
    );
  }
  return (
    <Stack gap={20}>
      <Figures statistics={statistics} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing={20}>
        <Volume statistics={statistics} kind="messages" />
        <Volume statistics={statistics} kind="conversations" />
      </SimpleGrid>
      <Durations statistics={statistics} />
      <Distributions statistics={statistics} />
    </Stack>
  );
};
