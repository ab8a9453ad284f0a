import { Stack } from '@mantine/core';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { bucketsOf } from '../../ui/charts/buckets.ts';
import { Legend, StackedBars, type Series } from '../../ui/charts/stacked-bars.tsx';
import { Card } from '../../ui/page/page.tsx';
import type { Statistics } from './types.ts';

/** A bar for each day, week or month. */

interface VolumeProps {
  statistics: Statistics;
  kind: 'messages' | 'conversations';
}

export const Volume = ({ statistics, kind }: VolumeProps) => {
  const { inboxStatistics: words } = useMessages();
  const format = useFormat();
  const { periods, step } = statistics;
  const series: Series[] =
    kind === 'messages'
      ? [
          { key: 'received', label: words.received, tone: 'info' },
          { key: 'sent', label: words.sent, tone: 'good' },
        ]
      : [{ key: 'conversations', label: words.conversations, tone: 'moving' }];
  const buckets = bucketsOf({
    periods,
    step,
    format,
    weekOf: words.weekOf,
    countsOf: (period) =>
      kind === 'messages'
        ? { received: period.received_count, sent: period.sent_count }
        : { conversations: period.conversation_count },
  });
  const label = kind === 'messages' ? words.messagesChart : words.conversationsChart;
  return (
    <Card title={label}>
      <Stack gap="sm">
        <StackedBars label={label} series={series} buckets={buckets} />
        <Legend series={series} />
      </Stack>
    </Card>
  );
};
