import { ActionIcon, Group, SimpleGrid, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import type { JsonObject } from '../../../ui/fields/json-input.tsx';
import { isSame } from './merge.ts';
import { inOrder } from '../order.ts';

interface EntityFieldsProps {
  data: JsonObject;
  errors: Readonly<Record<string, string>>;
  onChange: (data: JsonObject) => void;
}

/** The data of a record, one input per field; fields may be added and removed. */
export const EntityFields = ({ data, errors, onChange }: EntityFieldsProps) => {
  const { entity: words, fields } = useMessages();
  const [newName, setNewName] = useState('');
  const isDuplicate = newName.trim() in data;
  const add = (): void => {
    const name = newName.trim();
    if (name === '' || isDuplicate) return;
    onChange({ ...data, [name]: '' });
    setNewName('');
  };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} verticalSpacing="md" spacing="lg">
      {inOrder(data, fields).map(([name, value]) => (
        <Group key={name} wrap="nowrap" align="start" gap="xs">
          <ValueInput
            label={fields[name] ?? name}
            value={value}
            error={errors[name]}
            onChange={(next) => onChange({ ...data, [name]: next })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            mt={21}
            aria-label={words.removeField(fields[name] ?? name)}
            onClick={() => {
              const { [name]: _, ...others } = data;
              onChange(others);
            }}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group wrap="nowrap" align="start" gap="xs">
        <TextInput
          label={words.addField}
          placeholder={words.fieldName}
          value={newName}
          error={isDuplicate ? words.fieldTwice : errors['data']}
          onChange={(event) => setNewName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // Enter adds the field here instead of saving the whole form.
            event.preventDefault();
            add();
          }}
          flex={1}
        />
        <ActionIcon variant="default" size={36} mt={21} aria-label={words.addField} onClick={add}>
          <IconPlus size={16} />
        </ActionIcon>
      </Group>
    </SimpleGrid>
  );
};

interface ValueInputProps {
  label: string;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

/**
 * A text is edited as text. Any other value is edited as JSON; while it does not parse it counts as
 * text.
 */
const ValueInput = ({ value, onChange, ...field }: ValueInputProps) => {
  const [isText] = useState(typeof value === 'string');
  const [text, setText] = useState(() => toText(value));
  // The value has changed from outside, not by typing in this field.
  const isChangedOutside = !isSame(value, isText ? text : fromJson(text));
  return (
    <TextInput
      {...field}
      value={isChangedOutside ? toText(value) : text}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        onChange(isText ? next : fromJson(next));
      }}
      {...(isText ? {} : { ff: 'monospace', spellCheck: false })}
      flex={1}
    />
  );
};

export const toText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

const fromJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
