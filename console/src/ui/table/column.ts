import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** What a list declares: its columns, and what can be done with a row. */

export interface Column<Row> {
  key: string;
  header: string;
  /** Hides the header visually. Screen readers still read it. */
  isHeaderHidden?: boolean;
  cell: (row: Row) => ReactNode;
  align?: 'right';
  /** In px if the contents have a usual length, else in %. Absent: what the others leave. */
  width?: string;
  /** A column of a list without a width in px gets no narrower than this. */
  widthMinPx?: number;
  /** The place of the cell when the table is narrow and each row becomes a card. */
  card?: 'title' | 'aside' | 'line' | 'foot' | 'hidden';
  /** What the list calls the order of this column. Absent: the list can't be sorted by it. */
  sortKey?: string;
  /** The order of the first click; ascending if absent. */
  firstOrder?: 'descending';
  /** The cell as text, for the CSV file. Absent: the column is not in it. */
  text?: (row: Row) => string;
  /** Shown only to those who choose it. */
  isOptional?: boolean;
  /** Left out of a list between 600 and 1100 px, which would scroll sideways, unless one chooses it. */
  needsRoom?: boolean;
}

export interface RowAction {
  key: string;
  label: string;
  icon?: Icon;
  isDangerous?: boolean;
  /** What the key `e` does. */
  isEdit?: boolean;
  run: () => void;
}

/** Sorted by `name` ascending, or descending with a `-` before it. */
export interface SortState {
  value: string;
  onChange: (sort: string) => void;
}

/** The chosen columns in the chosen order. The title column is always there: it opens the row. */
export const chosenColumns = <Row>(
  columns: readonly Column<Row>[],
  keys: readonly string[] | null,
): Column<Row>[] => {
  if (keys === null) return columns.filter(({ isOptional }) => isOptional !== true);
  const chosen = keys.flatMap((key) => columns.find((column) => column.key === key) ?? []);
  const title = columns.find(({ card }) => card === 'title');
  return title === undefined || chosen.includes(title) ? chosen : [title, ...chosen];
};

/** As they are drawn: chosen ones at every width. */
export const shownColumns = <Row>(
  columns: readonly Column<Row>[],
  keys: readonly string[] | null,
): Column<Row>[] => {
  const chosen = chosenColumns(columns, keys);
  if (keys === null) return chosen;
  return chosen.map((column) => ({ ...column, needsRoom: false }));
};

const WIDTH_MIN_PX = 112;

/** Below this width a list scrolls sideways. */
export const listWidthMin = (
  columns: readonly Pick<Column<never>, 'width' | 'widthMinPx' | 'needsRoom'>[],
): string =>
  `calc(${columns
    .filter(({ needsRoom }) => needsRoom !== true)
    .map(({ width, widthMinPx = WIDTH_MIN_PX }) =>
      width?.endsWith('px') === true ? width : `${widthMinPx}px`,
    )
    .join(' + ')})`;
