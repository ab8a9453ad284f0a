import { VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';
import type { Column, SortState } from './column.ts';
import classes from './data-table.module.css';
import type { Selection } from './use-selection.ts';

interface TableHeadProps<Row> {
  columns: readonly Column<Row>[];
  sort?: SortState | undefined;
  selection?: Selection | undefined;
  rowCount?: number;
  hasMenu?: boolean;
}

export const TableHead = <Row,>(props: TableHeadProps<Row>) => {
  const { columns, sort, selection, rowCount = 0, hasMenu = false } = props;
  const { table } = useMessages();
  return (
    <thead role="rowgroup">
      <tr role="row" aria-rowindex={1}>
        {selection !== undefined && (
          <th role="columnheader" scope="col" className={classes['select']}>
            <label>
              <SelectAll selection={selection} rowCount={rowCount} />
            </label>
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.key}
            role="columnheader"
            scope="col"
            data-align={column.align}
            data-needs-room={column.needsRoom || undefined}
            style={{ width: column.width }}
            {...ariaSort(column, sort)}
          >
            <HeadLabel column={column} sort={sort} />
          </th>
        ))}
        {hasMenu && (
          <th role="columnheader" scope="col" className={classes['menu']}>
            <VisuallyHidden>{table.menuColumn}</VisuallyHidden>
          </th>
        )}
      </tr>
    </thead>
  );
};

const SelectAll = ({ selection, rowCount }: { selection: Selection; rowCount: number }) => {
  const { table } = useMessages();
  const count = selection.keys.size;
  return (
    <input
      type="checkbox"
      aria-label={table.selectAll}
      checked={count > 0 && count === rowCount}
      ref={(input) => {
        if (input) input.indeterminate = count > 0 && count < rowCount;
      }}
      onChange={() => selection.setAll(count < rowCount)}
    />
  );
};

const orderOf = (
  { sortKey }: { sortKey?: string },
  sort: SortState | undefined,
): 'ascending' | 'descending' | undefined => {
  if (sortKey === undefined || sort === undefined) return undefined;
  if (sort.value === sortKey) return 'ascending';
  return sort.value === `-${sortKey}` ? 'descending' : undefined;
};

const ariaSort = (column: { sortKey?: string }, sort: SortState | undefined) => {
  const order = orderOf(column, sort);
  return order === undefined ? {} : { 'aria-sort': order };
};

const HeadLabel = <Row,>({
  column,
  sort,
}: {
  column: Column<Row>;
  sort: SortState | undefined;
}) => {
  const { header, isHeaderHidden, sortKey, firstOrder } = column;
  if (isHeaderHidden === true) return <VisuallyHidden>{header}</VisuallyHidden>;
  if (sortKey === undefined || sort === undefined) return header;
  const order = orderOf(column, sort);
  const isDescendingNext =
    order === undefined ? firstOrder === 'descending' : order === 'ascending';
  const Arrow = order === 'descending' ? IconArrowDown : IconArrowUp;
  return (
    <button
      type="button"
      className={classes['sort']}
      data-sorted={order !== undefined || undefined}
      onClick={() => sort.onChange(isDescendingNext ? `-${sortKey}` : sortKey)}
    >
      {header}
      <Arrow size={13} aria-hidden />
    </button>
  );
};
