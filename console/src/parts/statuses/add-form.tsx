import { Button, Group, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { isTaken, type Status } from './draft.ts';

interface AddFormProps<S extends Status> {
  draft: readonly S[];
  newStatus: (label: string) => S;
  onAdd: (status: S) => void;
}

export const AddForm = <S extends Status>({ draft, newStatus, onAdd }: AddFormProps<S>) => {
  const { statusList: words } = useMessages();
  const [label, setLabel] = useState('');
  const status = newStatus(label.trim());
  const isDuplicate = status.label !== '' && isTaken(draft, status);
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (isDuplicate || status.code === '') return;
    onAdd(status);
    setLabel('');
  };
  return (
    <Group component="form" p="md" align="start" gap="sm" onSubmit={add}>
      <TextInput
        aria-label={words.newLabel}
        placeholder={words.newLabel}
        value={label}
        error={isDuplicate ? words.taken : undefined}
        maxLength={100}
        onChange={(event) => setLabel(event.currentTarget.value)}
        flex="1 1 220px"
      />
      <Button type="submit" variant="default" leftSection={<IconPlus size={16} />}>
        {words.add}
      </Button>
    </Group>
  );
};
