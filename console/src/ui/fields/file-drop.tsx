import { Button, FileButton, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './file-drop.module.css';
import { useFileDrop } from './use-file-drop.ts';

interface FileDropProps {
  /** What can be dropped here. */
  title: string;
  hint: string;
  buttonLabel: string;
  /** Endings and types, as an `input` takes them. */
  accept: string;
  isPending: boolean;
  /** What was wrong with the last file. */
  fault: ReactNode;
  /** Takes several at once. */
  isMultiple?: boolean;
  /** At least one; not more than one unless `isMultiple`. */
  onFiles: (files: File[]) => void;
}

/** Takes files: dropped on it, or chosen with the button. */
export const FileDrop = ({ title, hint, buttonLabel, accept, ...props }: FileDropProps) => {
  const { isPending, fault, isMultiple = false, onFiles } = props;
  const take = (given: File | readonly File[] | null): void => {
    const files = given === null ? [] : given instanceof File ? [given] : [...given];
    if (files.length > 0 && !isPending) onFiles(isMultiple ? files : files.slice(0, 1));
  };
  const { isOver, events } = useFileDrop(take);
  return (
    <div className={classes['zone']} data-over={isOver || undefined} {...events}>
      <IconFileUpload size={30} stroke={1.5} aria-hidden />
      <Text fw={550}>{title}</Text>
      <Text size="sm" c="dimmed" maw={520}>
        {hint}
      </Text>
      <FileButton
        accept={accept}
        multiple={isMultiple}
        onChange={take}
        inputProps={{ 'aria-label': title }}
      >
        {(button) => (
          <Button {...button} loading={isPending} mt={4}>
            {buttonLabel}
          </Button>
        )}
      </FileButton>
      <div role="alert">
        {fault !== null && (
          <Text size="sm" c="brick">
            {fault}
          </Text>
        )}
      </div>
    </div>
  );
};
