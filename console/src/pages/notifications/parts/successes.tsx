import { Collapse, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useId } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { NotificationItem } from './item.tsx';
import { LevelIcon } from './level.tsx';
import classes from './item.module.css';

/** The successes of a day in one line. It opens to the notifications that it counts. */
export const Successes = ({
  notifications,
}: {
  notifications: readonly Schemas['Notification'][];
}) => {
  const words = useMessages().notifications;
  const [isOpen, { toggle }] = useDisclosure(false);
  const id = useId();
  return (
    <>
      <UnstyledButton
        className={classes['successes']}
        onClick={toggle}
        aria-expanded={isOpen}
        aria-controls={id}
      >
        <LevelIcon level="success" />
        {words.successes(notifications.length)}
        <IconChevronDown size={16} aria-hidden data-open={isOpen || undefined} />
      </UnstyledButton>
      <Collapse expanded={isOpen} id={id}>
        {isOpen && notifications.map((one) => <NotificationItem key={one.id} notification={one} />)}
      </Collapse>
    </>
  );
};
