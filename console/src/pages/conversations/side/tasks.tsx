import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { api, client } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { sent } from '../../../parts/sent.ts';
import { useApiForm } from '../../../parts/use-api-form.tsx';
import { toast } from '../../../ui/feedback/toast.ts';
import { InstantField } from '../../../ui/form/fields/instant-field.tsx';
import { TaskLine } from '../../tasks/line.tsx';
import { useRefreshTasks } from '../../tasks/query.ts';
import { ColleagueSelect } from '../colleague-select.tsx';
import { Section } from './section.tsx';
import classes from './side.module.css';

const TASK_COUNT_MAX = 50;

/** The tasks of a conversation: done by one click, and new ones. */
export const Tasks = ({ conversationId }: { conversationId: number }) => {
  const { composer: words } = useMessages();
  const mayCreate = useCan()('tasks:create');
  const [isAdding, setAdding] = useState(false);
  const tasks =
    api.useQuery('get', '/inbox/conversations/{id}/tasks', {
      params: { path: { id: conversationId }, query: { limit: TASK_COUNT_MAX } },
    }).data?.data ?? [];
  return (
    <Section
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
      {isAdding && <TaskForm conversationId={conversationId} onClose={() => setAdding(false)} />}
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
    </Section>
  );
};

interface TaskFormProps {
  conversationId: number;
  onClose: () => void;
}

const TaskForm = ({ conversationId, onClose }: TaskFormProps) => {
  const { common, composer: words, tasks } = useMessages();
  const refresh = useRefreshTasks();
  const path = { id: conversationId };
  const initialValues: { title: string; due_at: string | null; assigned_to: number | null } = {
    title: '',
    due_at: null,
    assigned_to: null,
  };
  const form = useApiForm({
    draft: `conversations/${conversationId}/task`,
    initialValues,
    required: ['title'],
    submit: ({ title, due_at: dueAt, assigned_to: assignee }, once) => {
      const body = {
        title: title.trim(),
        due_at: dueAt,
        ...(assignee !== null && { assigned_to: assignee }),
      };
      return sent(
        client.POST('/inbox/conversations/{id}/tasks', {
          params: { path },
          body,
          headers: once(body),
        }),
      );
    },
    onSuccess: () => {
      toast('good', tasks.created);
      void refresh();
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
        <ColleagueSelect
          conversationId={conversationId}
          size="sm"
          label={words.assignee}
          placeholder={tasks.assigneeMe}
          value={form.values.assigned_to ?? undefined}
          error={form.errors['assigned_to']}
          onChange={(id) => form.setFieldValue('assigned_to', id ?? null)}
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
