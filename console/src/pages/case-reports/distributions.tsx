import { SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { Shares, type Share } from '../../ui/charts/shares.tsx';
import { Card } from '../../ui/page/page.tsx';
import { TONE_COLOURS } from '../../ui/values/tones.ts';
import { PRIORITY_LOOKS, STATUS_LOOKS } from '../cases/looks.tsx';
import { CASE_PRIORITIES, CASE_STATUSES, type CasesSearch } from '../cases/search.ts';
import { ListLink } from './link.tsx';
import type { CaseReport, ListOf } from './listed.ts';

/** How cases are spread now. */

interface DistributionsProps {
  report: CaseReport;
  listOf: ListOf;
}

const AGES = ['week', 'month', 'quarter', 'longer'] as const;
const AGE_COLOURS = { week: 'moss', month: 'sky', quarter: 'saffron', longer: 'plum' } as const;
const RISKS = ['critical', 'high', 'medium', 'low', null] as const;
const RISK_COLOURS = { critical: 'brick', high: 'brick', medium: 'saffron', low: 'moss' } as const;

export const Distributions = ({ report, listOf }: DistributionsProps) => {
  const { caseReports: words, cases } = useMessages();
  const link = (label: string, more: CasesSearch): ReactNode => (
    <ListLink search={listOf(more)}>{label}</ListLink>
  );
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing={20}>
      <Distribution
        title={words.byStatus}
        shares={CASE_STATUSES.map((status) => ({
          key: status,
          label: cases.statuses[status],
          count: report.by_status.find((one) => one.status === status)?.count ?? 0,
          colour: TONE_COLOURS[STATUS_LOOKS[status].tone],
          link: link(cases.statuses[status], { status: [status] }),
        }))}
      />
      <Distribution
        title={words.byPriority}
        shares={CASE_PRIORITIES.map((priority) => ({
          key: priority,
          label: cases.priorities[priority],
          count: report.by_priority.find((one) => one.priority === priority)?.count ?? 0,
          colour: TONE_COLOURS[PRIORITY_LOOKS[priority].tone],
          link: link(cases.priorities[priority], { priority: [priority] }),
        }))}
      />
      <Distribution
        title={words.byAge}
        shares={AGES.map((age) => ({
          key: age,
          label: words.ages[age],
          count: report.by_age.find((one) => one.age === age)?.count ?? 0,
          colour: AGE_COLOURS[age],
        }))}
      />
      <Distribution
        title={words.byRisk}
        shares={RISKS.map((level) => ({
          key: String(level),
          label: level === null ? words.notAnalysed : words.risks[level],
          count: report.by_risk.find((one) => one.risk_level === level)?.count ?? 0,
          colour: level === null ? 'gray' : RISK_COLOURS[level],
        }))}
      />
    </SimpleGrid>
  );
};

/** All parts in their order, also those without a case. */
const Distribution = ({ title, shares }: { title: string; shares: readonly Share[] }) => {
  const { caseReports: words } = useMessages();
  const isEmpty = shares.every(({ count }) => count === 0);
  return (
    <Card title={title}>
      <Shares shares={isEmpty ? [] : shares.map(withoutEmptyLink)} none={words.noCase} />
    </Card>
  );
};

const withoutEmptyLink = ({ link, ...share }: Share): Share =>
  share.count === 0 ? share : { ...share, link };
