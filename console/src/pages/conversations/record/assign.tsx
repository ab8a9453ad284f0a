import { Button, Group, Modal, Stack } from '@mantine/core';
import { IconHandGrab, IconUserOff } from '@tabler/icons-react';
import { useCan, useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { useOpenerFocus } from '../../../ui/feedback/use-opener-focus.ts';
import { UserSelect } from '../../users/select.tsx';

/** Asks who gets the conversations. An agent takes them or hands them back; others give them to somebody. */

interface AssignDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onChoose: (userId: number | null) => void;
}

export const AssignDialog = ({ isOpen, onClose, onChoose }: AssignDialogProps) => {
  const { inbox } = useMessages();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={inbox.assignTitle}
      size="sm"
      // The next key is for the inbox, which takes none while a dialog fades away.
      transitionProps={{ duration: 0 }}
    >
      <Choices
        onChoose={(userId) => {
          onClose();
          onChoose(userId);
        }}
      />
    </Modal>
  );
};

const Choices = ({ onChoose }: Pick<AssignDialogProps, 'onChoose'>) => {
  const { inbox } = useMessages();
  const { user, permissions } = useMe();
  const mayGiveToOthers = useCan()('users:read') && permissions['conversations:update'] !== 'own';
  useOpenerFocus();
  return (
    <Stack>
      <Group grow>
        <Button
          data-autofocus
          leftSection={<IconHandGrab size={16} />}
          onClick={() => onChoose(user.id)}
        >
          {inbox.toMe}
        </Button>
        <Button
          variant="default"
          leftSection={<IconUserOff size={16} />}
          onClick={() => onChoose(null)}
        >
          {inbox.toNobody}
        </Button>
      </Group>
      {mayGiveToOthers && (
        <UserSelect
          label={inbox.toOther}
          value={undefined}
          onChange={(userId) => {
            if (userId !== undefined) onChoose(userId);
          }}
        />
      )}
    </Stack>
  );
};
