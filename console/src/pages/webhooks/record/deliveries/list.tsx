import { Text } from '@mantine/core';
import { IconFilterOff, IconSend } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { client, compact, type Schemas } from '../../../../api/client.ts';
import { useMessages } from '../../../../i18n/index.tsx';
import { answerOf, usePages, type ListSource } from '../../../../parts/list/pages.ts';
import { QueryView } from '../../../../parts/query-view.tsx';
import { Empty } from '../../../../ui/feedback/empty.tsx';
import { Card } from '../../../../ui/page/page.tsx';
import { DataTable, DataTableSkeleton, type Column } from '../../../../ui/table/data-table.tsx';
import { FilterBar } from '../../../../ui/table/filters/bar.tsx';
import { isActive, type Filter } from '../../../../ui/table/filters/filter.ts';
import { dayEnd, daysOf, dayStart } from '../../../../ui/table/filters/periods.ts';
import { ListFoot } from '../../../../ui/table/list-table.tsx';
import { RelativeTime } from '../../../../ui/values/relative-time.tsx';
import { useEventLabel, useEventTypes } from '../../events.ts';
import { DELIVERY_STATUSES, webhookSearch, type WebhookSearch } from '../../search.ts';
import type { Delivery, Webhook } from '../../types.ts';
import { DeliveryDrawer } from './delivery.tsx';
import { DeliveryStatus, NextAttempt, useResultText } from './status.tsx';
import { SubjectLink } from './subject.tsx';

/** What a webhook was sent, newest first. A click opens an entry with its attempts. */

const route = getRouteApi('/shell/webhooks/$id');

type EventType = Schemas['WebhookEventType'];
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface DeliveriesProps {
  webhook: Webhook;
}

export const Deliveries = ({ webhook }: DeliveriesProps) => {
  const { webhook: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filters = useFilters(webhook);
  const columns = useColumns(webhook);
  const { query, list } = usePages(sourceOf(webhook, search));
  const isFiltered = filters.some((filter) => isActive(filter, search));
  const go = (next: WebhookSearch, replace: boolean): void =>
    void navigate({ search: next, replace, resetScroll: false });
  return (
    <Card isFlush title={words.deliveries}>
      <FilterBar
        filters={filters}
        values={search}
        onChange={(patch, isTyping) => go(webhookSearch({ ...search, ...patch }), isTyping)}
      />
      <QueryView
        query={query}
        skeleton={<DataTableSkeleton label={words.deliveries} columns={columns} />}
      >
        {() =>
          list.rows.length === 0 ? (
            <NoDeliveries isFiltered={isFiltered} />
          ) : (
            <DataTable
              label={words.deliveries}
              columns={columns}
              rows={list.rows}
              rowKey={(row) => row.id}
              isStale={list.isStale}
              foot={<ListFoot list={list} onMore={list.loadMore} />}
            />
          )
        }
      </QueryView>
      <DeliveryDrawer
        webhook={webhook}
        deliveryId={search.delivery}
        onClose={() => go(webhookSearch({ ...search, delivery: undefined }), true)}
      />
    </Card>
  );
};

const sourceOf = (webhook: Webhook, search: WebhookSearch): ListSource<Delivery> => {
  const { from, to } = daysOf(search);
  const path = { id: webhook.id };
  const { event_id: eventId } = search;
  const query = compact({
    status: search.status,
    // The choices are the types of the api.
    event_type: search.event_type as EventType | undefined,
    event_id: eventId,
    since: dayStart(from),
    until: dayEnd(to),
  });
  return {
    queryKey: ['get', '/api/webhooks/{id}/deliveries', { params: { path, query } }],
    read: async ({ limit, cursor, signal }) => {
      // Half an id, while it is typed, is no delivery's.
      if (eventId !== undefined && !UUID.test(eventId)) return { data: [], next_cursor: null };
      return answerOf(
        client.GET('/api/webhooks/{id}/deliveries', {
          params: { path, query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      );
    },
  };
};

/** Every type of event: earlier settings of the webhook may have named others. */
const useFilters = (webhook: Webhook): Filter[] => {
  const { webhook: words } = useMessages();
  const labelOf = useEventLabel();
  const all = useEventTypes().map(({ type }) => type);
  const types = [...new Set<string>([...webhook.events, ...all])];
  return [
    {
      kind: 'select',
      key: 'status',
      label: words.filterStatus,
      options: DELIVERY_STATUSES.map((value) => ({ value, label: words.statuses[value] })),
    },
    {
      kind: 'select',
      key: 'event_type',
      label: words.filterEvent,
      options: types.map((value) => ({ value, label: labelOf(value) })),
    },
    { kind: 'period', key: 'period', label: words.filterPeriod },
    { kind: 'text', key: 'event_id', label: words.filterEventId },
  ];
};

const useColumns = (webhook: Webhook): Column<Delivery>[] => {
  const { webhook: words } = useMessages();
  const search = route.useSearch();
  const labelOf = useEventLabel();
  const resultOf = useResultText();
  return [
    {
      key: 'event',
      header: words.columnEvent,
      card: 'title',
      width: '22%',
      cell: (row) => (
        <Link
          to="/webhooks/$id"
          params={{ id: String(webhook.id) }}
          search={{ ...search, delivery: row.id }}
          resetScroll={false}
          aria-label={words.openDelivery(labelOf(row.event_type), row.sequence)}
        >
          {labelOf(row.event_type)}
        </Link>
      ),
    },
    {
      key: 'subject',
      header: words.columnSubject,
      cell: (row) => <SubjectLink subject={row.subject} />,
    },
    {
      key: 'status',
      header: words.columnStatus,
      card: 'aside',
      cell: (row) => <DeliveryStatus delivery={row} />,
    },
    {
      key: 'attempts',
      header: words.columnAttempts,
      align: 'right',
      width: '68px',
      cell: (row) => row.attempt_count,
    },
    {
      key: 'result',
      header: words.columnResult,
      width: '28%',
      cell: (row) => (
        <>
          <Text span size="sm" c={row.last_attempt === null ? 'dimmed' : 'inherit'}>
            {row.last_attempt === null ? '—' : resultOf(row.last_attempt)}
          </Text>
          {row.status === 'pending' && (
            <Text size="xs" c="dimmed">
              {words.next} <NextAttempt webhook={webhook} delivery={row} />
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'at',
      header: words.columnAt,
      align: 'right',
      card: 'foot',
      cell: (row) => <RelativeTime at={row.created_at} />,
    },
  ];
};

const NoDeliveries = ({ isFiltered }: { isFiltered: boolean }) => {
  const { webhook: words } = useMessages();
  return isFiltered ? (
    <Empty
      icon={IconFilterOff}
      title={words.deliveriesFilteredEmpty}
      hint={words.deliveriesFilteredEmptyHint}
    />
  ) : (
    <Empty icon={IconSend} title={words.deliveriesEmpty} hint={words.deliveriesEmptyHint} />
  );
};
