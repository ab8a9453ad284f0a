import { Anchor, Button, Code, Text } from '@mantine/core';
import { IconCircleCheck, IconExternalLink, IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { api, client, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { answerOf, usePages, type ListSource } from '../../parts/list/pages.ts';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { ListFoot } from '../../ui/table/list-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card } from '../../ui/page/page.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { toast } from '../../ui/feedback/toast.ts';

/** The commands that have not reached Temporal yet. */

type Command = Schemas['Command'];

const source: ListSource<Command> = {
  queryKey: ['get', '/api/v1/operations/commands'],
  read: ({ limit, cursor, signal }) =>
    answerOf(
      client.GET('/api/v1/operations/commands', {
        params: { query: { limit, ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
};

export const Commands = () => {
  const { operations } = useMessages();
  const { query, list } = usePages(source);
  const columns = useColumns();
  return (
    <Card isFlush title={operations.commands}>
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={operations.commands} columns={columns} />}
      >
        {() =>
          list.rows.length === 0 ? (
            <Empty
              icon={IconCircleCheck}
              title={operations.commandsEmpty}
              hint={operations.commandsEmptyHint}
            />
          ) : (
            <DataTable
              label={operations.commands}
              columns={columns}
              rows={list.rows}
              rowKey={(row) => row.id}
              foot={<ListFoot list={list} onMore={list.loadMore} />}
            />
          )
        }
      </QueryView>
    </Card>
  );
};

const useColumns = (): Column<Command>[] => {
  const { operations } = useMessages();
  const canRetry = useCan()('operations:retry');
  return [
    {
      key: 'workflow',
      header: operations.workflow,
      card: 'title',
      cell: (row) => <Run command={row} />,
    },
    {
      key: 'operation',
      header: operations.operation,
      cell: (row) => (
        <>
          {operations.kinds[row.operation]} <Code>{row.name}</Code>
        </>
      ),
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
    { key: 'next', header: operations.nextTry, cell: (row) => <RelativeTime at={row.due_at} /> },
    {
      key: 'error',
      header: operations.lastError,
      cell: (row) => (
        <Text size="sm" lineClamp={2} title={row.last_error ?? undefined}>
          {row.last_error ?? '—'}
        </Text>
      ),
    },
    {
      key: 'retry',
      header: operations.retryCommand,
      isHeaderHidden: true,
      align: 'right',
      card: 'foot',
      cell: (row) => canRetry && <Retry command={row} />,
    },
  ];
};

interface CommandProps {
  command: Command;
}

/** The workflow id, with a link to the Temporal UI if there is one. */
const Run = ({ command }: CommandProps) => {
  const { actions } = useMessages();
  const id = (
    <Text span size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
      {command.workflow_id}
    </Text>
  );
  if (command.temporal_url === null) return id;
  return (
    <Anchor
      href={command.temporal_url}
      target="_blank"
      rel="noreferrer"
      title={actions.openTemporal}
      c="inherit"
    >
      {id} <IconExternalLink size={13} aria-label={actions.openTemporal} />
    </Anchor>
  );
};

const Retry = ({ command }: CommandProps) => {
  const messages = useMessages();
  const { operations } = messages;
  const queryClient = useQueryClient();
  const retry = api.useMutation('post', '/api/v1/operations/commands/{id}/retry', {
    onSuccess: () => {
      toast('good', operations.retriedCommand);
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/operations/commands'] });
    },
    onError: (error) => toastProblem(messages, error),
  });
  return (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={<IconRefresh size={13} />}
      loading={retry.isPending}
      onClick={() => retry.mutate({ params: { path: { id: command.id } } })}
    >
      {operations.retryCommand}
    </Button>
  );
};
