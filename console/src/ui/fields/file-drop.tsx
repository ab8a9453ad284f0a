import { Button, FileButton, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useState, type DragEvent, type ReactNode } from 'react';
import classes from './file-drop.module.css';

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
  onFile: (file: File) => void;
}

/** Takes one file: dropped on it, or chosen with the button. */
export const FileDrop = ({ title, hint, buttonLabel, accept, ...props }: FileDropProps) => {
  const { isPending, fault, onFile } = props;
  const [isOver, setOver] = useState(false);
  const take = (file: File | null | undefined): void => {
    if (file && !isPending) onFile(file);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <div
      className={classes['zone']}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <IconFileUpload size={30} stroke={1.5} aria-hidden />
      <Text fw={550}>{title}</Text>
      <Text size="sm" c="dimmed" maw={520}>
        {hint}
      </Text>
      <FileButton accept={accept} onChange={take} inputProps={{ 'aria-label': title }}>
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
