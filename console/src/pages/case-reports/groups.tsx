import { Button, Progress, Table, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useCan } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { LinkText } from '../../parts/links.tsx';
import { Card } from '../../ui/page/page.tsx';
import type { CasesSearch } from '../cases/search.ts';
import classes from './groups.module.css';
import { ListLink } from './link.tsx';
import type { CaseReport, ListOf } from './listed.ts';
import { useDuration } from './summary.tsx';

/** What came, went and is open: by type, by agent, by client. A table whose bars are the open cases. */

interface ReportProps {
  report: CaseReport;
  listOf: ListOf;
}

export const ByType = ({ report, listOf }: ReportProps) => {
  const { caseReports: words, cases } = useMessages();
  return (
    <Groups
      title={words.byType}
      nameHeader={cases.columnType}
      rows={report.by_type.map(({ case_type: type, ...figures }) => ({
        ...figures,
        key: type,
        name: cases.types[type],
        list: listOf({ case_type: [type] }),
      }))}
    />
  );
};

export const ByAgent = ({ report, listOf }: ReportProps) => {
  const { caseReports: words, cases } = useMessages();
  const duration = useDuration();
  return (
    <Groups
      title={words.byAgent}
      nameHeader={cases.columnAssignee}
      rows={report.by_agent.map(({ user_id: id, name, median_seconds: median, ...figures }) => ({
        ...figures,
        key: String(id),
        name: id === null ? cases.nobody : (name ?? `#${id}`),
        list: listOf({ assigned_to: id ?? 'none' }),
        median: duration(median),
      }))}
    />
  );
};

export const ByClient = ({ report, listOf }: ReportProps) => {
  const { caseReports: words, cases } = useMessages();
  const mayOpen = useCan()('people:read');
  return (
    <Groups
      title={words.byClient}
      nameHeader={cases.columnClient}
      rows={report.by_client.map(({ client_id: id, name, ...figures }) => ({
        ...figures,
        key: String(id),
        name,
        list: listOf({ client_id: id }),
        ...(mayOpen && {
          link: (
            <LinkText to="/people/$id" params={{ id: String(id) }} inherit>
              {name}
            </LinkText>
          ),
        }),
      }))}
    />
  );
};

interface Group {
  key: string;
  name: string;
  /** Instead of the name. */
  link?: ReactNode;
  opened_count: number;
  resolved_count: number;
  open_count: number;
  /** The open ones. */
  list: CasesSearch | null;
  median?: string;
}

interface GroupsProps {
  title: string;
  nameHeader: string;
  rows: readonly Group[];
}

const SHOWN_COUNT = 10;

const Groups = ({ title, nameHeader, rows }: GroupsProps) => {
  const { caseReports: words } = useMessages();
  const [isAll, setAll] = useState(false);
  const hasMedian = rows.some(({ median }) => median !== undefined);
  const most = Math.max(...rows.map(({ open_count: count }) => count), 1);
  if (rows.length === 0)
    return (
      <Card title={title}>
        <Text size="sm" c="dimmed">
          {words.noCase}
        </Text>
      </Card>
    );
  return (
    <Card title={title} isFlush>
      <Table aria-label={title} className={classes['table'] ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{nameHeader}</Table.Th>
            <Table.Td aria-hidden className={classes['bar'] ?? ''} />
            <Table.Th>{words.opened}</Table.Th>
            <Table.Th>{words.resolved}</Table.Th>
            {hasMedian && <Table.Th className={classes['median'] ?? ''}>{words.median}</Table.Th>}
            <Table.Th>{words.open}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(isAll ? rows : rows.slice(0, SHOWN_COUNT)).map((row) => (
            <GroupRow key={row.key} row={row} most={most} />
          ))}
        </Table.Tbody>
      </Table>
      {rows.length > SHOWN_COUNT && !isAll && (
        <Button variant="subtle" size="xs" fullWidth onClick={() => setAll(true)}>
          {words.showAll(rows.length)}
        </Button>
      )}
    </Card>
  );
};

const GroupRow = ({ row, most }: { row: Group; most: number }) => {
  const { caseReports: words } = useMessages();
  const format = useFormat();
  const { name, link, median, open_count: open } = row;
  return (
    <Table.Tr>
      <Table.Th scope="row" title={name} className={classes['name'] ?? ''}>
        {link ?? name}
      </Table.Th>
      <Table.Td aria-hidden className={classes['bar'] ?? ''}>
        <Progress size="sm" value={(100 * open) / most} />
      </Table.Td>
      <Table.Td>{format.number(row.opened_count)}</Table.Td>
      <Table.Td>{format.number(row.resolved_count)}</Table.Td>
      {median !== undefined && <Table.Td className={classes['median'] ?? ''}>{median}</Table.Td>}
      <Table.Td>
        <ListLink
          search={open === 0 ? null : row.list}
          label={words.openOf(format.number(open), name)}
        >
          {format.number(open)}
        </ListLink>
      </Table.Td>
    </Table.Tr>
  );
};
