import { ActionIcon, Button, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';

const SHOWN_FOR_MS = 2000;

/** Copies a value and confirms it for two seconds. */
export const CopyIcon = ({ value, label }: { value: string; label?: string }) => {
  const { common } = useMessages();
  return (
    <CopyButton value={value} timeout={SHOWN_FOR_MS}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? common.copied : (label ?? common.copy)}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'moss' : 'gray'}
            size="sm"
            onClick={copy}
            aria-label={label ?? common.copy}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
};

interface CopyActionProps {
  value: string;
  label?: string;
  /** Beside a button that matters more. */
  isQuiet?: boolean;
}

export const CopyAction = ({ value, label, isQuiet = false }: CopyActionProps) => {
  const { common } = useMessages();
  return (
    <CopyButton value={value} timeout={SHOWN_FOR_MS}>
      {({ copied, copy }) => (
        <Button
          size={isQuiet ? 'xs' : 'sm'}
          variant={copied ? 'light' : isQuiet ? 'default' : 'filled'}
          color={copied ? 'moss' : 'petrol'}
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          onClick={copy}
        >
          {copied ? common.copied : (label ?? common.copy)}
        </Button>
      )}
    </CopyButton>
  );
};
