import { Button, SegmentedControl, VisuallyHidden } from '@mantine/core';
import {
  IconArrowBackUp,
  IconExternalLink,
  IconFileText,
  IconLayoutKanban,
  IconList,
  IconPlus,
  IconSearchOff,
} from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { usePageCommands } from '../../../parts/commands.tsx';
import { List } from '../../../parts/list/list.tsx';
import { amend } from '../../../routing/search.ts';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { Card, Page } from '../../../ui/page/page.tsx';
import { PageSkeleton } from '../../../ui/page/skeleton.tsx';
import type { RowAction } from '../../../ui/table/column.ts';
import { CaseForm } from '../form.tsx';
import { casesSource, useCaseCount, type Case } from '../query.ts';
import { useRestoreCase } from '../restore.ts';
import { casesSearch, type CasesSearch } from '../search.ts';
import { useCaseColumns } from './columns.tsx';
import { useCaseFilters, useCaseViews } from './filters.tsx';
import { rememberCases } from './left.ts';

const route = getRouteApi('/shell/cases');

/** Its library is loaded with it. */
const CaseBoard = lazy(async () => ({ default: (await import('../board/page.tsx')).CaseBoard }));

export const CasesPage = () => {
  const { cases: words, navigation } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const canCreate = useCan()('cases:create');
  const isBoard = search.layout === 'board';
  useEffect(() => rememberCases(amend(search, { new: undefined })), [search]);
  const show = (next: CasesSearch, isReplaced = true): void =>
    void navigate({ search: next, replace: isReplaced });
  const showNew = (isShown: boolean): void => show(amend(search, { new: isShown || undefined }));
  const toggleLayout = (): void =>
    show(amend(search, { layout: isBoard ? undefined : 'board' }), false);
  usePageCommands([
    ...(canCreate
      ? [{ id: 'new', label: words.new, icon: IconPlus, run: () => showNew(true) }]
      : []),
    {
      id: 'layout',
      label: isBoard ? words.showList : words.showBoard,
      icon: isBoard ? IconList : IconLayoutKanban,
      run: toggleLayout,
    },
  ]);
  const newButton = canCreate && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => showNew(true)}>
      {words.new}
    </Button>
  );
  return (
    <Page
      layout="list"
      title={navigation.cases}
      actions={
        <>
          <LayoutChoice
            value={isBoard ? 'board' : 'list'}
            onChange={(layout) =>
              show(amend(search, { layout: layout === 'board' ? 'board' : undefined }), false)
            }
          />
          {newButton}
        </>
      }
    >
      <Card isFlush isFilling>
        {isBoard ? (
          <Suspense fallback={<PageSkeleton />}>
            <CaseBoard search={search} onSearch={show} />
          </Suspense>
        ) : (
          <CaseList search={search} onSearch={show} newButton={newButton} />
        )}
      </Card>
      {search.new === true && canCreate && (
        <CaseForm
          row={null}
          prefill={search.client_id === undefined ? {} : { client_id: search.client_id }}
          onClose={() => showNew(false)}
        />
      )}
    </Page>
  );
};

interface LayoutChoiceProps {
  value: 'list' | 'board';
  onChange: (layout: string) => void;
}

const LayoutChoice = ({ value, onChange }: LayoutChoiceProps) => {
  const { cases: words } = useMessages();
  const option = (layout: 'list' | 'board', Shape: typeof IconList, label: string) => ({
    value: layout,
    label: (
      <span title={label} style={{ display: 'flex', alignItems: 'center' }}>
        <Shape size={15} aria-hidden />
        <VisuallyHidden>{label}</VisuallyHidden>
      </span>
    ),
  });
  return (
    <SegmentedControl
      size="xs"
      aria-label={words.layout}
      value={value}
      onChange={onChange}
      data={[
        option('list', IconList, words.asList),
        option('board', IconLayoutKanban, words.asBoard),
      ]}
    />
  );
};

interface CaseListProps {
  search: CasesSearch;
  onSearch: (search: CasesSearch, isReplaced: boolean) => void;
  newButton: ReactNode;
}

const CaseList = ({ search, onSearch, newButton }: CaseListProps) => {
  const { cases: words, navigation } = useMessages();
  return (
    <List
      list="cases"
      label={navigation.cases}
      search={search}
      parse={casesSearch}
      onSearch={(next, { replace }) => onSearch(next, replace)}
      columns={useCaseColumns()}
      filters={useCaseFilters(search)}
      textFilter={{ key: 'q', label: words.search }}
      views={useCaseViews()}
      defaultSort="-updated_at"
      source={casesSource(search)}
      count={useCaseCount(search)}
      rowKey={(row) => row.id}
      rowName={(row) => `${row.reference} ${row.title}`}
      rowActions={useRowActions()}
      empty={(isFiltered) => <NoCases isFiltered={isFiltered} action={newButton} />}
      fileName="dossiers"
    />
  );
};

const useRowActions = (): ((row: Case) => RowAction[]) => {
  const { cases: words } = useMessages();
  const navigate = route.useNavigate();
  const restore = useRestoreCase();
  const canDelete = useCan()('cases:delete');
  return (row) =>
    row.deleted_at === null
      ? [
          {
            key: 'open',
            label: words.open,
            icon: IconExternalLink,
            run: () => void navigate({ to: '/cases/$id', params: { id: String(row.id) } }),
          },
        ]
      : canDelete
        ? [
            {
              key: 'restore',
              label: words.restore,
              icon: IconArrowBackUp,
              run: () => restore(row.id),
            },
          ]
        : [];
};

export const NoCases = ({ isFiltered, action }: { isFiltered: boolean; action: ReactNode }) => {
  const { cases: words } = useMessages();
  return (
    <Empty
      icon={isFiltered ? IconSearchOff : IconFileText}
      title={isFiltered ? words.emptyFilteredTitle : words.emptyTitle}
      hint={isFiltered ? words.emptyFilteredHint : words.emptyHint}
      action={!isFiltered && action}
    />
  );
};
