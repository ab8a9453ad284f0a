import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import classes from './row.module.css';

interface SaveBarProps {
  /** What the original list replaces. */
  resetBody: string;
  isChanged: boolean;
  /** Each status has a name. */
  isComplete: boolean;
  isDefault: boolean;
  isPending: boolean;
  onSave: () => void;
  onCancel: () => void;
  /** Restores the original list, then calls `onSettled`. */
  onReset: (onSettled: () => void) => void;
}

/** Below the list: save, cancel, or go back to the original list. */
export const SaveBar = (props: SaveBarProps) => {
  const { statusList: words, common } = useMessages();
  const { isChanged, isPending } = props;
  const [isResetting, setResetting] = useState(false);
  const close = (): void => setResetting(false);
  return (
    <Group justify="space-between" px="md" py="sm" className={classes['save'] ?? ''}>
      <Button
        variant="subtle"
        color="gray"
        disabled={props.isDefault}
        onClick={() => setResetting(true)}
      >
        {words.reset}
      </Button>
      <Group gap="sm">
        <Button variant="default" disabled={!isChanged} onClick={props.onCancel}>
          {common.cancel}
        </Button>
        <Button
          loading={isPending}
          disabled={!isChanged || !props.isComplete}
          onClick={props.onSave}
        >
          {words.save}
        </Button>
      </Group>
      <Confirm
        isOpen={isResetting}
        isDangerous
        title={words.resetTitle}
        confirmLabel={words.reset}
        isPending={isPending}
        onConfirm={() => props.onReset(close)}
        onClose={close}
      >
        {props.resetBody}
      </Confirm>
    </Group>
  );
};
