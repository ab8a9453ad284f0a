import { Skeleton, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

export interface Column<Row> {
  key: string;
  header: string;
  /** Hides the header visually. Screen readers still read it. */
  isHeaderHidden?: boolean;
  cell: (row: Row) => ReactNode;
  align?: 'right';
  width?: string;
  /** The place of the cell when the table is narrow and each row becomes a card. */
  card?: 'title' | 'aside' | 'line' | 'foot' | 'hidden';
}

interface DataTableProps<Row> {
  /** The accessible name of the table. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  isStale?: boolean;
}

/**
 * A table that becomes a list of cards below 600 px. The first link in the title cell covers its
 * row. Roles are explicit because `display: grid` removes them from table elements.
 */
export const DataTable = <Row,>({ label, columns, rows, rowKey, isStale }: DataTableProps<Row>) => (
  <div className={classes['box']}>
    <table
      className={classes['table']}
      role="table"
      aria-label={label}
      style={{ opacity: isStale === true ? 0.6 : 1, transition: 'opacity 120ms' }}
    >
      <TableHead columns={columns} />
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row" className={classes['row']}>
            {columns.map((column) => (
              <td
                key={column.key}
                role="cell"
                data-label={column.header}
                data-align={column.align}
                data-card={column.card ?? 'line'}
                data-title={column.card === 'title' || undefined}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const TableHead = <Row,>({ columns }: Pick<DataTableProps<Row>, 'columns'>) => (
  <thead role="rowgroup">
    <tr role="row">
      {columns.map((column) => (
        <th
          key={column.key}
          role="columnheader"
          scope="col"
          data-align={column.align}
          style={{ width: column.width }}
        >
          {column.isHeaderHidden === true ? (
            <VisuallyHidden>{column.header}</VisuallyHidden>
          ) : (
            column.header
          )}
        </th>
      ))}
    </tr>
  </thead>
);

const SKELETON_ROW_COUNT = 6;
const SKELETON_WIDTHS = ['70%', '50%', '80%', '60%', '45%', '65%'];

/** Shown while the rows are loading. It has the same columns, so that the layout does not move. */
export const DataTableSkeleton = <Row,>({
  label,
  columns,
}: Pick<DataTableProps<Row>, 'label' | 'columns'>) => (
  <div className={classes['box']} aria-busy aria-label={label}>
    <table className={classes['table']} role="presentation">
      <TableHead columns={columns} />
      <tbody>
        {Array.from({ length: SKELETON_ROW_COUNT }, (_, row) => (
          <tr key={row}>
            {columns.map((column, index) => (
              <td key={column.key} data-card={column.card ?? 'line'}>
                <Skeleton
                  height={12}
                  my={5}
                  maw={180}
                  width={SKELETON_WIDTHS[(row + index) % SKELETON_WIDTHS.length] ?? '60%'}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
