import { Autocomplete, Button, Group, Select, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import type { JsonObject } from '../../../ui/fields/json-input.tsx';
import { nameOf } from '../typed-fields.ts';
import { FieldEditor } from './field.tsx';
import { FIELD_KINDS, kindOfName, type FieldKind } from './kinds.ts';
import type { FieldSaver } from './saver.ts';

interface AddFieldProps {
  data: JsonObject;
  /** Names of fields that the record has in another place. */
  taken?: readonly string[];
  saver: FieldSaver;
}

/** Adds a field: its name, what it is, its value. */
export const AddField = (props: AddFieldProps) => {
  const { entity: words } = useMessages();
  const [isOpen, setOpen] = useState<boolean>();
  if (isOpen !== true)
    return (
      <Button
        // Its fields, which had the focus, are gone.
        autoFocus={isOpen === false}
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
  return <NewField {...props} onDone={() => setOpen(false)} />;
};

/** The value is asked once the name is complete: Enter, Tab or a suggestion ends it. */
const NewField = ({ data, taken = [], saver, onDone }: AddFieldProps & { onDone: () => void }) => {
  const { common, entity: words, record, fields } = useMessages();
  const [typed, setTyped] = useState('');
  const [named, setNamed] = useState({ text: '', takesFocus: false });
  const [chosenKind, setChosenKind] = useState<FieldKind>();
  const name = nameOf(fields, named.text);
  const kind = chosenKind ?? kindOfName(nameOf(fields, typed));
  const isKnown = (known: string): boolean => known in data || taken.includes(known);
  const complete = (text: string, takesFocus: boolean): void => {
    setTyped(text);
    setNamed({ text, takesFocus });
  };
  return (
    <Stack mt="sm" gap="xs" role="group" aria-label={words.addField}>
      <Group gap="xs" align="start">
        <Autocomplete
          autoFocus
          label={words.fieldName}
          data={Object.entries(fields)
            .filter(([known]) => !isKnown(known))
            .map(([, label]) => label)}
          limit={8}
          // Above, the suggestions would cover the label.
          comboboxProps={{ position: 'bottom-start', middlewares: { flip: false } }}
          value={typed}
          maxLength={100}
          error={isKnown(name) ? words.fieldTwice : undefined}
          onChange={setTyped}
          onOptionSubmit={(label) => complete(label, true)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') complete(typed, true);
          }}
          onBlur={() => complete(typed, false)}
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
      {name !== '' && !isKnown(name) ? (
        <FieldEditor
          key={kind}
          isNew
          takesFocus={named.takesFocus}
          name={name}
          label={fields[name] ?? name}
          value={undefined}
          kind={kind}
          saver={saver}
          onDone={onDone}
        />
      ) : (
        <Button variant="default" size="compact-sm" onClick={onDone} style={{ alignSelf: 'start' }}>
          {common.cancel}
        </Button>
      )}
    </Stack>
  );
};
