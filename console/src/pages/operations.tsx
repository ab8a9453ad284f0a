import { Alert, Button, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, compact, type Schemas } from '../api/client.ts';
import { useIdempotencyKeys } from '../api/idempotency.ts';
import { problemOf } from '../api/problem.ts';
import { useCan } from '../api/session.ts';
import { useFormat, useMessages } from '../i18n/index.tsx';
import { RETRYABLE, STATUS_TONES } from '../parts/action-status.tsx';
import { toastProblem } from '../parts/problem-alert.tsx';
import { LinkButton } from '../parts/links.tsx';
import { QueryView } from '../parts/query-view.tsx';
import { ACTION_STATUSES, oneOf, type ActionStatus } from '../search.ts';
import { PageSkeleton } from '../shell/page-skeleton.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../ui/data-table.tsx';
import { Empty } from '../ui/empty.tsx';
import { Card, Page } from '../ui/page.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { Legend, ShareBar } from '../ui/stacked-bars.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { toast } from '../ui/toast.ts';

type Command = Schemas['Command'];

/** As many as the api sends again in one go. */
const BULK_COUNT_MAX = 500;

export const OperationsPage = () => {
  const { operations } = useMessages();
  const can = useCan();
  const summary = api.useQuery('get', '/api/v1/operations/summary');
  return (
    <Page title={operations.title} description={operations.description}>
      <QueryView query={summary} skeleton={<PageSkeleton />}>
        {(data) => <Health summary={data} />}
      </QueryView>
      <Commands />
      {can('actions:retry') && <BulkRetry />}
    </Page>
  );
};

const Health = ({ summary }: { summary: Schemas['OperationsSummary'] }) => {
  const { operations, statuses } = useMessages();
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
          title={`${operations.temporal} : ${operations.unreachable}`}
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

const Commands = () => {
  const messages = useMessages();
  const { operations } = messages;
  const canRetry = useCan()('operations:retry');
  const queryClient = useQueryClient();
  const query = api.useQuery('get', '/api/v1/operations/commands');
  const retry = api.useMutation('post', '/api/v1/operations/commands/{id}/retry', {
    onSuccess: () => {
      toast('good', operations.retriedCommand);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/operations/commands'] });
    },
    onError: (error) => toastProblem(messages, error),
  });
  const columns: Column<Command>[] = [
    {
      key: 'workflow',
      header: operations.workflow,
      card: 'title',
      cell: (row) => <code>{row.workflow_id}</code>,
    },
    {
      key: 'operation',
      header: operations.operation,
      cell: (row) => `${row.operation} ${row.name}`,
    },
    {
      key: 'attempts',
      header: operations.attempts,
      align: 'right',
      cell: (row) => row.attempt_count,
    },
    {
      key: 'since',
      header: operations.waitingSince,
      cell: (row) => <RelativeTime at={row.created_at} />,
    },
    { key: 'error', header: operations.lastError, cell: (row) => row.last_error ?? '—' },
    {
      key: 'retry',
      header: '',
      align: 'right',
      card: 'foot',
      cell: (row) =>
        canRetry && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconRefresh size={13} />}
            onClick={() => retry.mutate({ params: { path: { id: row.id } } })}
          >
            {operations.retryCommand}
          </Button>
        ),
    },
  ];
  return (
    <Card isFlush title={operations.commands}>
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={operations.commandsLabel} columns={columns} />}
      >
        {({ data }) =>
          data.length === 0 ? (
            <Empty
              icon={IconCircleCheck}
              title={operations.commandsEmpty}
              hint={operations.commandsEmptyHint}
            />
          ) : (
            <DataTable
              label={operations.commandsLabel}
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

const BulkRetry = () => {
  const messages = useMessages();
  const { operations, actions, statuses } = messages;
  const queryClient = useQueryClient();
  const [status, setStatus] = useState<ActionStatus>('failed');
  const [actionType, setActionType] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const types = api.useQuery('get', '/api/v1/action-types').data?.data ?? [];
  const query = api.useQuery('get', '/api/v1/actions/retry-count', {
    params: { query: { status, ...compact({ action_type: actionType }) } },
  });
  const count = query.data?.count ?? 0;
  const keys = useIdempotencyKeys();
  const retry = api.useMutation('post', '/api/v1/actions/retry', {
    onSuccess: ({ count: retried }) => {
      keys.renew();
      toast('good', operations.bulkDone(retried));
    },
    onError: (error) =>
      problemOf(error).code === 'conflict'
        ? toast('bad', operations.bulkChanged)
        : toastProblem(messages, error),
    onSettled: () => {
      setAsking(false);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/actions/retry-count'] });
    },
  });
  return (
    <Card
      title={operations.bulk}
      actions={
        <LinkButton to="/actions" search={{ status: [status] }} variant="subtle" size="compact-sm">
          {operations.seeList}
        </LinkButton>
      }
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {operations.bulkHint}
        </Text>
        <Group align="end">
          <Select
            label={actions.filterStatus}
            allowDeselect={false}
            data={RETRYABLE.map((value) => ({ value, label: statuses[value] }))}
            value={status}
            onChange={(value) => setStatus(oneOf(ACTION_STATUSES, value) ?? 'failed')}
          />
          <Select
            label={actions.filterType}
            searchable
            clearable
            data={types.map(({ code }) => code)}
            value={actionType}
            onChange={setActionType}
          />
          <Button
            disabled={count === 0}
            leftSection={<IconRefresh size={16} />}
            onClick={() => setAsking(true)}
          >
            {operations.bulkRetry(count)}
          </Button>
        </Group>
        <Text size="sm" aria-live="polite">
          {operations.bulkCount(count)}
          {count === BULK_COUNT_MAX && ` ${operations.limit(BULK_COUNT_MAX)}`}
        </Text>
      </Stack>
      <Confirm
        isOpen={isAsking}
        title={operations.bulkTitle(count)}
        confirmLabel={operations.bulkRetry(count)}
        isPending={retry.isPending}
        onConfirm={() => {
          const body = {
            filter: { status: [status], ...compact({ action_type: actionType }) },
            expected_count: count,
          };
          retry.mutate({ body, headers: { 'Idempotency-Key': keys.keyFor(body) } });
        }}
        onClose={() => setAsking(false)}
      >
        {operations.bulkBody}
      </Confirm>
    </Card>
  );
};
