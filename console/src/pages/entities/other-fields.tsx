import { ActionIcon, Autocomplete, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { JsonInput } from '../../ui/fields/json-input.tsx';
import type { FormApi } from '../../ui/form/use-form.ts';
import { kindOfName } from './record/kinds.ts';
import { nameOf } from './typed-fields.ts';

/** The fields of a new record beyond the usual ones: a name and a value each, or JSON for lists and objects. */

export interface OtherField {
  name: string;
  value: string;
}

interface OtherFieldsProps {
  rows: readonly OtherField[];
  onRows: (rows: OtherField[]) => void;
  /** The faults of the values, by position. */
  rowFault: (position: number) => string | undefined;
  json: ReturnType<FormApi<{ others: string }>['field']>;
}

const CHOICE_COUNT_MAX = 8;

export const OtherFields = ({ rows, onRows, rowFault, json }: OtherFieldsProps) => {
  const { entities } = useMessages();
  const [isJsonOpen, setJsonOpen] = useState(json.value !== '{}');
  const hasJson = isJsonOpen || (json.error !== undefined && json.error !== null);
  const change = (position: number, patch: Partial<OtherField>): void =>
    onRows(rows.map((row, index) => (index === position ? { ...row, ...patch } : row)));
  return (
    <Stack gap="xs" role="group" aria-label={entities.otherFields}>
      <Text size="sm" fw={500} aria-hidden>
        {entities.otherFields}
      </Text>
      {rows.map((row, position) => (
        <Row
          // Its position is all that names a row.
          // oxlint-disable-next-line react/no-array-index-key
          key={position}
          row={row}
          fault={rowFault(position)}
          onChange={(patch) => change(position, patch)}
          onRemove={() => onRows(rows.filter((_, index) => index !== position))}
        />
      ))}
      <Group justify="space-between">
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => onRows([...rows, { name: '', value: '' }])}
        >
          {entities.addRow}
        </Button>
        {!hasJson && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            aria-expanded={false}
            onClick={() => setJsonOpen(true)}
          >
            {entities.json}
          </Button>
        )}
      </Group>
      {hasJson && <JsonInput label={entities.jsonFields} minRows={3} {...json} />}
    </Stack>
  );
};

interface RowProps {
  row: OtherField;
  fault: string | undefined;
  onChange: (patch: Partial<OtherField>) => void;
  onRemove: () => void;
}

const Row = ({ row, fault, onChange, onRemove }: RowProps) => {
  const { entities, fields } = useMessages();
  return (
    <Group gap="xs" wrap="nowrap" align="start">
      <Autocomplete
        aria-label={entities.rowName}
        placeholder={entities.rowName}
        data={[...new Set(Object.values(fields))]}
        limit={CHOICE_COUNT_MAX}
        maxLength={100}
        flex={1}
        value={row.name}
        onChange={(name) => onChange({ name })}
      />
      <TextInput
        aria-label={entities.rowValue}
        placeholder={entities.rowValue}
        flex={1}
        value={row.value}
        error={fault}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={entities.removeRow}
        onClick={onRemove}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
};

/** The data of the rows. A number and a list, known by the name of the field, are stored as such. */
export const rowsData = (
  fields: Readonly<Record<string, string>>,
  rows: readonly OtherField[],
): Record<string, unknown> =>
  Object.fromEntries(
    rows
      .map(({ name, value }) => [nameOf(fields, name), value.trim()] as const)
      .filter(([name, value]) => name !== '' && value !== '')
      .map(([name, value]) => [name, valueOf(name, value)]),
  );

const valueOf = (name: string, text: string): unknown => {
  const kind = kindOfName(name);
  const number = Number(text.replace(',', '.').replaceAll(/\s/g, ''));
  if (kind === 'number' && Number.isFinite(number)) return number;
  return kind === 'tags' ? text.split(/\s*,\s*/).filter((item) => item !== '') : text;
};
