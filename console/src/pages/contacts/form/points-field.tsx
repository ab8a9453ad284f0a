import { ActionIcon, Button, Stack, TextInput } from '@mantine/core';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { PhoneField } from '../../../ui/form/fields/phone-field.tsx';
import { newRow, type PointRow } from './points.ts';
import classes from './points-field.module.css';

interface PointsFieldProps {
  kind: 'emails' | 'phones';
  rows: PointRow[];
  onRows: (rows: PointRow[]) => void;
  faultOf: (place: number) => ReactNode;
}

const ROW_COUNT_MAX = 50;

/** Several e-mail addresses or telephone numbers, each with what it is used for. The first is the main one. */
export const PointsField = ({ kind, rows, onRows, faultOf }: PointsFieldProps) => {
  const { contacts: words } = useMessages();
  const change = (place: number, patch: Partial<PointRow>): void =>
    onRows(rows.map((row, at) => (at === place ? { ...row, ...patch } : row)));
  return (
    <Stack gap={8} role="group" aria-label={words[kind]}>
      {rows.map((row, place) => (
        <Row
          key={row.key}
          kind={kind}
          row={row}
          place={place}
          fault={faultOf(place)}
          onChange={(patch) => change(place, patch)}
          onFirst={() => onRows([row, ...rows.filter(({ key }) => key !== row.key)])}
          onRemove={() =>
            onRows(rows.length === 1 ? [newRow()] : rows.filter(({ key }) => key !== row.key))
          }
        />
      ))}
      {rows.length < ROW_COUNT_MAX && (
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => onRows([...rows, newRow()])}
          >
            {kind === 'emails' ? words.addEmail : words.addPhone}
          </Button>
        </div>
      )}
    </Stack>
  );
};

interface RowProps {
  kind: 'emails' | 'phones';
  row: PointRow;
  place: number;
  fault: ReactNode;
  onChange: (patch: Partial<PointRow>) => void;
  onFirst: () => void;
  onRemove: () => void;
}

const Row = ({ kind, row, place, fault, onChange, onFirst, onRemove }: RowProps) => {
  const { contacts: words } = useMessages();
  const label = kind === 'emails' ? words.emailNumber(place + 1) : words.phoneNumber(place + 1);
  const shown = row.value === '' ? label : row.value;
  return (
    <div className={classes['row']}>
      {kind === 'emails' ? (
        <TextInput
          type="email"
          label={label}
          value={row.value}
          error={fault}
          onChange={({ currentTarget }) => onChange({ value: currentTarget.value })}
        />
      ) : (
        <PhoneField
          label={label}
          value={row.value}
          error={fault}
          onChange={(value) => onChange({ value })}
        />
      )}
      <TextInput
        aria-label={words.labelNumber(label)}
        placeholder={words.labelHint}
        maxLength={50}
        value={row.label}
        onChange={({ currentTarget }) => onChange({ label: currentTarget.value })}
      />
      <div className={classes['buttons']}>
        {place > 0 && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.makeMain(shown)}
            title={words.makeMain(shown)}
            onClick={onFirst}
          >
            <IconArrowUp size={16} />
          </ActionIcon>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={words.removePoint(shown)}
          title={words.removePoint(shown)}
          onClick={onRemove}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </div>
    </div>
  );
};
