import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyAction } from '../ui/values/copy.tsx';

interface SecretDialogProps {
  /** The secret; null while the dialog is closed. */
  value: string | null;
  title: string;
  hint: ReactNode;
  copyLabel: string;
  doneLabel: string;
  onDone: () => void;
}

/** Shows a secret once. Only its button closes it, so that the secret is not lost by accident. */
export const SecretDialog = ({
  value,
  title,
  hint,
  copyLabel,
  doneLabel,
  onDone,
}: SecretDialogProps) => (
  <Modal
    opened={value !== null}
    onClose={onDone}
    title={title}
    closeOnClickOutside={false}
    closeOnEscape={false}
    withCloseButton={false}
  >
    <Stack>
      <Text size="sm">{hint}</Text>
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        {value}
      </Code>
      <Group justify="space-between">
        <CopyAction value={value ?? ''} label={copyLabel} />
        <Button variant="default" onClick={onDone}>
          {doneLabel}
        </Button>
      </Group>
    </Stack>
  </Modal>
);
