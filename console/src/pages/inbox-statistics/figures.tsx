import { SimpleGrid, Table } from '@mantine/core';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { Figure } from '../../ui/charts/figure.tsx';
import { Card } from '../../ui/page/page.tsx';
import type { Duration, Statistics } from './types.ts';

/** The figures of the whole range. */

interface StatisticsProps {
  statistics: Statistics;
}

export const Figures = ({ statistics }: StatisticsProps) => {
  const { inboxStatistics: words } = useMessages();
  const format = useFormat();
  const { conversation_count: count, resolved_count: resolved, resolution_rate: rate } = statistics;
  return (
    <Card title={words.summary}>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md">
        <Figure label={words.conversations} value={format.number(count)} />
        <Figure label={words.received} value={format.number(statistics.received_count)} />
        <Figure label={words.sent} value={format.number(statistics.sent_count)} />
        <Figure
          label={words.rate}
          value={rate === null ? words.none : format.percent(rate)}
          hint={words.rateHint(format.number(resolved), format.number(count))}
        />
      </SimpleGrid>
    </Card>
  );
};

export const Durations = ({ statistics }: StatisticsProps) => {
  const { inboxStatistics: words } = useMessages();
  return (
    <Card title={words.durations} isFlush>
      <Table.ScrollContainer minWidth={520}>
        <Table horizontalSpacing="md" aria-label={words.durations}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th rowSpan={2}>{words.durationKind}</Table.Th>
              <Table.Th colSpan={2}>{words.clock}</Table.Th>
              <Table.Th colSpan={2}>{words.business}</Table.Th>
              <Table.Th rowSpan={2}>{words.of}</Table.Th>
            </Table.Tr>
            <Table.Tr>
              <Table.Th>{words.median}</Table.Th>
              <Table.Th>{words.mean}</Table.Th>
              <Table.Th>{words.median}</Table.Th>
              <Table.Th>{words.mean}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody style={{ fontVariantNumeric: 'tabular-nums' }}>
            <DurationRow label={words.firstReply} duration={statistics.first_reply} />
            <DurationRow label={words.resolution} duration={statistics.resolution} />
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
};

const SECOND_MS = 1000;

const DurationRow = ({ label, duration }: { label: string; duration: Duration }) => {
  const { inboxStatistics: words } = useMessages();
  const format = useFormat();
  const shown = (seconds: number | null): string =>
    seconds === null ? words.none : format.duration(seconds * SECOND_MS);
  return (
    <Table.Tr>
      <Table.Th scope="row">{label}</Table.Th>
      <Table.Td>{shown(duration.median_seconds)}</Table.Td>
      <Table.Td>{shown(duration.mean_seconds)}</Table.Td>
      <Table.Td>{shown(duration.business_median_seconds)}</Table.Td>
      <Table.Td>{shown(duration.business_mean_seconds)}</Table.Td>
      <Table.Td>{format.number(duration.count)}</Table.Td>
    </Table.Tr>
  );
};
