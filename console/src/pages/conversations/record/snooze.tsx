import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { useOpenerFocus } from '../../../ui/feedback/use-opener-focus.ts';
import { InstantField } from '../../../ui/form/fields/instant-field.tsx';
import { snoozeTimes } from './snooze-times.ts';

/** Asks until when the conversations are hidden. */

interface SnoozeDialogProps {
  isOpen: boolean;
  isSnoozed: boolean;
  onClose: () => void;
  /** Null: shown again at once. */
  onChoose: (until: string | null) => void;
}

export const SnoozeDialog = ({ isOpen, onClose, onChoose, isSnoozed }: SnoozeDialogProps) => {
  const { inbox } = useMessages();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={inbox.snoozeTitle}
      size="sm"
      // The next key is for the inbox, which takes none while a dialog fades away.
      transitionProps={{ duration: 0 }}
    >
      <Choices
        isSnoozed={isSnoozed}
        onChoose={(until) => {
          onClose();
          onChoose(until);
        }}
      />
    </Modal>
  );
};

const Choices = ({ onChoose, isSnoozed }: Pick<SnoozeDialogProps, 'onChoose' | 'isSnoozed'>) => {
  const { inbox } = useMessages();
  const format = useFormat();
  const [at, setAt] = useState<string>();
  const [openedAt] = useState(() => new Date());
  useOpenerFocus();
  const isPast = at !== undefined && new Date(at) <= openedAt;
  return (
    <Stack>
      {snoozeTimes(openedAt).map(({ key, until }, index) => (
        <Button
          key={key}
          variant="default"
          justify="space-between"
          rightSection={format.instant(until)}
          onClick={() => onChoose(until.toISOString())}
          {...(index === 0 && { 'data-autofocus': true })}
        >
          {inbox.snoozeTimes[key]}
        </Button>
      ))}
      <InstantField
        label={inbox.snoozeAt}
        value={at}
        onChange={setAt}
        error={isPast ? inbox.snoozePast : undefined}
      />
      <Group justify="flex-end">
        {isSnoozed && (
          <Button variant="subtle" onClick={() => onChoose(null)}>
            {inbox.wake}
          </Button>
        )}
        <Button disabled={at === undefined || isPast} onClick={() => onChoose(at ?? null)}>
          {inbox.snooze}
        </Button>
      </Group>
    </Stack>
  );
};
