import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconCheck, IconRefresh, IconSend, type Icon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCan, useMe } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { useTypeLabels } from '../action-types/catalogue.ts';
import { useDecide, type AnsweredNotification } from '../actions/decide/context.ts';
import { NOTIFICATIONS_SOURCE } from '../actions/decide/source.ts';
import { useNotificationText } from '../notifications/parts/text.ts';
import { useRefreshTodo } from './count.ts';
import { targetOf, type TodoItem } from './items.ts';
import classes from './todo.module.css';
import { SeverityIcon } from './severity.tsx';

interface RowProps {
  item: TodoItem;
  isCurrent: boolean;
  /** Icons without their words, for a narrow column. */
  isCompact: boolean;
  onFocus: () => void;
  onDone: () => void;
  onRetry: () => void;
}

/** One thing that waits: what it is, and what can be done about it at once. */
export const TodoRow = ({ item, isCurrent, isCompact, onFocus, onDone, onRetry }: RowProps) => {
  const { todo } = useMessages();
  const can = useCan();
  return (
    <li className={classes['row']} data-current={isCurrent || undefined} onFocus={onFocus}>
      <SeverityIcon severity={item.severity} />
      <div className={classes['text']}>
        <Link
          {...targetOf(item)}
          className={classes['title']}
          data-todo={`${item.kind}/${item.id}`}
        >
          {item.titre}
        </Link>
        <div className={classes['meta']}>
          <Meta item={item} />
        </div>
      </div>
      <div className={classes['buttons']}>
        {item.kind === 'action' && can('actions:retry') && (
          <RowButton
            icon={IconRefresh}
            label={todo.retry}
            isCompact={isCompact}
            onClick={onRetry}
          />
        )}
        {can('actions:create') && <Answer item={item} isCompact={isCompact} onDone={onDone} />}
        <Tooltip label={`${todo.done} (e)`}>
          <ActionIcon variant="default" size={26} onClick={onDone} aria-label={todo.done}>
            <IconCheck size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
    </li>
  );
};

interface RowButtonProps {
  icon: Icon;
  label: string;
  isCompact: boolean;
  onClick: () => void;
}

const RowButton = ({ icon: Shape, label, isCompact, onClick }: RowButtonProps) =>
  isCompact ? (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={26} onClick={onClick} aria-label={label}>
        <Shape size={15} />
      </ActionIcon>
    </Tooltip>
  ) : (
    <Button size="compact-sm" variant="default" leftSection={<Shape size={14} />} onClick={onClick}>
      {label}
    </Button>
  );

const Meta = ({ item }: { item: TodoItem }) => {
  const { todo } = useMessages();
  const { user } = useMe();
  const labelOf = useTypeLabels();
  const textOf = useNotificationText();
  const parts =
    item.kind === 'action'
      ? [
          labelOf(item.action.action_type) ?? item.action.action_type,
          item.entity?.label,
          item.action.decide_par === user.id ? undefined : todo.by(item.action.decide_par_name),
          item.severity === 'urgent' ? todo.check : undefined,
        ]
      : [textOf(item.message), item.entity?.label];
  return (
    <>
      {parts
        .filter((part) => part !== undefined && part !== '')
        .map((part) => `${part} · `)
        .join('')}
      <RelativeTime at={item.at} />
    </>
  );
};

/** Answers with an action: the notification if there is one, else with an action for the record. */
const Answer = ({ item, isCompact, onDone }: Pick<RowProps, 'item' | 'isCompact' | 'onDone'>) => {
  const { todo } = useMessages();
  const decide = useDecide();
  const refresh = useRefreshTodo();
  const notification = answeredOf(item);
  if (notification === undefined && item.entity === null) return null;
  const answer = (): void =>
    decide({
      entities: item.entity === null ? [] : [item.entity],
      source: NOTIFICATIONS_SOURCE,
      notification,
      // The answer to a notification takes the item away; the api can't know what else it answers.
      onSent: notification === undefined ? onDone : () => void refresh(),
      ...(item.kind === 'action' && { suggested: [item.action.action_type] }),
    });
  return <RowButton icon={IconSend} label={todo.answer} isCompact={isCompact} onClick={answer} />;
};

/** The reader's own notification about an item. Somebody else's action may have none. */
const answeredOf = (item: TodoItem): AnsweredNotification | undefined => {
  const { titre, at } = item;
  if (item.kind === 'notification') {
    return { id: item.id, titre, message: item.message, created_at: at, action_id: null };
  }
  return item.notification_id === null
    ? undefined
    : { id: item.notification_id, titre, message: '', created_at: at, action_id: item.id };
};
