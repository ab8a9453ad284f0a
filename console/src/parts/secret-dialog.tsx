import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyAction } from '../ui/values/copy.tsx';

interface ShownOnceProps {
  /** Null keeps it closed. */
  value: string | null;
  title: string;
  hint: ReactNode;
  copyLabel: string;
  doneLabel: string;
  onDone: () => void;
}

/** A secret that is never shown again: it closes by its button alone. */
export const ShownOnce = ({ value, title, hint, copyLabel, doneLabel, onDone }: ShownOnceProps) => (
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
        <Button onClick={onDone}>{doneLabel}</Button>
      </Group>
    </Stack>
  </Modal>
);
