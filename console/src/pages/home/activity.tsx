import { Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { STATUS_TONES } from '../actions/status.tsx';
import { IN_FLIGHT, TO_HANDLE } from '../actions/statuses.ts';
import { LinkBlock } from '../../parts/links.tsx';
import type { ActionsSearch } from '../actions/search.ts';
import { ACTION_STATUSES, type ActionStatus } from '../actions/statuses.ts';
import { Legend, StackedBars, type Bucket } from '../../ui/charts/stacked-bars.tsx';
import { countOf, windowOf, type Statistics } from './statistics.ts';
import classes from './page.module.css';

/** The actions of the last days: four figures, and a chart by day. */

interface StatisticsProps {
  statistics: Statistics;
}

export const Figures = ({ statistics }: StatisticsProps) => {
  const { home } = useMessages();
  const format = useFormat();
  const succeeded = countOf(statistics, 'succeeded');
  const toHandle = countOf(statistics, ...TO_HANDLE);
  const settled = succeeded + toHandle;
  const linkTo = (...status: ActionStatus[]): ActionsSearch => ({
    status,
    ...windowOf(statistics),
  });
  return (
    <SimpleGrid cols={2}>
      <Figure
        label={home.inFlight}
        count={countOf(statistics, ...IN_FLIGHT)}
        hint={home.inFlightHint}
        search={linkTo(...IN_FLIGHT)}
      />
      <Figure
        label={home.succeeded}
        count={succeeded}
        hint={home.succeededHint}
        search={linkTo('succeeded')}
      />
      <Figure
        label={home.toHandle}
        count={toHandle}
        hint={home.toHandleHint}
        search={linkTo(...TO_HANDLE)}
      />
      {settled > 0 && (
        <Figure
          label={home.successRate}
          value={format.percent(succeeded / settled)}
          hint={home.successRateHint}
          search={linkTo('succeeded', ...TO_HANDLE)}
        />
      )}
    </SimpleGrid>
  );
};

interface FigureProps {
  label: string;
  /** 0 is shown as a word. */
  count?: number;
  value?: string;
  hint: string;
  search: ActionsSearch;
}

const Figure = ({ label, count, value, hint, search }: FigureProps) => {
  const { home } = useMessages();
  const format = useFormat();
  return (
    <LinkBlock to="/actions" search={search} className={classes['figure']}>
      <Group justify="space-between" wrap="nowrap" gap="xs" c="dimmed">
        <Text size="sm">{label}</Text>
        <IconChevronRight size={15} aria-hidden className={classes['chevron']} />
      </Group>
      <Text fz={26} fw={650} lh={1.25} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {count === 0 ? (
          <span className={classes['none']}>{home.none}</span>
        ) : (
          (value ?? format.number(count ?? 0))
        )}
      </Text>
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
    </LinkBlock>
  );
};

export const Activity = ({ statistics }: StatisticsProps) => {
  const { home, statuses } = useMessages();
  const format = useFormat();
  const series = ACTION_STATUSES.filter((status) => countOf(statistics, status) > 0).map(
    (status) => ({ key: status, label: statuses[status], tone: STATUS_TONES[status] }),
  );
  if (series.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        {home.activityEmpty}
      </Text>
    );
  }
  const buckets = statistics.days.map(({ day, counts }): Bucket => {
    const start = new Date(`${day}T00:00:00`);
    return { key: day, label: format.dayShort(start), title: format.date(start), counts };
  });
  return (
    <Stack gap="sm">
      <StackedBars label={home.activityLabel} series={series} buckets={buckets} />
      <Legend series={series} />
    </Stack>
  );
};
