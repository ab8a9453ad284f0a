import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import { LevelIcon } from './level.tsx';
import { useMarkRead } from '../mark-read.ts';
import { useNotificationText } from './text.ts';
import classes from './row.module.css';

type Notification = Schemas['Notification'];

interface NotificationRowProps {
  notification: Notification;
  onFollow?: () => void;
}

/** A notification in the bell: a link to its action or record. Following it marks it as read. */
export const NotificationRow = ({ notification, onFollow }: NotificationRowProps) => {
  const { notifications } = useMessages();
  const markRead = useMarkRead();
  const textOf = useNotificationText();
  const isUnread = notification.read_at === null;
  const follow = (): void => {
    if (isUnread) markRead.mutate({ params: { path: { id: notification.id } } });
    onFollow?.();
  };
  return (
    <Target notification={notification} onFollow={follow}>
      <LevelIcon level={notification.level} />
      <span className={classes['title']}>{notification.titre}</span>
      {isUnread ? (
        <span className={classes['dot']} role="img" aria-label={notifications.isUnread} />
      ) : (
        <span />
      )}
      <span className={classes['meta']}>
        {notification.message !== '' && <>{textOf(notification.message)} · </>}
        <RelativeTime at={notification.created_at} />
      </span>
    </Target>
  );
};

interface TargetProps extends Required<NotificationRowProps> {
  children: ReactNode;
}

const Target = ({ notification, onFollow, children }: TargetProps) => {
  const shared = {
    className: classes['row'],
    'data-unread': notification.read_at === null || undefined,
    onClick: onFollow,
  };
  if (notification.action_id !== null) {
    return (
      <Link to="/actions/$id" params={{ id: notification.action_id }} {...shared}>
        {children}
      </Link>
    );
  }
  if (notification.entity !== null) {
    return (
      <Link to="/entities/$type/$ref" params={notification.entity} {...shared}>
        {children}
      </Link>
    );
  }
  return (
    <Link to="/notifications" {...shared}>
      {children}
    </Link>
  );
};
