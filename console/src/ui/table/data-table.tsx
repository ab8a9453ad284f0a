import { Skeleton } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { listWidthMin, type Column, type RowAction, type SortState } from './column.ts';
import classes from './data-table.module.css';
import { TableHead } from './head.tsx';
import { TableRow } from './row.tsx';
import { isNearEnd, useListBox } from './use-list-box.ts';
import type { Selection } from './use-selection.ts';
import { useTableKeys } from './use-table-keys.ts';

export type { Column } from './column.ts';

interface DataTableProps<Row> {
  /** The accessible name of the table. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  isStale?: boolean;
  /** What a row is called, for its checkbox and its menu. */
  rowName?: (row: Row) => string;
  /**
   * The table is what the page is about: one line a row, headers that stay, a box of its own that scrolls,
   * and keys. Without it, a small table inside of a page.
   */
  isList?: boolean;
  sort?: SortState;
  selection?: Selection;
  rowActions?: (row: Row) => readonly RowAction[];
  /** Called while the end of the list is near. */
  onEnd?: () => void;
  /** Below the last row. */
  foot?: ReactNode;
}

/**
 * A table that becomes a list of cards below 600 px. A click on a row opens the link of its title cell.
 * Roles are explicit because `display: grid` removes them from table elements.
 */
export const DataTable = <Row,>(props: DataTableProps<Row>) => {
  const { label, columns, rows, rowKey, isStale, isList = false, sort, selection } = props;
  const { rowName = () => '', rowActions, onEnd, foot } = props;
  const box = useRef<HTMLDivElement>(null);
  const { window: drawn, scrollTo } = useListBox(box, rows.length, isList);
  const keys = rows.map((row) => String(rowKey(row)));
  const actionsAt = (index: number): readonly RowAction[] => {
    const row = rows[index];
    return row === undefined ? [] : (rowActions?.(row) ?? []);
  };
  useTableKeys({
    box,
    isEnabled: isList,
    keys,
    selection,
    actionsOf: rowActions && actionsAt,
    scrollTo,
  });
  return (
    <div
      ref={box}
      className={classes['box']}
      data-list={isList || undefined}
      data-scroll-restoration-id={isList ? label : undefined}
      onScroll={({ currentTarget }) => {
        if (isNearEnd(currentTarget)) onEnd?.();
      }}
    >
      <table
        className={classes['table']}
        role="table"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        data-stale={isStale || undefined}
        style={isList ? { minWidth: listWidthMin(columns) } : undefined}
      >
        <TableHead
          columns={columns}
          sort={sort}
          selection={selection}
          rowCount={rows.length}
          hasMenu={rowActions !== undefined}
        />
        <tbody role="rowgroup">
          <Spacer heightPx={drawn.beforePx} />
          {rows.slice(drawn.start, drawn.end).map((row, position) => {
            const index = drawn.start + position;
            return (
              <TableRow
                key={rowKey(row)}
                id={String(rowKey(row))}
                row={row}
                index={index}
                name={rowName(row)}
                columns={columns}
                selection={selection}
                actions={rowActions && actionsAt(index)}
              />
            );
          })}
          <Spacer heightPx={drawn.afterPx} />
        </tbody>
      </table>
      {foot}
    </div>
  );
};

/** Stands for the rows that are not drawn. */
const Spacer = ({ heightPx }: { heightPx: number }) =>
  heightPx > 0 && <tr aria-hidden className={classes['spacer']} style={{ height: heightPx }} />;

const SKELETON_ROW_COUNT = 6;
const SKELETON_WIDTHS = ['70%', '50%', '80%', '60%', '45%', '65%'];

interface SkeletonProps<Row> extends Pick<DataTableProps<Row>, 'label' | 'columns' | 'isList'> {
  rowCount?: number;
}

/** Shown while the rows are loading. It has the same columns, so that the layout does not move. */
export const DataTableSkeleton = <Row,>({
  label,
  columns,
  isList,
  rowCount = SKELETON_ROW_COUNT,
}: SkeletonProps<Row>) => (
  <div
    className={classes['box']}
    role="status"
    aria-busy
    aria-label={label}
    data-list={isList || undefined}
  >
    <table className={classes['table']} aria-hidden>
      <TableHead columns={columns} />
      <tbody>
        {Array.from({ length: rowCount }, (_, row) => (
          <tr key={row}>
            {columns.map((column, index) => (
              <td key={column.key} data-card={column.card ?? 'line'}>
                <Skeleton
                  height={isList === true ? 10 : 12}
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
