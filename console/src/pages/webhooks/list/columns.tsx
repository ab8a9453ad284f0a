import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import type { Column } from '../../../ui/table/column.ts';
import { csvInstant } from '../../../ui/table/csv.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { useEventLabel } from '../events.ts';
import { stateLabel, WebhookState } from '../state.tsx';
import type { Webhook } from '../types.ts';

/** The columns of the list of webhooks. */

/** Below it the rate of success is shown as a problem. */
const GOOD_RATE_MIN = 0.95;

export const useWebhookColumns = (): Column<Webhook>[] => {
  const messages = useMessages();
  const { webhooks } = messages;
  const format = useFormat();
  const labelOf = useEventLabel();
  const bindingOf = useBinding();
  const eventsOf = ({ events }: Webhook): string => format.list(events.map(labelOf));
  return [
    {
      key: 'name',
      header: webhooks.columnName,
      card: 'title',
      width: '19%',
      widthMinPx: 150,
      cell: (row) => (
        <Link to="/webhooks/$id" params={{ id: String(row.id) }} title={row.name}>
          {row.name}
        </Link>
      ),
      text: (row) => row.name,
    },
    {
      key: 'state',
      header: webhooks.columnState,
      card: 'aside',
      width: '230px',
      cell: (row) => <WebhookState webhook={row} />,
      text: (row) => stateLabel(messages, row, { format, nowMs: Date.now() }),
    },
    {
      key: 'url',
      header: webhooks.columnUrl,
      widthMinPx: 180,
      cell: (row) => (
        <span title={row.url} style={{ overflowWrap: 'anywhere' }}>
          {row.url.replace(/^https:\/\//, '')}
        </span>
      ),
      text: (row) => row.url,
    },
    {
      key: 'rate',
      header: webhooks.columnRate,
      align: 'right',
      width: '132px',
      cell: (row) => <Rate rate={row.success_rate} />,
      text: (row) => (row.success_rate === null ? '' : format.percent(row.success_rate)),
    },
    {
      key: 'events',
      header: webhooks.columnEvents,
      align: 'right',
      card: 'foot',
      width: '118px',
      cell: (row) => <span title={eventsOf(row)}>{webhooks.eventCount(row.events.length)}</span>,
      text: eventsOf,
    },
    {
      key: 'binding',
      header: webhooks.columnBinding,
      width: '132px',
      cell: (row) => <span title={bindingOf(row)}>{bindingOf(row)}</span>,
      text: bindingOf,
    },
    {
      key: 'owner',
      header: webhooks.columnOwner,
      width: '140px',
      isOptional: true,
      cell: (row) => row.user_name,
      text: (row) => row.user_name,
    },
    {
      key: 'succeeded',
      header: webhooks.columnSucceeded,
      align: 'right',
      width: '146px',
      isOptional: true,
      cell: (row) => row.succeeded_at !== null && <RelativeTime at={row.succeeded_at} />,
      text: (row) => (row.succeeded_at === null ? '' : csvInstant(row.succeeded_at)),
    },
    {
      key: 'updated',
      header: webhooks.columnUpdated,
      align: 'right',
      width: '116px',
      isOptional: true,
      cell: (row) => <RelativeTime at={row.updated_at} />,
      text: (row) => csvInstant(row.updated_at),
    },
  ];
};

/** The form and the call centre that a webhook is limited to. */
const useBinding = (): ((row: Webhook) => string) => {
  const { webhooks } = useMessages();
  return ({ form_name: form, call_center_name: centre }) =>
    [form, centre].filter((name) => name !== null).join(' · ') || webhooks.everything;
};

const Rate = ({ rate }: { rate: number | null }) => {
  const { webhooks } = useMessages();
  const format = useFormat();
  if (rate === null) {
    return (
      <Text span size="sm" c="dimmed">
        {webhooks.noRate}
      </Text>
    );
  }
  return (
    <Text
      span
      size="sm"
      fw={rate < GOOD_RATE_MIN ? 650 : 400}
      c={rate < GOOD_RATE_MIN ? 'brick' : 'inherit'}
    >
      {format.percent(rate)}
    </Text>
  );
};
