import type { SelectProps } from '@mantine/core';
import { TonedSelect } from '../../ui/form/fields/toned-select.tsx';
import type { Tone } from '../../ui/values/tones.ts';
import classes from './field.module.css';

interface StatusFieldProps extends Pick<SelectProps, 'data' | 'placeholder' | 'disabled'> {
  label: string;
  /** The status now. Null: none yet. */
  code: string | null;
  toneOf: (code: string) => Tone;
  onChange: (code: string) => void;
}

/** The status of a record, in its head: a choice of the company's list. */
export const StatusField = ({ label, code, toneOf, onChange, ...field }: StatusFieldProps) => (
  <TonedSelect
    aria-label={label}
    className={classes['field'] ?? ''}
    searchable={false}
    maxDropdownHeight={420}
    comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
    toneOf={(value) => (value === null ? 'neutral' : toneOf(value))}
    value={code}
    onChange={(chosen) => {
      if (chosen !== null && chosen !== code) onChange(chosen);
    }}
    {...field}
  />
);
