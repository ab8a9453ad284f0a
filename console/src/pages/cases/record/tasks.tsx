import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { api, client } from '../../../api/client.ts';
import { useCan, useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { InstantField } from '../../../ui/form/fields/instant-field.tsx';
import { Card } from '../../../ui/page/page.tsx';
import { TaskLine } from '../../tasks/line.tsx';
import { useRefreshTasks } from '../../tasks/query.ts';
import { CaseAssigneeField } from '../assignee-field.tsx';
import { useRefreshCases, type Case } from '../query.ts';
import classes from './record.module.css';

const TASK_COUNT_MAX = 50;

/** The tasks of a case: done by one click, and new ones. */
export const CaseTasks = ({ row }: { row: Case }) => {
  const { composer: words } = useMessages();
  const mayCreate = useCan()('tasks:create');
  const [isAdding, setAdding] = useState(false);
  const tasks =
    api.useQuery('get', '/api/crm/case/{id}/task', {
      params: { path: { id: row.id }, query: { limit: TASK_COUNT_MAX } },
    }).data?.data ?? [];
  return (
    <Card
      title={words.tasks}
      actions={
        mayCreate &&
        !isAdding && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {words.newTask}
          </Button>
        )
      }
    >
      {isAdding && <TaskForm caseId={row.id} onClose={() => setAdding(false)} />}
      {tasks.length === 0 && !isAdding && (
        <Text size="sm" c="dimmed">
          {words.noTasks}
        </Text>
      )}
      <ul className={classes['list']} aria-label={words.tasks}>
        {tasks.map((task) => (
          <TaskLine key={task.id} task={task} />
        ))}
      </ul>
    </Card>
  );
};

const TaskForm = ({ caseId, onClose }: { caseId: number; onClose: () => void }) => {
  const { common, composer: words, tasks } = useMessages();
  const { user } = useMe();
  const refreshTasks = useRefreshTasks();
  const refreshCases = useRefreshCases();
  const initialValues: { title: string; due_at: string | null; assigned_to: number | null } = {
    title: '',
    due_at: null,
    assigned_to: user.id,
  };
  const form = useApiForm({
    draft: `cases/${caseId}/task`,
    initialValues,
    required: ['title'],
    submit: ({ title, ...rest }, once) => {
      const body = { title: title.trim(), ...rest };
      return sent(
        client.POST('/api/crm/case/{id}/task', {
          params: { path: { id: caseId } },
          body,
          headers: once(body),
        }),
      );
    },
    onSuccess: () => {
      toast('good', tasks.created);
      void Promise.all([refreshTasks(), refreshCases()]);
      onClose();
    },
  });
  return (
    <form onSubmit={form.onSubmit} noValidate>
      <Stack gap="xs" mb="sm">
        {form.note}
        <TextInput size="sm" label={tasks.columnTitle} data-autofocus {...form.field('title')} />
        <InstantField
          label={tasks.columnDue}
          value={form.values.due_at ?? undefined}
          error={form.errors['due_at']}
          onChange={(at) => form.setFieldValue('due_at', at ?? null)}
        />
        <CaseAssigneeField
          of={{ caseId }}
          label={tasks.columnAssignee}
          current={null}
          value={form.values.assigned_to}
          error={form.errors['assigned_to']}
          onChange={(userId) => form.setFieldValue('assigned_to', userId)}
        />
        <Group justify="flex-end" gap="xs">
          <Button size="compact-sm" variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button size="compact-sm" type="submit" loading={form.isPending}>
            {words.addTask}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
