import { Button, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { api, client } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { saveChanges, useSeen } from '../../parts/save-changes.ts';
import { sent } from '../../parts/sent.ts';
import { useApiForm } from '../../parts/use-api-form.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { SideDrawer } from '../../ui/feedback/side-drawer.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { InstantField } from '../../ui/form/fields/instant-field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { AssigneeField } from '../users/assignee-field.tsx';
import { useRefreshTasks, type Task } from './query.ts';

interface TaskFormProps {
  /** The task to change; null for a new one. */
  task: Task | null;
  onClose: () => void;
}

interface Values {
  title: string;
  due_at: string | null;
  assigned_to: number | null;
}

export const TaskForm = ({ task, onClose }: TaskFormProps) => {
  const { common, tasks: words } = useMessages();
  const form = useTaskForm(task, onClose);
  return (
    <SideDrawer isOpen title={task === null ? words.new : words.editTitle} onClose={onClose}>
      <Form
        form={form}
        submitLabel={task === null ? common.create : common.save}
        isEdit={task !== null}
        onCancel={onClose}
        extra={task !== null && <Remove task={task} onRemoved={onClose} />}
      >
        <TextInput label={words.columnTitle} data-autofocus {...form.field('title')} />
        <InstantField
          label={words.columnDue}
          value={form.values.due_at ?? undefined}
          error={form.errors['due_at']}
          onChange={(at) => form.setFieldValue('due_at', at ?? null)}
        />
        <AssigneeField
          label={words.columnAssignee}
          current={assigneeOf(task)}
          value={form.values.assigned_to}
          error={form.errors['assigned_to']}
          onChange={(userId) => form.setFieldValue('assigned_to', userId)}
        />
      </Form>
    </SideDrawer>
  );
};

const assigneeOf = (task: Task | null) =>
  task === null || task.assigned_to === null
    ? null
    : { id: task.assigned_to, name: task.assigned_to_name ?? '' };

const valuesOf = (task: Task): Values => ({
  title: task.title,
  due_at: task.due_at,
  assigned_to: task.assigned_to,
});

const toBody = ({ title, ...rest }: Values) => ({ title: title.trim(), ...rest });

const useTaskForm = (task: Task | null, onClose: () => void) => {
  const { tasks: words } = useMessages();
  const { user } = useMe();
  const refresh = useRefreshTasks();
  const seen = useRef(task);
  const form = useApiForm<Values, Task>({
    draft: `tasks/${task?.id ?? 'new'}`,
    initialValues:
      task === null ? { title: '', due_at: null, assigned_to: user.id } : valuesOf(task),
    required: ['title'],
    submit: (values, once) => {
      const base = seen.current;
      const fields = toBody(values);
      if (base === null) {
        return sent(client.POST('/inbox/tasks', { body: fields, headers: once(fields) }));
      }
      const params = { path: { id: base.id } };
      return saveChanges({
        base,
        fields,
        fieldsOf: (one) => toBody(valuesOf(one)),
        send: (body) => sent(client.PATCH('/inbox/tasks/{id}', { params, body })),
        readAgain: () => sent(client.GET('/inbox/tasks/{id}', { params })),
      });
    },
    onSuccess: () => {
      toast('good', task === null ? words.created : words.saved);
      void refresh();
      onClose();
    },
  });
  useSeen(seen, task, !form.isChanged);
  return form;
};

const Remove = ({ task, onRemoved }: { task: Task; onRemoved: () => void }) => {
  const messages = useMessages();
  const { common, tasks: words } = messages;
  const refresh = useRefreshTasks();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/inbox/tasks/{id}', {
    onSuccess: () => {
      toast('good', words.removed);
      void refresh();
      onRemoved();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <Button
        variant="subtle"
        color="red"
        leftSection={<IconTrash size={16} />}
        onClick={() => setAsking(true)}
      >
        {words.remove}
      </Button>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.removeTitle(task.title)}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { id: task.id } } })}
        onClose={() => setAsking(false)}
      >
        {words.removeBody}
      </Confirm>
    </>
  );
};
