import { SegmentedControl, Stack, Text } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { api, type Schemas } from '../../../api/client.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { Legend, StackedBars, type Series } from '../../../ui/charts/stacked-bars.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import { WINDOWS } from './windows.ts';
import classes from './record.module.css';

type Window = (typeof WINDOWS)[number];

interface StatisticsProps {
  id: number;
  window: Window;
  onChange: (window: Window) => void;
}

/** The leads of a form by day: three figures and a chart. */
export const Statistics = ({ id, window: period, onChange }: StatisticsProps) => {
  const { forms: words } = useMessages();
  const query = api.useQuery(
    'get',
    '/api/v1/forms/{id}/stats',
    {
      params: {
        path: { id },
        query: {
          window: period,
          // Days begin at midnight in the user's time zone.
          time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
      },
    },
    { placeholderData: keepPreviousData },
  );
  const choice = (
    <SegmentedControl
      size="xs"
      aria-label={words.window}
      data={WINDOWS.map((value) => ({ value, label: words.windows[value] }))}
      value={period}
      onChange={(value) => {
        const chosen = WINDOWS.find((one) => one === value);
        if (chosen !== undefined) onChange(chosen);
      }}
    />
  );
  return (
    <Card title={words.statistics} actions={choice}>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(statistics) => <Figures statistics={statistics} />}
      </QueryView>
    </Card>
  );
};

const Figures = ({ statistics }: { statistics: Schemas['FormStatistics'] }) => {
  const { forms: words } = useMessages();
  const { totals } = statistics;
  if (totals.submissions === 0) {
    return (
      <Text c="dimmed" size="sm">
        {words.statisticsEmpty}
      </Text>
    );
  }
  return (
    <>
      <div className={classes['figures']}>
        <Figure label={words.submissions} count={totals.submissions} />
        <Figure label={words.confirmed} count={totals.confirmed} of={totals.submissions} />
        <Figure label={words.converted} count={totals.converted} of={totals.submissions} />
      </div>
      <Chart statistics={statistics} />
    </>
  );
};

const Figure = ({ label, count, of }: { label: string; count: number; of?: number }) => {
  const format = useFormat();
  return (
    <div>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={24} fw={650} lh={1.25}>
        {format.number(count)}
      </Text>
      {of !== undefined && (
        <Text size="xs" c="dimmed">
          {format.percent(count / of)}
        </Text>
      )}
    </div>
  );
};

/** Each lead is in one part of its bar: the furthest that it came. */
const Chart = ({ statistics }: { statistics: Schemas['FormStatistics'] }) => {
  const { forms: words } = useMessages();
  const format = useFormat();
  const series: Series[] = [
    { key: 'converted', label: words.series.converted, tone: 'good' },
    { key: 'confirmed', label: words.series.confirmed, tone: 'moving' },
    { key: 'received', label: words.series.received, tone: 'neutral' },
  ];
  const buckets = statistics.days.map(({ day, submissions, confirmed, converted }, at) => {
    const start = new Date(`${day}T00:00:00`);
    const furthest = Math.max(confirmed - converted, 0);
    return {
      key: day,
      // Of four weeks, one day in four has room for its name.
      label: statistics.days.length > 7 && at % 4 !== 3 ? '' : format.dayShort(start),
      title: format.date(start),
      counts: {
        converted,
        confirmed: furthest,
        received: Math.max(submissions - converted - furthest, 0),
      },
    };
  });
  return (
    <Stack gap="sm">
      <StackedBars label={words.statisticsLabel} series={series} buckets={buckets} height={150} />
      <Legend series={series} />
    </Stack>
  );
};
