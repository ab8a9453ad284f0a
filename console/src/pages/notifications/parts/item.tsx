import { Button, Group, Text } from '@mantine/core';
import { IconArrowRight, IconCheck } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { LinkButton } from '../../../parts/links.tsx';
import { AnswerButton } from '../../actions/decide/answer.tsx';
import { LevelIcon } from './level.tsx';
import { useMarkRead } from '../mark-read.ts';
import { useNotificationText } from './text.ts';
import { RelativeTime } from '../../../ui/values/relative-time.tsx';
import classes from './item.module.css';

type Notification = Schemas['Notification'];

interface ItemProps {
  notification: Notification;
}

/** A notification in the list, with its buttons. */
export const NotificationItem = ({ notification }: ItemProps) => {
  const { notifications } = useMessages();
  const textOf = useNotificationText();
  const isUnread = notification.read_at === null;
  return (
    <article className={classes['item']} aria-label={notification.titre}>
      <LevelIcon level={notification.level} />
      <div className={classes['text']}>
        <Text size="sm" fw={isUnread ? 650 : 500}>
          {isUnread && (
            <span className={classes['dot']} role="img" aria-label={notifications.isUnread} />
          )}
          {notification.titre}
        </Text>
        {notification.message !== '' && (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {textOf(notification.message)}
          </Text>
        )}
        <Text size="xs" c="dimmed" component="div">
          <RelativeTime at={notification.created_at} />
        </Text>
      </div>
      <ItemButtons notification={notification} isUnread={isUnread} />
    </article>
  );
};

const ItemButtons = ({ notification, isUnread }: ItemProps & { isUnread: boolean }) => {
  const { notifications } = useMessages();
  const markRead = useMarkRead();
  const read = (): void => {
    if (isUnread) markRead.mutate({ params: { path: { id: notification.id } } });
  };
  const { entity, action_id: actionId } = notification;
  const look = { size: 'compact-sm', variant: 'default', onClick: read } as const;
  return (
    <Group className={classes['buttons'] ?? ''} gap={6}>
      {actionId !== null && (
        <LinkButton
          {...look}
          to="/actions/$id"
          params={{ id: actionId }}
          rightSection={<IconArrowRight size={14} />}
        >
          {notifications.openAction}
        </LinkButton>
      )}
      {entity !== null && (
        <LinkButton
          {...look}
          to="/entities/$type/$ref"
          params={entity}
          rightSection={<IconArrowRight size={14} />}
        >
          {notifications.openEntity}
        </LinkButton>
      )}
      <AnswerButton notification={notification} entity={entity} onClick={read}>
        {notifications.act}
      </AnswerButton>
      {isUnread && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconCheck size={15} />}
          loading={markRead.isPending}
          onClick={read}
        >
          {notifications.markRead}
        </Button>
      )}
    </Group>
  );
};
