import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { shownColumns, type Column, type RowAction } from '../../ui/table/column.ts';
import { ColumnMenu } from '../../ui/table/column-menu.tsx';
import { DataTableSkeleton } from '../../ui/table/data-table.tsx';
import { ExportButton } from '../../ui/table/export.tsx';
import { FilterBar } from '../../ui/table/filters/bar.tsx';
import { fieldsOf, type Filter, type FilterPatch } from '../../ui/table/filters/filter.ts';
import { ListLayout, ListTable, RowCount } from '../../ui/table/list-table.tsx';
import { useColumnChoice } from '../../ui/table/use-column-choice.ts';
import { QueryView } from '../query-view.tsx';
import { exportReader, usePages, type ListSource } from './pages.ts';
import { useSavedViews } from './use-saved-views.ts';
import { ViewBar } from './view-bar.tsx';
import type { ViewNaming } from './view-dialogs.tsx';
import {
  filtersOf,
  isSame,
  type BuiltInView,
  type SavedView,
  type SavedViewList,
} from './view-state.ts';

/** A list page as a declaration: what its columns, filters and views are, and where its rows come from. */

export interface ListSearch {
  sort?: string;
  view?: number;
}

interface ListProps<Row, Search extends ListSearch> {
  /** The name of the list for saved views and for the columns that the browser keeps. */
  list: SavedViewList;
  label: string;
  search: Search;
  /** Reads the fields of an address. */
  parse: (raw: Record<string, unknown>) => Search;
  onSearch: (search: Search, options: { replace: boolean }) => void;
  columns: readonly Column<Row>[];
  filters: readonly Filter[];
  textFilter?: { key: string; label: string };
  views: readonly BuiltInView[];
  /** Undefined: the list can't be sorted. */
  defaultSort?: string;
  source: ListSource<Row>;
  count: { count: number; is_capped: boolean } | undefined;
  rowKey: (row: Row) => string | number;
  rowName: (row: Row) => string;
  rowActions?: (row: Row) => readonly RowAction[];
  bulk?: ((rows: readonly Row[], clear: () => void) => ReactNode) | undefined;
  /** Shown instead of no rows. */
  empty: (isFiltered: boolean) => ReactNode;
  /** The name of the CSV file, without its day and ending. */
  fileName: string;
  /** The address of a CSV file with all rows. */
  fullCsvHref?: string | undefined;
  /** What else a row holds, for the CSV file. */
  moreCsvColumns?: (rows: readonly Row[]) => readonly Column<Row>[];
}

const SKELETON_ROW_COUNT = 20;

export const List = <Row, Search extends ListSearch>(props: ListProps<Row, Search>) => {
  const { label, search, defaultSort, source, count, rowKey, rowName, rowActions, bulk } = props;
  const state = useListState(props);
  const { query, list } = usePages(source);
  const { shown } = state.columns;
  const sort =
    defaultSort === undefined
      ? undefined
      : { value: search.sort ?? defaultSort, onChange: state.sortBy };
  const total = count?.is_capped === false ? count.count : undefined;
  return (
    <ListLayout>
      <FilterBar
        filters={props.filters}
        values={state.values}
        onChange={state.filter}
        views={<ViewBar {...state.viewBar} />}
        tools={
          <>
            <RowCount count={count?.count} isCapped={count?.is_capped === true} />
            <ColumnMenu
              columns={props.columns}
              chosen={state.columns.keys}
              onChange={state.columns.choose}
            />
            <ExportButton
              columns={[...shown, ...props.columns.filter((column) => !shown.includes(column))]}
              moreColumns={props.moreCsvColumns}
              fileName={props.fileName}
              fullHref={props.fullCsvHref}
              rowCount={total}
              read={exportReader(source)}
            />
          </>
        }
        {...(props.textFilter === undefined ? {} : { search: props.textFilter })}
      />
      <QueryView
        query={query}
        skeleton={
          <DataTableSkeleton isList label={label} columns={shown} rowCount={SKELETON_ROW_COUNT} />
        }
      >
        {() =>
          list.rows.length === 0 ? (
            props.empty(Object.keys(state.filters).length > 0)
          ) : (
            <ListTable
              label={label}
              columns={shown}
              list={list}
              rowKey={rowKey}
              rowName={rowName}
              sort={sort}
              rowActions={rowActions}
              bulk={bulk}
            />
          )
        }
      </QueryView>
    </ListLayout>
  );
};

/** The list without a saved view. */
const ALL = 'all';

