import { Button, Group, Select } from '@mantine/core';
import { IconInboxOff, IconSearchOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { useListState } from '../../../parts/list/list.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { ViewBar } from '../../../parts/list/view-bar.tsx';
import { amend } from '../../../routing/search.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { ListSkeleton } from './skeleton.tsx';
import { FilterBar } from '../../../ui/table/filters/bar.tsx';
import {
  conversationsSearch,
  DEFAULT_SORT,
  SORTS,
  type ConversationsSearch,
  type Sort,
} from '../search.ts';
import type { Inbox } from '../use-inbox.ts';
import { useConversationFilters } from './filters.tsx';
import classes from './list.module.css';
import { Rows } from './list.tsx';

/** The middle pane: filters and saved views, the rows, and what can be done with the selected ones. */

interface ListPaneProps {
  inbox: Inbox;
  search: ConversationsSearch;
  bulk: ReactNode;
}

export const ListPane = ({ inbox, search, bulk }: ListPaneProps) => {
  const { inbox: words, table } = useMessages();
  const navigate = useNavigate();
  const go = (next: ConversationsSearch, isReplaced = false): void =>
    void navigate({ to: '.', search: next, replace: isReplaced });
  const filters = useConversationFilters(search);
  const state = useListState({
    list: 'conversations',
    search,
    parse: conversationsSearch,
    onSearch: (next, { replace }) => go(next, replace),
    columns: [],
    filters,
    textFilter: TEXT_FILTER,
    views: [],
    defaultSort: DEFAULT_SORT,
  });
  const { selection, query, list } = inbox;
  return (
    <div className={classes['pane']}>
      <FilterBar
        filters={filters}
        values={state.values}
        onChange={state.filter}
        search={{ ...TEXT_FILTER, label: words.search }}
        views={<ViewBar {...state.viewBar} />}
        tools={<SortField value={search.sort} onChange={(sort) => go(amend(search, { sort }))} />}
      />
      <QueryView query={query} skeleton={<ListSkeleton label={words.list} />}>
        {() =>
          list.rows.length === 0 ? (
            <NoRows isFiltered={Object.keys(state.filters).length > 0} />
          ) : (
            <Rows inbox={inbox} search={search} />
          )
        }
      </QueryView>
      {selection.keys.size > 0 && (
        <div className={classes['bulk']} role="region" aria-label={table.bulkLabel}>
          <Group justify="space-between">
            <span aria-live="polite">{words.selectedCount(selection.keys.size)}</span>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={selection.clear}>
              {table.clearSelection}
            </Button>
          </Group>
          {bulk}
        </div>
      )}
    </div>
  );
};

const TEXT_FILTER = { key: 'q', label: '' };

interface SortFieldProps {
  value: Sort | undefined;
  onChange: (sort: Sort | undefined) => void;
}

const SortField = ({ value, onChange }: SortFieldProps) => {
  const { inbox } = useMessages();
  return (
    <Select
      size="xs"
      w={170}
      aria-label={inbox.sort}
      allowDeselect={false}
      data={SORTS.map((sort) => ({ value: sort, label: inbox.sorts[sort] }))}
      value={value ?? DEFAULT_SORT}
      onChange={(chosen) => {
        const sort = SORTS.find((one) => one === chosen);
        onChange(sort === DEFAULT_SORT ? undefined : sort);
      }}
    />
  );
};

const NoRows = ({ isFiltered }: { isFiltered: boolean }) => {
  const { inbox } = useMessages();
  return (
    <Empty
      icon={isFiltered ? IconSearchOff : IconInboxOff}
      title={isFiltered ? inbox.emptyFilteredTitle : inbox.emptyTitle}
      hint={isFiltered ? inbox.emptyFilteredHint : inbox.emptyHint}
    />
  );
};
