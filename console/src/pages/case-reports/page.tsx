import { Button, Group, Menu, SegmentedControl, SimpleGrid, Stack } from '@mantine/core';
import { IconChartBar, IconDownload } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { useCan, useMe } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { Forbidden } from '../../parts/forbidden.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { amend, oneOf, stringifySearch } from '../../routing/search.ts';
import { STEPS } from '../../ui/charts/steps.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { MonthField } from '../../ui/form/fields/month-field.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import { PageSkeleton } from '../../ui/page/skeleton.tsx';
import { FilterBar } from '../../ui/table/filters/bar.tsx';
import { Distributions } from './distributions.tsx';
import { useReportFilters } from './filters.ts';
import { Flow } from './flow.tsx';
import { ByAgent, ByClient, ByType } from './groups.tsx';
import { useListOf, type CaseReport } from './listed.ts';
import {
  caseReportSearch,
  lastMonthOf,
  monthOf,
  pdfQueryOf,
  queryOf,
  shownStep,
  thisMonth,
  type CaseReportSearch,
} from './search.ts';
import { Summary } from './summary.tsx';

const route = getRouteApi('/shell/case-reports');

/** Figures of the cases within reach. The address has month, period and filters. */
export const CaseReportsPage = () => {
  const { caseReports: words } = useMessages();
  const { permissions } = useMe();
  const isAllowed = useCan()('cases:report');
  const search = route.useSearch();
  const query = api.useQuery(
    'get',
    '/api/crm/report',
    { params: { query: queryOf(search) } },
    { enabled: isAllowed, placeholderData: keepPreviousData },
  );
  if (!isAllowed) {
    return (
      <Page layout="form" title={words.title}>
        <Card>
          <Forbidden />
        </Card>
      </Page>
    );
  }
  return (
    <Page
      layout="record"
      title={words.title}
      description={permissions['cases:report'] === 'company' ? words.ofCompany : words.ofTeam}
      actions={<Downloads search={search} />}
    >
      <Filters search={search} />
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {(report) => (
          <div style={query.isPlaceholderData ? { opacity: 0.6 } : {}}>
            <Content report={report} search={search} />
          </div>
        )}
      </QueryView>
    </Page>
  );
};

const Downloads = ({ search }: { search: CaseReportSearch }) => {
  const { caseReports: words } = useMessages();
  const format = useFormat();
  const month = format.month(`${lastMonthOf(search)}-01T12:00:00`);
  const item = (href: string, label: string) => (
    <Menu.Item component="a" href={href} download>
      {label}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {words.download}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {item(`/api/crm/report/pdf${stringifySearch(pdfQueryOf(search))}`, words.asPdf(month))}
        {item(
          `/api/crm/report/export${stringifySearch(queryOf(search))}`,
          monthOf(search) === undefined ? words.asCsvOfPeriod : words.asCsv(month),
        )}
      </Menu.Dropdown>
    </Menu>
  );
};

const Filters = ({ search }: { search: CaseReportSearch }) => {
  const { caseReports: words } = useMessages();
  const navigate = route.useNavigate();
  const show = (next: CaseReportSearch): void =>
    void navigate({ search: next, replace: true, resetScroll: false });
  return (
    <Card>
      <FilterBar
        filters={useReportFilters(search)}
        values={search}
        onChange={(patch) => {
          const isPeriod = ['period', 'from', 'to'].some((key) => patch[key] !== undefined);
          show(caseReportSearch({ ...search, ...patch, ...(isPeriod && { month: undefined }) }));
        }}
        tools={
          <Group gap="xs">
            <SegmentedControl
              size="xs"
              aria-label={words.step}
              data={STEPS.map((value) => ({ value, label: words.steps[value] }))}
              value={shownStep(search)}
              onChange={(value) => show(amend(search, { step: oneOf(STEPS, value) }))}
            />
            <MonthField
              label={words.month}
              value={monthOf(search)}
              max={thisMonth()}
              onChange={(month) =>
                show(
                  amend(search, {
                    month: month === thisMonth() ? undefined : month,
                    period: undefined,
                    from: undefined,
                    to: undefined,
                  }),
                )
              }
            />
          </Group>
        }
      />
    </Card>
  );
};

interface ContentProps {
  report: CaseReport;
  search: CaseReportSearch;
}

const Content = ({ report, search }: ContentProps) => {
  const { caseReports: words } = useMessages();
  const listOf = useListOf(search);
  if (report.by_status.length === 0) {
    return (
      <Card>
        <Empty icon={IconChartBar} title={words.emptyTitle} hint={words.emptyHint} />
      </Card>
    );
  }
  return (
    <Stack gap={20}>
      <Summary report={report} listOf={listOf} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing={20}>
        <Flow report={report} kind="opened" />
        <Flow report={report} kind="resolved" />
      </SimpleGrid>
      <ByType report={report} listOf={listOf} />
      <Distributions report={report} listOf={listOf} />
      <ByAgent report={report} listOf={listOf} />
      <ByClient report={report} listOf={listOf} />
    </Stack>
  );
};
