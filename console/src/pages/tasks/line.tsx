import { Checkbox, Group, Text } from '@mantine/core';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { useSetDone, type Task } from './query.ts';

/** A task beside the record it belongs to. */
export const TaskLine = ({ task }: { task: Task }) => {
  const { tasks: words } = useMessages();
  const mayChange = useCan()('tasks:update');
  const { setDone, isPending } = useSetDone();
  const isDone = task.done_at !== null;
  return (
    <li>
      <Group gap={8} wrap="nowrap" align="start">
        <Checkbox
          size="xs"
          mt={3}
          checked={isDone}
          disabled={!mayChange || isPending}
          aria-label={isDone ? words.reopen(task.title) : words.markDone(task.title)}
          onChange={() => setDone(task, !isDone)}
        />
        <div>
          <Text span inherit {...(isDone && { c: 'dimmed', td: 'line-through' })}>
            {task.title}
          </Text>
          <Text size="xs" c="dimmed">
            {task.assigned_to_name ?? words.nobody}
            {task.due_at !== null && (
              <>
                {' · '}
                <RelativeTime at={task.due_at} />
              </>
            )}
          </Text>
        </div>
      </Group>
    </li>
  );
};