type ListStateProps<Row, Search extends ListSearch> = Pick<
  ListProps<Row, Search>,
  | 'list'
  | 'search'
  | 'parse'
  | 'onSearch'
  | 'columns'
  | 'filters'
  | 'textFilter'
  | 'views'
  | 'defaultSort'
>;

/** What the address says about the list, the view it belongs to, and how both change. */
export const useListState = <Row, Search extends ListSearch>(
  props: ListStateProps<Row, Search>,
) => {
  const { list, search, parse, onSearch, columns, filters, textFilter, views } = props;
  const saved = useSavedViews(list);
  const fields = [
    ...filters.flatMap(fieldsOf),
    ...(textFilter === undefined ? [] : [textFilter.key]),
  ];
  const values = Object.fromEntries(Object.entries(search));
  const current = filtersOf(values, fields);
  const view = saved.views.find(({ id }) => id === search.view);
  const choice = useViewColumns(list, view);
  const { keys } = choice;
  /** A view from elsewhere may hold what this list no longer has. */
  const viewFilters = (of: SavedView) =>
    filtersOf(Object.fromEntries(Object.entries(parse(of.filters))), fields);
  const isChanged =
    view !== undefined &&
    !(
      isSame(current, viewFilters(view)) &&
      (view.sort ?? undefined) === search.sort &&
      JSON.stringify(keys) === JSON.stringify(view.columns)
    );
  const open = (of: SavedView, replace = false): void => {
    if (of.id === view?.id) choice.choose(undefined);
    const sort = of.sort === null ? {} : { sort: of.sort };
    onSearch(parse({ ...of.filters, ...sort, view: of.id }), { replace });
  };
  useFillAddress(search, Object.keys(current).length === 0, view, (of) => open(of, true));
  const builtIn = views.find((one) => isSame(current, filtersOf(one.filters, fields)));
  const content = { filters: current, sort: search.sort ?? null, columns: keys && [...keys] };
  return {
    values,
    filters: current,
    columns: { keys, shown: shownColumns(columns, keys), choose: choice.choose },
    sortBy: (sort: string) =>
      onSearch(parse({ ...values, sort: sort === props.defaultSort ? undefined : sort }), {
        replace: false,
      }),
    filter: (patch: FilterPatch, isTyping: boolean) => {
      const next = { ...values, ...patch };
      // Without a filter, the list no longer shows the view.
      const isEmpty = Object.keys(filtersOf(next, fields)).length === 0;
      onSearch(parse(isEmpty ? { ...next, view: undefined } : next), { replace: isTyping });
    },
    viewBar: {
      builtIn: views,
      state: saved,
      current: view ?? builtIn,
      isChanged,
      onOpenBuiltIn: (one: BuiltInView) => onSearch(parse({ ...one.filters }), { replace: false }),
      onOpen: (of: SavedView) => open(of),
      onSaveNew: (naming: ViewNaming, close: () => void) =>
        saved.create.mutate(
          { body: { list, ...naming, ...content } },
          {
            onSuccess: (made) => {
              close();
              choice.leave();
              open(made);
            },
          },
        ),
      onUpdate: (of: SavedView) =>
        saved.update.mutate(
          { params: { path: { id: of.id } }, body: { version: of.version, ...content } },
          { onSuccess: () => choice.choose(undefined) },
        ),
      onDeleted: () => onSearch(parse({ ...values, view: undefined }), { replace: true }),
    },
  };
};

/** The columns that the user chose for a view, else those that the view keeps. */
const useViewColumns = (list: SavedViewList, view: SavedView | undefined) => {
  const choice = useColumnChoice(list, view === undefined ? ALL : String(view.id));
  const ofAll = useColumnChoice(list, ALL).chosen;
  const [ofAllBefore] = useState(ofAll);
  return {
    keys: choice.chosen === undefined ? (view?.columns ?? null) : choice.chosen,
    choose: choice.choose,
    /** The columns are those of a new view now, no longer a choice for what it was made of. */
    leave: () => choice.choose(view === undefined ? ofAllBefore : undefined),
  };
};

/** An address with a view and nothing else, as people send it, gets the filters of the view. */
const useFillAddress = (
  { view: id }: ListSearch,
  isBare: boolean,
  view: SavedView | undefined,
  open: (view: SavedView) => void,
): void => {
  const fill = useEffectEvent(() => {
    if (isBare && view !== undefined && Object.keys(view.filters).length > 0) open(view);
  });
  const isFound = view !== undefined;
  useEffect(() => {
    if (isFound) fill();
  }, [id, isFound]);
};
