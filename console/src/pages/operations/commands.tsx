import { Anchor, Button, Code, Text } from '@mantine/core';
import { IconCircleCheck, IconExternalLink, IconRefresh } from '@tabler/icons-react';
import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, compact, type Schemas } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { CursorPager } from '../../parts/cursor-pager.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend } from '../../routing/search.ts';
import { DataTable, DataTableSkeleton, type Column } from '../../ui/table/data-table.tsx';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card } from '../../ui/page/page.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { toast } from '../../ui/feedback/toast.ts';

/** The commands that have not reached Temporal yet. */

type Command = Schemas['Command'];

const route = getRouteApi('/shell/settings/operations');

export const Commands = () => {
  const { operations } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = api.useQuery(
    'get',
    '/api/v1/operations/commands',
    { params: { query: compact({ cursor: search.after?.at(-1) }) } },
    { placeholderData: keepPreviousData },
  );
  const columns = useColumns();
  return (
    <Card isFlush title={operations.commands}>
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={operations.commands} columns={columns} />}
      >
        {({ data, next_cursor: nextCursor }) =>
          data.length === 0 && search.after === undefined ? (
            <Empty
              icon={IconCircleCheck}
              title={operations.commandsEmpty}
              hint={operations.commandsEmptyHint}
            />
          ) : (
            <>
              <DataTable
                label={operations.commands}
                columns={columns}
                rows={data}
                rowKey={(row) => row.id}
                isStale={query.isPlaceholderData}
              />
              <CursorPager
                after={search.after}
                nextCursor={nextCursor}
                onChange={(after) => void navigate({ search: amend(search, { after }) })}
              />
            </>
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
