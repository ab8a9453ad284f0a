import { Box, Button, Loader, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useRef, type ReactNode } from 'react';
import { useFormat, useMessages } from '../../i18n/index.tsx';
import { BulkBar } from './bulk-bar.tsx';
import type { Column, RowAction, SortState } from './column.ts';
import { DataTable } from './data-table.tsx';
import classes from './list-table.module.css';
import { useSelection } from './use-selection.ts';

/** The rows of a list page: selection, what to do with it, and the rows that follow. */

export interface ListRows<Row> {
  rows: readonly Row[];
  isStale: boolean;
  /** Something has changed since, and the list is too long to be read again by itself. */
  isOutdated: boolean;
  hasMore: boolean;
  isLoadingMore: boolean;
  /** More rows than a list keeps: the user has to filter. */
  isCut: boolean;
  loadMore: () => void;
  /** Reads the first rows again and forgets the others. */
  readAgain: () => void;
}

/** The filters above, and the rows in what is left of the height. */
export const ListLayout = ({ children }: { children: ReactNode }) => (
  <div className={classes['layout']}>{children}</div>
);

interface ListTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  list: ListRows<Row>;
  rowKey: (row: Row) => string | number;
  rowName: (row: Row) => string;
  sort?: SortState | undefined;
  rowActions?: ((row: Row) => readonly RowAction[]) | undefined;
  /** The buttons for the selected rows. Without them, rows can't be selected. */
  bulk?: ((rows: readonly Row[], clear: () => void) => ReactNode) | undefined;
}

export const ListTable = <Row,>(props: ListTableProps<Row>) => {
  const { label, columns, list, rowKey, rowName, sort, rowActions, bulk } = props;
  const order = useStableKeys(list.rows.map((row) => String(rowKey(row))));
  const selection = useSelection(order);
  const selected = list.rows.filter((row) => selection.keys.has(String(rowKey(row))));
  const loadMore = (): void => {
    if (list.hasMore && !list.isLoadingMore) list.loadMore();
  };
  const frame = useRef<HTMLDivElement>(null);
  const readAgain = (): void => {
    list.readAgain();
    frame.current?.scrollIntoView({ block: 'nearest' });
    frame.current?.querySelector('[data-list]')?.scrollTo({ top: 0 });
    // The button is gone: the keyboard goes on in the list.
    frame.current?.focus({ preventScroll: true });
  };
  return (
    <div className={classes['list']} ref={frame} tabIndex={-1}>
      {list.isOutdated && <OutdatedNote onReadAgain={readAgain} />}
      <DataTable
        isList
        label={label}
        columns={columns}
        rows={list.rows}
        rowKey={rowKey}
        rowName={rowName}
        isStale={list.isStale}
        onEnd={loadMore}
        foot={<ListFoot list={list} onMore={loadMore} />}
        {...(sort === undefined ? {} : { sort })}
        {...(bulk === undefined ? {} : { selection })}
        {...(rowActions === undefined ? {} : { rowActions })}
      />
      {bulk !== undefined && selected.length > 0 && (
        <BulkBar selection={selection}>{bulk(selected, selection.clear)}</BulkBar>
      )}
    </div>
  );
};

const OutdatedNote = ({ onReadAgain }: { onReadAgain: () => void }) => {
  const { table } = useMessages();
  return (
    <div className={classes['outdated']} role="status">
      <Text size="sm">{table.outdated}</Text>
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<IconRefresh size={14} />}
        onClick={onReadAgain}
      >
        {table.readAgain}
      </Button>
    </div>
  );
};

/** The same array while the keys are the same. */
const useStableKeys = (keys: readonly string[]): readonly string[] => {
  const known = useRef(keys);
  const isSame =
    keys.length === known.current.length &&
    keys.every((key, index) => key === known.current[index]);
  if (!isSame) known.current = keys;
  return known.current;
};

interface ListFootProps<Row> {
  list: ListRows<Row>;
  onMore: () => void;
}

/** Reads more rows, or says why there are no more. */
export const ListFoot = <Row,>({ list, onMore }: ListFootProps<Row>) => {
  const { table } = useMessages();
  const format = useFormat();
  if (list.isCut) {
    return (
      <Text className={classes['foot']} size="sm" c="dimmed">
        {table.tooMany(format.number(list.rows.length))}
      </Text>
    );
  }
  if (!list.hasMore) return null;
  return (
    <Box className={classes['foot']}>
      {list.isLoadingMore ? (
        <>
          <Loader size="xs" />
          <Text size="sm" c="dimmed">
            {table.loadingMore}
          </Text>
        </>
      ) : (
        <Button size="compact-sm" variant="default" onClick={onMore}>
          {table.loadMore}
        </Button>
      )}
    </Box>
  );
};

interface RowCountProps {
  count: number | undefined;
  isCapped: boolean;
}

/** How many rows the filters leave. */
export const RowCount = ({ count, isCapped }: RowCountProps) => {
  const { table } = useMessages();
  const format = useFormat();
  if (count === undefined) return null;
  return (
    <span className={classes['count']} aria-live="polite">
      {isCapped
        ? table.rowCountCapped(format.number(count))
        : table.rowCount(format.number(count), count < 2)}
    </span>
  );
};
