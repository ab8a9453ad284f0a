import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkText } from '../../../parts/links.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { AnswerButton } from '../../actions/decide/answer.tsx';
import { useMarkRead } from '../mark-read.ts';
import classes from './item.module.css';
import { LevelIcon } from './level.tsx';
import { useNotificationText } from './text.ts';

type Notification = Schemas['Notification'];

interface ItemProps {
  notification: Notification;
}

/** A notification in the list: its title opens what it is about, which marks it as read. */
export const NotificationItem = ({ notification }: ItemProps) => {
  const { notifications } = useMessages();
  const title = useNotificationText()(notification.titre);
  const isUnread = notification.read_at === null;
  return (
    <article className={classes['item']} aria-label={title}>
      <LevelIcon level={notification.level} />
      <div className={classes['text']}>
        <Text size="sm" fw={isUnread ? 650 : 500} component="div">
          {isUnread && (
            <span className={classes['dot']} role="img" aria-label={notifications.isUnread} />
          )}
          <Subject notification={notification}>{title}</Subject>
        </Text>
        <Meta notification={notification} />
      </div>
      <ItemButtons notification={notification} isUnread={isUnread} />
    </article>
  );
};

/** A notification about nothing that has a page is only text. */
const Subject = ({ notification, children }: ItemProps & { children: ReactNode }) => {
  const { entity, action_id: actionId, webhook_id: webhookId } = notification;
  const { lead_id: leadId, lead_import_id: importId } = notification;
  if (actionId !== null) {
    return (
      <Link to="/actions/$id" params={{ id: actionId }} className={classes['title']}>
        {children}
      </Link>
    );
  }
  if (webhookId !== null) {
    return (
      <Link to="/webhooks/$id" params={{ id: String(webhookId) }} className={classes['title']}>
        {children}
      </Link>
    );
  }
  if (notification.mailbox_id !== null) {
    return (
      <Link
        to="/mailboxes/$id"
        params={{ id: String(notification.mailbox_id) }}
        className={classes['title']}
      >
        {children}
      </Link>
    );
  }
  if (leadId !== null) {
    return (
      <Link to="/leads/$id" params={{ id: String(leadId) }} className={classes['title']}>
        {children}
      </Link>
    );
  }
  if (importId !== null) {
    return (
      <Link to="/leads/imports/$importId" params={{ importId }} className={classes['title']}>
        {children}
      </Link>
    );
  }
  if (notification.knowledge_import_id !== null) {
    return (
      <Link to="/knowledge/imports" className={classes['title']}>
        {children}
      </Link>
    );
  }
  if (notification.case_id !== null) {
    return (
      <Link
        to="/cases/$id"
        params={{ id: String(notification.case_id) }}
        className={classes['title']}
      >
        {children}
      </Link>
    );
  }
  if (notification.task_id !== null) {
    return (
      <Link to="/tasks" search={{ task: notification.task_id }} className={classes['title']}>
        {children}
      </Link>
    );
  }
  if (notification.conversation_id !== null) {
    return (
      <Link
        to="/conversations/$id"
        params={{ id: String(notification.conversation_id) }}
        className={classes['title']}
      >
        {children}
      </Link>
    );
  }
  return entity === null ? (
    children
  ) : (
    <Link to="/entities/$type/$ref" params={entity} className={classes['title']}>
      {children}
    </Link>
  );
};

const Meta = ({ notification }: ItemProps) => {
  const { notifications } = useMessages();
  const textOf = useNotificationText();
  return (
    <Text size="xs" c="dimmed" component="div" className={classes['meta']}>
      {notification.message !== '' && <>{textOf(notification.message)} · </>}
      <RelativeTime at={notification.created_at} />
      {notification.handled_action_id !== null && (
        <>
          {' · '}
          <LinkText to="/actions/$id" params={{ id: notification.handled_action_id }} inherit>
            {notifications.handledBy(notification.handled_by_name ?? '')}
          </LinkText>
        </>
      )}
    </Text>
  );
};

const ItemButtons = ({ notification, isUnread }: ItemProps & { isUnread: boolean }) => {
  const { notifications } = useMessages();
  const markRead = useMarkRead();
  const { id } = notification;
  return (
    <div className={classes['buttons']}>
      {/* A second answer is rare, and may be one too many. */}
      {notification.webhook_id === null && notification.knowledge_import_id === null && (
        <AnswerButton
          notification={notification}
          entity={notification.entity}
          isQuiet={notification.handled_action_id !== null}
        >
          {notification.handled_action_id === null ? notifications.act : notifications.actAgain}
        </AnswerButton>
      )}
      {isUnread && (
        <Tooltip label={notifications.markRead}>
          <ActionIcon
            variant="default"
            size={26}
            loading={markRead.isPending}
            onClick={() => markRead.mutate({ params: { path: { id } } })}
            aria-label={notifications.markRead}
          >
            <IconCheck size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
};
