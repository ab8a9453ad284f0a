import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconChecks, IconRefresh, IconSend } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { useIsPhone } from '../../ui/page/use-is-phone.ts';
import { RelativeTime } from '../../ui/values/relative-time.tsx';
import { useDecide, type AnsweredNotification } from '../actions/decide/context.ts';
import { NOTIFICATIONS_SOURCE } from '../actions/decide/source.ts';
import { useRefreshTodo } from './count.ts';
import { targetOf, type TodoItem } from './items.ts';
import { LeadButton } from './lead-button.tsx';
import { RowButton } from './row-button.tsx';
import classes from './todo.module.css';
import { SeverityIcon } from './severity.tsx';
import { useItemText } from './text.ts';

interface RowProps {
  item: TodoItem;
  isCurrent: boolean;
  /** Icons without their words, for a narrow column. */
  isCompact: boolean;
  onFocus: () => void;
  onDone: () => void;
  onRetry: () => void;
}

/** What is no failure: the icon says what it is. */
const CALM_KINDS: ReadonlySet<TodoItem['kind']> = new Set(['task', 'follow_up', 'auto_reply']);

/** One thing that waits: what it is, and what can be done about it at once. */
export const TodoRow = ({ item, isCurrent, isCompact, onFocus, onDone, onRetry }: RowProps) => {
  const { todo } = useMessages();
  const can = useCan();
  const isPhone = useIsPhone();
  const navigate = useNavigate();
  const { title, why, facts } = useItemText()(item);
  return (
    <li className={classes['row']} data-current={isCurrent || undefined} onFocus={onFocus}>
      <SeverityIcon
        severity={item.severity}
        {...(CALM_KINDS.has(item.kind) && { label: item.titre })}
      />
      <div className={classes['text']}>
        <Link
          {...targetOf(item)}
          className={classes['title']}
          data-todo={`${item.kind}/${item.id}`}
        >
          {title}
        </Link>
        <div className={classes['meta']}>
          {why !== '' && `${why} · `}
          <RelativeTime at={item.at} />
          {facts.map((fact) => ` · ${fact}`).join('')}
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
        {item.kind === 'lead' ? (
          <LeadButton item={item} isCompact={isCompact} />
        ) : item.kind === 'auto_reply' ? (
          <RowButton
            icon={IconChecks}
            label={todo.approve}
            isCompact={isCompact}
            onClick={() => void navigate(targetOf(item))}
          />
        ) : item.kind === 'conversation' ? null : isPhone ? (
          <RowButton icon={IconCheck} label={todo.done} isCompact={false} onClick={onDone} />
        ) : (
          <Tooltip label={`${todo.done} (e)`}>
            <ActionIcon variant="default" size={26} onClick={onDone} aria-label={todo.done}>
              <IconCheck size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </li>
  );
};

/** Answers a notification by an action; after a failure, another action may do instead. */
const Answer = ({ item, isCompact, onDone }: Pick<RowProps, 'item' | 'isCompact' | 'onDone'>) => {
  const { todo } = useMessages();
  const decide = useDecide();
  const refresh = useRefreshTodo();
  const { title } = useItemText()(item);
  const notification = answeredOf(item, title);
  if (notification === undefined && item.entity === null) return null;
  // No action mends a webhook.
  if (item.kind === 'notification' && item.webhook_id !== null) return null;
  const answer = (): void =>
    decide({
      entities: item.entity === null ? [] : [item.entity],
      source: NOTIFICATIONS_SOURCE,
      notification,
      // The answer to a notification takes the item away; the api can't know what else it answers.
      onSent: notification === undefined ? onDone : () => void refresh(),
      ...(item.kind === 'action' && { suggested: [item.action.action_type] }),
    });
  const label = item.kind === 'action' ? todo.otherAction : todo.answer;
  return <RowButton icon={IconSend} label={label} isCompact={isCompact} onClick={answer} />;
};

/** The reader's own notification about an item. Somebody else's action may have none. */
const answeredOf = (item: TodoItem, titre: string): AnsweredNotification | undefined => {
  const { at } = item;
  if (item.kind !== 'action' && item.kind !== 'notification') return undefined;
  if (item.kind === 'notification') {
    return {
      id: item.id,
      titre,
      message: item.message,
      created_at: at,
      action_id: null,
      suggested_action_types: item.suggested_action_types,
    };
  }
  return item.notification_id === null
    ? undefined
    : { id: item.notification_id, titre, message: item.titre, created_at: at, action_id: item.id };
};
