import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { useOpenerFocus } from './use-opener-focus.ts';

interface ConfirmProps {
  isOpen: boolean;
  title: string;
  children: ReactNode;
  confirmLabel: string;
  isDangerous?: boolean;
  isPending: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks for confirmation before a step that can't be undone. */
export const Confirm = (props: ConfirmProps) => (
  <Modal opened={props.isOpen} onClose={props.onClose} title={props.title} size="md">
    <Content {...props} />
  </Modal>
);

const Content = (props: ConfirmProps) => {
  const { common } = useMessages();
  useOpenerFocus();
  return (
    <Stack gap="lg">
      {typeof props.children === 'string' ? <Text>{props.children}</Text> : props.children}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={props.onClose}>
          {common.back}
        </Button>
        <Button
          color={props.isDangerous === true ? 'brick' : 'petrol'}
          loading={props.isPending}
          onClick={props.onConfirm}
          data-autofocus
        >
          {props.confirmLabel}
        </Button>
      </Group>
    </Stack>
  );
};
