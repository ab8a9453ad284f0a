import { Autocomplete, Button, Group, Select, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import type { JsonObject } from '../../../ui/fields/json-input.tsx';
import { nameOf } from '../typed-fields.ts';
import { FieldEditor } from './field.tsx';
import { FIELD_KINDS, kindOfName, type FieldKind } from './kinds.ts';
import type { FieldSaver } from './save.tsx';

interface AddFieldProps {
  data: JsonObject;
  saver: FieldSaver;
}

/** Adds a field: its name, what it is, its value. */
export const AddField = ({ data, saver }: AddFieldProps) => {
  const { entity: words } = useMessages();
  const [isOpen, setOpen] = useState(false);
  if (!isOpen)
    return (
      <Button
        mt="sm"
        ml={-8}
        style={{ alignSelf: 'start' }}
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        onClick={() => setOpen(true)}
      >
        {words.addField}
      </Button>
    );
  return <NewField data={data} saver={saver} onDone={() => setOpen(false)} />;
};

const NewField = ({ data, saver, onDone }: AddFieldProps & { onDone: () => void }) => {
  const { entity: words, record, fields } = useMessages();
  const [typed, setTyped] = useState('');
  const [chosenKind, setChosenKind] = useState<FieldKind>();
  const name = nameOf(fields, typed);
  const kind = chosenKind ?? kindOfName(name);
  const isDuplicate = name in data;
  return (
    <Stack mt="sm" gap="xs" role="group" aria-label={words.addField}>
      <Group gap="xs" align="start">
        <Autocomplete
          autoFocus
          label={words.fieldName}
          data={Object.entries(fields)
            .filter(([known]) => !(known in data))
            .map(([, label]) => label)}
          limit={8}
          value={typed}
          maxLength={100}
          error={isDuplicate ? words.fieldTwice : undefined}
          onChange={setTyped}
          flex="1 1 180px"
        />
        <Select
          label={record.kind}
          allowDeselect={false}
          data={FIELD_KINDS.map((value) => ({ value, label: record.kinds[value] }))}
          value={kind}
          onChange={(value) => setChosenKind(FIELD_KINDS.find((one) => one === value))}
          w={150}
        />
      </Group>
      {name !== '' && !isDuplicate ? (
        <FieldEditor
          key={`${name}/${kind}`}
          isNew
          name={name}
          label={fields[name] ?? typed}
          value={undefined}
          kind={kind}
          saver={saver}
          onDone={onDone}
        />
      ) : (
        <Button variant="default" size="compact-sm" onClick={onDone} style={{ alignSelf: 'start' }}>
          {record.noField}
        </Button>
      )}
    </Stack>
  );
};
