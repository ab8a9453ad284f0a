import { Stack } from '@mantine/core';
import type { Format } from '../../i18n/format.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { Legend, StackedBars, type Bucket, type Series } from '../../ui/charts/stacked-bars.tsx';
import { Card } from '../../ui/page/page.tsx';
import type { Statistics } from './types.ts';

/** A bar for each day, week or month. */

interface VolumeProps {
  statistics: Statistics;
  kind: 'messages' | 'conversations';
}

/** So many labels fit below a chart on a phone. */
const LABEL_COUNT_MAX = 6;

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
  const every = Math.ceil(periods.length / LABEL_COUNT_MAX);
  const buckets = periods.map((period, place): Bucket => {
    const start = new Date(`${period.since}T00:00:00`);
    const title = titleOf(start, step, format);
    return {
      key: period.since,
      label: (periods.length - 1 - place) % every === 0 ? format.dayShort(start) : '',
      title: step === 'week' ? words.weekOf(title) : title,
      counts: {
        received: period.received_count,
        sent: period.sent_count,
        conversations: period.conversation_count,
      },
    };
  });
  const label = kind === 'messages' ? words.messagesChart : words.conversationsChart;
  return (
    <Card title={label}>
      <Stack gap="sm">
        <StackedBars label={label} series={series} buckets={onlyShown(buckets, series)} />
        <Legend series={series} />
      </Stack>
    </Card>
  );
};

/** The height of a bar is the sum of all its counts. */
const onlyShown = (buckets: readonly Bucket[], series: readonly Series[]): Bucket[] =>
  buckets.map((bucket) => ({
    ...bucket,
    counts: Object.fromEntries(series.map(({ key }) => [key, bucket.counts[key] ?? 0])),
  }));

const titleOf = (start: Date, step: Statistics['step'], format: Format): string =>
  step === 'month' ? format.month(start) : format.date(start);
