import { SimpleGrid } from '@mantine/core';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { Figure } from '../../ui/charts/figure.tsx';
import { Card } from '../../ui/page/page.tsx';
import { ListLink } from './link.tsx';
import type { CaseReport, ListOf } from './listed.ts';

/** Nine of fewer say nothing. */
const NINE_OF_TEN_COUNT_MIN = 10;

interface ReportProps {
  report: CaseReport;
  listOf: ListOf;
}

/** The figures of the whole period, and of now. */
export const Summary = ({ report, listOf }: ReportProps) => {
  const { caseReports: words, cases } = useMessages();
  const format = useFormat();
  const { open_count: open, overdue_count: overdue, resolution } = report;
  const duration = useDuration();
  return (
    <Card title={words.summary}>
      <SimpleGrid cols={{ base: 2, md: 3, lg: 5 }} spacing="md">
        <Figure
          label={words.opened}
          value={format.number(report.opened_count)}
          hint={words.inPeriod}
        />
        <Figure
          label={words.resolved}
          value={format.number(report.resolved_count)}
          hint={words.inPeriod}
        />
        <Figure
          label={words.open}
          value={<ListLink search={open === 0 ? null : listOf({})}>{format.number(open)}</ListLink>}
          hint={words.today}
        />
        <Figure
          label={cases.overdue}
          value={
            <ListLink search={overdue === 0 ? null : listOf({ due: 'overdue' })}>
              {format.number(overdue)}
            </ListLink>
          }
          hint={words.today}
        />
        <Figure
          label={words.median}
          value={duration(resolution.median_seconds)}
          hint={
            resolution.p90_seconds !== null &&
            report.resolved_count >= NINE_OF_TEN_COUNT_MIN &&
            words.nineOfTen(duration(resolution.p90_seconds))
          }
        />
      </SimpleGrid>
    </Card>
  );
};

const SECOND_MS = 1000;

export const useDuration = (): ((seconds: number | null) => string) => {
  const { caseReports: words } = useMessages();
  const format = useFormat();
  return (seconds) => (seconds === null ? words.none : format.duration(seconds * SECOND_MS));
};
