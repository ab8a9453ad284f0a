import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCan } from '../../../api/session.ts';
import type { EntityType } from '../../entities/types.ts';
import { useDecide, type AnsweredNotification } from './context.ts';
import { NOTIFICATIONS_SOURCE } from './source.ts';

interface AnswerButtonProps {
  notification: AnsweredNotification;
  entity: { type: EntityType; ref: string; label?: string } | null;
  isQuiet?: boolean;
  children: ReactNode;
}

/** Answers a notification by an action, which marks it handled. */
export const AnswerButton = ({
  notification,
  entity,
  isQuiet = false,
  children,
}: AnswerButtonProps) => {
  const can = useCan();
  const decide = useDecide();
  if (!can('actions:create')) return null;
  return (
    <Button
      size="compact-sm"
      {...(isQuiet
        ? { variant: 'subtle', color: 'gray' }
        : { variant: 'default', leftSection: <IconSend size={14} /> })}
      onClick={() =>
        decide({
          entities: entity === null ? [] : [{ ...entity, label: entity.label ?? entity.ref }],
          source: NOTIFICATIONS_SOURCE,
          notification,
        })
      }
    >
      {children}
    </Button>
  );
};
