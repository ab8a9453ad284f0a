import { Alert, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { STATUS_TONES } from '../actions/status.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { ACTION_STATUSES } from '../actions/statuses.ts';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { Legend, ShareBar } from '../../ui/charts/stacked-bars.tsx';
import { StatusBadge } from '../../ui/values/status-badge.tsx';
import { Commands } from './commands.tsx';
import { RoutesHealth } from './routes-health.tsx';
import { BulkRetry } from './bulk-retry.tsx';

export const OperationsPage = () => {
  const { operations } = useMessages();
  const can = useCan();
  const mayRead = can('operations:read');
  const summary = api.useQuery('get', '/api/v1/operations/summary', {}, { enabled: mayRead });
  if (!mayRead) {
    return (
      <Page layout="settings" title={operations.title}>
        <Card>
          <Forbidden />
        </Card>
      </Page>
    );
  }
  return (
    <Page layout="settings" title={operations.title} description={operations.description}>
      <QueryView query={summary} skeleton={<PageSkeleton />}>
        {(data) => <Health summary={data} />}
      </QueryView>
      <RoutesHealth />
      <Commands />
      {can('actions:retry') && <BulkRetry />}
    </Page>
  );
};

const Health = ({ summary }: { summary: Schemas['OperationsSummary'] }) => {
  const { common, operations, statuses } = useMessages();
  const format = useFormat();
  const isReachable = summary.is_temporal_reachable;
  const series = ACTION_STATUSES.map((status) => ({
    key: status,
    label: `${statuses[status]} (${summary.actions_by_status[status] ?? 0})`,
    tone: STATUS_TONES[status],
  }));
  return (
    <>
      {isReachable === false && (
        <Alert
          color="brick"
          icon={<IconPlugConnectedX />}
          title={common.labelled(operations.temporal, operations.unreachable)}
          role="alert"
        >
          {operations.unreachableHint}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <Card title={operations.temporal}>
          <StatusBadge
            size="lg"
            tone={isReachable === null ? 'neutral' : isReachable ? 'good' : 'bad'}
            label={
              isReachable === null
                ? operations.unknown
                : isReachable
                  ? operations.reachable
                  : operations.unreachable
            }
          />
        </Card>
        <Card title={operations.waiting}>
          <Text fz={28} fw={650} lh={1.2}>
            {format.number(summary.commands_waiting)}
          </Text>
          <Text size="xs" c="dimmed">
            {operations.waitingHint}
          </Text>
        </Card>
        <Card title={operations.oldest}>
          <Text fz={28} fw={650} lh={1.2}>
            {summary.commands_waiting === 0
              ? operations.oldestNone
              : format.duration(summary.oldest_command_seconds * 1000)}
          </Text>
        </Card>
      </SimpleGrid>
      <Card title={operations.byStatus}>
        <Stack gap="sm">
          <ShareBar
            label={operations.byStatus}
            series={series}
            counts={summary.actions_by_status}
          />
          <Legend series={series} />
        </Stack>
      </Card>
    </>
  );
};
