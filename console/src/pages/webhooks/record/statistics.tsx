import { Group, Progress, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../../api/client.ts';
import type { Format } from '../../../i18n/format.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { amend, oneOf } from '../../../routing/search.ts';
import { Legend, StackedBars, type Bucket, type Series } from '../../../ui/charts/stacked-bars.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { WINDOWS } from '../search.ts';
import type { Webhook } from '../types.ts';
import classes from './record.module.css';

/** How a webhook did in the last day, week or four weeks. */

type Counts = Schemas['WebhookStatistics'];

const route = getRouteApi('/shell/webhooks/$id');

export const Statistics = ({ webhook }: { webhook: Webhook }) => {
  const { webhook: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const window = search.window ?? '24h';
  const query = api.useQuery(
    'get',
    '/api/webhooks/{id}/stats',
    {
      params: {
        path: { id: webhook.id },
        // Days begin at midnight in the user's time zone.
        query: { window, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <Card
      title={words.statistics}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={words.window}
          data={WINDOWS.map((value) => ({ value, label: words.windows[value] }))}
          value={window}
          onChange={(value) =>
            void navigate({
              search: amend(search, { window: oneOf(WINDOWS, value) }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      }
    >
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(counts) => (
          <Stack gap="lg" style={query.isPlaceholderData ? { opacity: 0.6 } : {}}>
            <Figures counts={counts} />
            <Chart counts={counts} />
            <Causes counts={counts} />
          </Stack>
        )}
      </QueryView>
    </Card>
  );
};

interface CountsProps {
  counts: Counts;
}

const Figures = ({ counts }: CountsProps) => {
  const { webhook: words } = useMessages();
  const format = useFormat();
  const { deliveries, duration_ms: duration, success_rate: rate } = counts;
  const time = (ms: number | null): string => (ms === null ? '—' : format.duration(ms));
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md">
      <Figure
        label={words.rate}
        value={rate === null ? '—' : format.percent(rate)}
        hint={words.rateHint(deliveries.succeeded ?? 0, deliveries.failed ?? 0)}
      />
      <Figure
        label={words.waiting}
        value={format.number(deliveries.pending ?? 0)}
        hint={words.waitingHint}
      />
      <Figure label={words.p50} value={time(duration.p50)} hint={words.p50Hint} />
      <Figure label={words.p95} value={time(duration.p95)} hint={words.p95Hint} />
    </SimpleGrid>
  );
};

const Figure = ({ label, value, hint }: { label: string; value: string; hint: string }) => (
  <div>
    <Text size="sm" c="dimmed">
      {label}
    </Text>
    <Text fz={24} fw={650} lh={1.25} className={classes['figure']}>
      {value}
    </Text>
    <Text size="xs" c="dimmed">
      {hint}
    </Text>
  </div>
);

/** So many intervals between two labels of a long chart: they would overlap on a phone. */
const LABEL_EVERY = 6;
const LABELLED_ALL_MAX = 7;

const Chart = ({ counts }: CountsProps) => {
  const { webhook: words } = useMessages();
  const format = useFormat();
  const { intervals, step, attempts } = counts;
  if (attempts.count === 0) {
    return (
      <Text size="sm" c="dimmed">
        {words.statisticsEmpty}
      </Text>
    );
  }
  const series: Series[] = [
    { key: 'succeeded', label: words.seriesSucceeded, tone: 'good' },
    { key: 'failed', label: words.seriesFailed, tone: 'bad' },
  ];
  const buckets = intervals.map((interval, place): Bucket => {
    const { since, p95_ms: p95 } = interval;
    const isLabelled =
      intervals.length <= LABELLED_ALL_MAX || (intervals.length - 1 - place) % LABEL_EVERY === 0;
    const title = titleOf(since, step, format);
    return {
      key: since,
      label: isLabelled ? labelOf(since, step, format) : '',
      title: p95 === null ? title : `${title} · ${words.barP95(format.duration(p95))}`,
      counts: { succeeded: interval.succeeded_count, failed: interval.failed_count },
    };
  });
  return (
    <Stack gap="sm">
      <StackedBars
        label={step === 'hour' ? words.attemptsByHour : words.attemptsByDay}
        series={series}
        buckets={buckets}
        height={150}
      />
      <Group justify="space-between" gap="xs">
        <Legend series={series} />
        <Text size="xs" c="dimmed">
          {step === 'hour' ? words.attemptsByHour : words.attemptsByDay}
        </Text>
      </Group>
      {counts.is_capped && (
        <Text size="xs" c="dimmed">
          {words.statisticsCapped}
        </Text>
      )}
    </Stack>
  );
};

const labelOf = (since: string, step: Counts['step'], format: Format): string =>
  step === 'hour' ? format.hour(since) : format.dayShort(since);

const titleOf = (since: string, step: Counts['step'], format: Format): string =>
  step === 'hour' ? format.instant(since) : format.date(since);

/** Why attempts failed, the most frequent cause first. */
const Causes = ({ counts }: CountsProps) => {
  const { webhook: words, webhookErrors } = useMessages();
  const format = useFormat();
  const { error_classes: causes, attempts } = counts;
  if (attempts.count === 0) return null;
  return (
    <Stack gap={8}>
      <Text size="sm" fw={600}>
        {words.errors}
      </Text>
      {causes.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.errorsNone}
        </Text>
      )}
      {causes.map(({ error_class: code, count }) => (
        <div key={code} className={classes['cause']}>
          <Text size="sm">{webhookErrors[code]}</Text>
          <Progress
            size="sm"
            color="brick"
            value={(100 * count) / Math.max(attempts.failed_count, 1)}
            aria-label={webhookErrors[code]}
          />
          <Text size="sm" className={classes['figure']}>
            {format.number(count)}
          </Text>
        </div>
      ))}
    </Stack>
  );
};
