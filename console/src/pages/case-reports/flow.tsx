import { Stack, Table } from '@mantine/core';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { bucketsOf } from '../../ui/charts/buckets.ts';
import { StackedBars } from '../../ui/charts/stacked-bars.tsx';
import { Card } from '../../ui/page/page.tsx';
import type { CaseReport } from './listed.ts';

interface FlowProps {
  report: CaseReport;
  kind: 'opened' | 'resolved';
}

/** The cases that came or went, each day, week or month. */
export const Flow = ({ report: { periods, step }, kind }: FlowProps) => {
  const { caseReports: words } = useMessages();
  const format = useFormat();
  const label = kind === 'opened' ? words.openedChart : words.resolvedChart;
  const series = {
    key: kind,
    label: words[kind],
    tone: kind === 'opened' ? ('info' as const) : ('good' as const),
  };
  const buckets = bucketsOf({
    periods,
    step,
    format,
    weekOf: words.weekOf,
    countsOf: (period) => ({
      [kind]: kind === 'opened' ? period.opened_count : period.resolved_count,
    }),
  });
  return (
    <Card title={label}>
      <Stack gap="sm">
        <StackedBars label={label} series={[series]} buckets={buckets} />
        <details>
          <summary>{words.asTable}</summary>
          <Table aria-label={label} mt="xs" style={{ fontVariantNumeric: 'tabular-nums' }}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.steps[step]}</Table.Th>
                <Table.Th ta="end">{series.label}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {buckets.map(({ key, title, counts }) => (
                <Table.Tr key={key}>
                  <Table.Th scope="row" fw={400}>
                    {title}
                  </Table.Th>
                  <Table.Td ta="end">{format.number(counts[kind] ?? 0)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </details>
      </Stack>
    </Card>
  );
};
