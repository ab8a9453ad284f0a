import { RelativeTime } from '../values/relative-time.tsx';
import type { Column } from './column.ts';
import { csvInstant } from './csv.ts';

interface TimedRow {
  created_at: string;
  updated_at: string;
}

/** When a row was created, shown on demand, and when it was changed: the last columns of a list. */
export const timeColumns = <Row extends TimedRow>(headers: {
  created: string;
  updated: string;
}): Column<Row>[] => [
  {
    key: 'created',
    header: headers.created,
    align: 'right',
    width: '104px',
    sortKey: 'created_at',
    firstOrder: 'descending',
    isOptional: true,
    cell: (row) => <RelativeTime at={row.created_at} />,
    text: (row) => csvInstant(row.created_at),
  },
  {
    key: 'updated',
    header: headers.updated,
    align: 'right',
    card: 'foot',
    width: '104px',
    sortKey: 'updated_at',
    firstOrder: 'descending',
    cell: (row) => <RelativeTime at={row.updated_at} />,
    text: (row) => csvInstant(row.updated_at),
  },
];
