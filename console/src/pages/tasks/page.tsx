import { Button } from '@mantine/core';
import { IconChecklist, IconPencil, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { usePageCommands } from '../../parts/commands.tsx';
import { List } from '../../parts/list/list.tsx';
import { amend } from '../../routing/search.ts';
import { Empty } from '../../ui/feedback/empty.tsx';
import { Card, Page } from '../../ui/page/page.tsx';
import type { RowAction } from '../../ui/table/column.ts';
import { useTaskColumns } from './columns.tsx';
import { useTaskFilters, useTaskViews } from './filters.tsx';
import { TaskForm } from './form.tsx';
import { tasksSource, type Task } from './query.ts';
import { tasksSearch } from './search.ts';

const route = getRouteApi('/shell/tasks');

export const TasksPage = () => {
  const { navigation, tasks: words } = useMessages();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const canCreate = useCan()('tasks:create');
  const show = (form: { task?: number | undefined; new?: true | undefined }): void =>
    void navigate({
      search: amend(search, { task: undefined, new: undefined, ...form }),
      replace: true,
    });
  const close = (): void => show({});
  usePageCommands(
    canCreate
      ? [{ id: 'new', label: words.new, icon: IconPlus, run: () => show({ new: true }) }]
      : [],
  );
  const newButton = canCreate && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => show({ new: true })}>
      {words.new}
    </Button>
  );
  const rowActions = (row: Task): RowAction[] => [
    {
      key: 'edit',
      label: words.edit,
      icon: IconPencil,
      isEdit: true,
      run: () => show({ task: row.id }),
    },
  ];
  return (
    <Page layout="list" title={navigation.tasks} actions={newButton}>
      <Card isFlush isFilling>
        <List
          list="tasks"
          label={navigation.tasks}
          search={search}
          parse={tasksSearch}
          onSearch={(next, { replace }) => void navigate({ search: next, replace })}
          columns={useTaskColumns(search)}
          filters={useTaskFilters(search)}
          textFilter={{ key: 'q', label: words.search }}
          views={useTaskViews()}
          source={tasksSource(search)}
          count={undefined}
          rowKey={(row) => row.id}
          rowName={(row) => row.title}
          rowActions={rowActions}
          empty={(isFiltered) => <NoTasks isFiltered={isFiltered} action={newButton} />}
          fileName="taches"
        />
      </Card>
      {search.new === true && canCreate && <TaskForm task={null} onClose={close} />}
      {search.task !== undefined && <OpenTask id={search.task} onClose={close} />}
    </Page>
  );
};

/** The form opens with the task as it is now: the list may be older. */
const OpenTask = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const query = api.useQuery('get', '/inbox/tasks/{id}', { params: { path: { id } } });
  return query.data === undefined ? null : (
    <TaskForm key={query.data.id} task={query.data} onClose={onClose} />
  );
};

const NoTasks = ({ isFiltered, action }: { isFiltered: boolean; action: ReactNode }) => {
  const { tasks: words } = useMessages();
  return (
    <Empty
      icon={isFiltered ? IconSearchOff : IconChecklist}
      title={isFiltered ? words.emptyFilteredTitle : words.emptyTitle}
      hint={isFiltered ? words.emptyFilteredHint : words.emptyHint}
      action={!isFiltered && action}
    />
  );
};
