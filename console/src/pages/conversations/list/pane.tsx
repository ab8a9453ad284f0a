import { ActionIcon, Button, Group, Menu, Tooltip } from '@mantine/core';
import { IconArrowsSort, IconInboxOff, IconSearchOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { useListState } from '../../../parts/list/list.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { ViewBar } from '../../../parts/list/view-bar.tsx';
import { amend } from '../../../routing/search.ts';
import { SearchField } from '../../../ui/fields/search-field.tsx';
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
      <div className={classes['top']}>
        <SearchField
          label={words.search}
          value={search.q ?? ''}
          onChange={(q) => state.filter({ q }, true)}
          onEnter={inbox.enter}
        />
        <SortMenu value={search.sort} onChange={(sort) => go(amend(search, { sort }))} />
      </div>
      <FilterBar
        filters={filters}
        values={state.values}
        onChange={state.filter}
        views={<ViewBar {...state.viewBar} />}
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

interface SortMenuProps {
  value: Sort | undefined;
  onChange: (sort: Sort | undefined) => void;
}

const SortMenu = ({ value = DEFAULT_SORT, onChange }: SortMenuProps) => {
  const { inbox } = useMessages();
  const label = `${inbox.sort} : ${inbox.sorts[value]}`;
  return (
    <Menu withinPortal position="bottom-end">
      <Menu.Target>
        <Tooltip label={label}>
          <ActionIcon variant="default" size={30} aria-label={label}>
            <IconArrowsSort size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {SORTS.map((sort) => (
          <Menu.Item
            key={sort}
            fw={sort === value ? 600 : undefined}
            onClick={() => onChange(sort === DEFAULT_SORT ? undefined : sort)}
          >
            {inbox.sorts[sort]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
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
