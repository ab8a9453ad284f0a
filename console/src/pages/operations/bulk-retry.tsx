import { Button, Group, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency.ts';
import { problemOf } from '../../api/problem.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { RETRYABLE, TO_HANDLE } from '../actions/statuses.ts';
import { LinkButton } from '../../parts/links.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { actionsSearch, type ActionsSearch } from '../actions/search.ts';
import type { ActionStatus } from '../actions/statuses.ts';
import { amend } from '../../routing/search.ts';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { FilterBar } from '../../ui/table/filters/bar.tsx';
import { Card } from '../../ui/page/page.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { useActionFilters } from '../actions/list/filters.tsx';
import { actionsQuery } from '../actions/list/query.ts';
import { withoutDefaultPeriod, withDefaultPeriod } from './period.ts';

/** Sends many actions again: filter, count, confirm. */

const route = getRouteApi('/shell/settings/operations');

/** The limit of the api for one bulk retry. */
const BULK_COUNT_MAX = 500;

/** Keeps the statuses that can be retried. Without any, failed and expired actions. */
const toFilter = (search: ActionsSearch): ActionsSearch => {
  const { status, sort: _, view: __, ...fields } = withDefaultPeriod(search);
  const retryable = RETRYABLE.filter((one) => status?.includes(one) === true);
  return { ...fields, status: retryable.length > 0 ? retryable : [...TO_HANDLE] };
};

export const BulkRetry = () => {
  const { operations } = useMessages();
  const filter = toFilter(route.useSearch());
  return (
    <Card
      isFlush
      title={operations.bulk}
      actions={
        <LinkButton to="/actions" search={filter} variant="subtle" size="compact-sm">
          {operations.seeList}
        </LinkButton>
      }
    >
      <Filters filter={filter} />
      <Retry filter={filter} />
    </Card>
  );
};

const Filters = ({ filter }: { filter: ActionsSearch }) => {
  const { actions, statuses } = useMessages();
  const search = route.useSearch();
  const shown = withDefaultPeriod(search);
  const navigate = route.useNavigate();
  const change = (next: ActionsSearch, replace: boolean): void =>
    void navigate({ search: withoutDefaultPeriod(next), replace });
  const views: readonly [label: string, chosen: readonly ActionStatus[]][] = [
    [actions.viewToHandle, TO_HANDLE],
    ...RETRYABLE.map((status): [string, ActionStatus[]] => [statuses[status], [status]]),
  ];
  return (
    <FilterBar
      filters={useActionFilters(shown, { hasStatus: false })}
      values={Object.fromEntries(Object.entries(shown))}
      onChange={(patch, isTyping) => change(actionsSearch({ ...shown, ...patch }), isTyping)}
      views={
        <Button.Group
          aria-label={actions.filterStatus}
          style={{ maxWidth: '100%', overflowX: 'auto' }}
        >
          {views.map(([label, chosen]) => {
            const isCurrent = String(chosen) === String(filter.status);
            return (
              <Button
                key={label}
                size="xs"
                flex="none"
                variant={isCurrent ? 'filled' : 'default'}
                aria-pressed={isCurrent}
                onClick={() => change(amend(search, { status: [...chosen] }), false)}
              >
                {label}
              </Button>
            );
          })}
        </Button.Group>
      }
    />
  );
};

const useBulkRetry = (filter: ActionsSearch, onSettled: () => void) => {
  const messages = useMessages();
  const { operations } = messages;
  const queryClient = useQueryClient();
  const keys = useIdempotencyKeys();
  const counted = api.useQuery('get', '/api/v1/actions/retry-count', {
    params: { query: actionsQuery(filter) },
  });
  const retry = api.useMutation('post', '/api/v1/actions/retry', {
    onSuccess: ({ count }) => {
      keys.renew();
      toast('good', operations.bulkDone(count));
    },
    onError: (error) =>
      problemOf(error).code === 'conflict'
        ? toast('bad', operations.bulkChanged)
        : toastProblem(messages, error),
    onSettled: () => {
      onSettled();
      void queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/actions/retry-count'] });
    },
  });
  const send = (count: number): void => {
    const { from, to } = actionsQuery(filter);
    const { period: _, ...fields } = filter;
    const body = {
      filter: { ...fields, ...(from && { from }), ...(to && { to }) },
      expected_count: count,
    };
    retry.mutate({ body, headers: { 'Idempotency-Key': keys.keyFor(body) } });
  };
  return {
    isCounted: counted.data !== undefined,
    count: counted.data?.count ?? 0,
    oldestAt: counted.data?.oldest_at ?? null,
    isPending: retry.isPending,
    send,
  };
};

const Retry = ({ filter }: { filter: ActionsSearch }) => {
  const { operations } = useMessages();
  const format = useFormat();
  const [isAsking, setAsking] = useState(false);
  const { isCounted, count, oldestAt, isPending, send } = useBulkRetry(filter, () =>
    setAsking(false),
  );
  return (
    <Group py="md" px={{ base: 'md', sm: 'lg' }} justify="space-between">
      <div style={{ flex: '1 1 260px' }}>
        <Text fw={600} aria-live="polite">
          {isCounted ? operations.bulkCount(count) : operations.bulkCounting}
        </Text>
        <Text size="sm" c="dimmed">
          {count === BULK_COUNT_MAX ? operations.limit(BULK_COUNT_MAX) : operations.bulkHint}
        </Text>
      </div>
      <Button
        disabled={count === 0}
        leftSection={<IconRefresh size={16} />}
        onClick={() => setAsking(true)}
      >
        {operations.bulkRetry(count)}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={operations.bulkTitle(count)}
        confirmLabel={operations.bulkRetry(count)}
        isPending={isPending}
        onConfirm={() => send(count)}
        onClose={() => setAsking(false)}
      >
        {operations.bulkBody} {oldestAt !== null && operations.bulkOldest(format.instant(oldestAt))}
      </Confirm>
    </Group>
  );
};
