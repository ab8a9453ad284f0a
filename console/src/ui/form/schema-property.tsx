import { Checkbox } from '@mantine/core';
import { ChoiceField } from './fields/choice-field.tsx';
import { DateField } from './fields/date-field.tsx';
import { InstantField } from './fields/instant-field.tsx';
import { ListField } from './fields/list-field.tsx';
import { NumberField } from './fields/number-field.tsx';
import { SuggestField } from './fields/suggest-field.tsx';
import { TextField } from './fields/text-field.tsx';
import type { SchemaField } from './schema.ts';

/** Above it a text gets several lines. */
const LONG_TEXT_CHARACTERS = 200;

interface SchemaPropertyProps {
  field: SchemaField;
  label: string;
  /** The words for a value to choose. */
  wordOf: (choice: string) => string | undefined;
  isRequired: boolean;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
  onBlur: () => void;
}

/** The field for one property of a JSON schema. */
export const SchemaProperty = ({ label, error, onBlur, ...props }: SchemaPropertyProps) => {
  const { field, isRequired, value, onChange } = props;
  const { description } = field;
  const shared = { label, error, onBlur, description, required: isRequired };
  const choices = field.enum?.map((choice) => {
    const code = String(choice);
    return { value: code, label: props.wordOf(code) ?? readable(code) };
  });
  const chosen = field.enum?.find((choice) => choice === value);
  switch (field.type) {
    case 'boolean':
      return (
        <Checkbox
          {...{ label, error, onBlur, description }}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'array': {
      const isText = field.items === undefined || field.items.type === 'string';
      const items = Array.isArray(value) ? value.map(String) : [];
      const change = (next: string[]): void => {
        if (next.length === 0) onChange(undefined);
        else onChange(isText ? next : next.map(Number));
      };
      return <ListField {...shared} choices={choices} value={items} onChange={change} />;
    }
    case 'string':
    case 'number':
    case 'integer':
      if (field.type === 'string' && choices === undefined && field.examples !== undefined) {
        return (
          <SuggestField
            {...shared}
            data={field.examples.map((code) => ({
              value: code,
              label: props.wordOf(code) ?? readable(code),
            }))}
            value={typeof value === 'string' ? value : ''}
            onChange={(next) => onChange(next || undefined)}
          />
        );
      }
      if (choices === undefined) return <PlainField {...{ field, shared, value, onChange }} />;
      return (
        <ChoiceField
          {...shared}
          clearable={!isRequired}
          data={choices}
          value={chosen === undefined ? null : String(chosen)}
          onChange={(next) => onChange(field.enum?.find((choice) => String(choice) === next))}
        />
      );
  }
};

interface PlainFieldProps extends Pick<SchemaPropertyProps, 'field' | 'value' | 'onChange'> {
  shared: Pick<SchemaPropertyProps, 'label' | 'error' | 'onBlur'> & {
    description: string | undefined;
    required: boolean;
  };
}

const PlainField = ({ field, shared, value, onChange }: PlainFieldProps) => {
  const text = typeof value === 'string' ? value : undefined;
  if (field.type !== 'string') {
    const number = typeof value === 'number' ? value : undefined;
    const allowDecimal = field.type === 'number';
    return <NumberField {...shared} {...{ allowDecimal, onChange }} value={number} />;
  }
  if (field.format === 'date') return <DateField {...shared} value={text} onChange={onChange} />;
  if (field.format === 'date-time') {
    return <InstantField {...shared} value={text} onChange={onChange} />;
  }
  return (
    <TextField
      {...shared}
      type={field.format === 'email' ? 'email' : 'text'}
      isLong={field.maxLength !== undefined && field.maxLength > LONG_TEXT_CHARACTERS}
      value={text ?? ''}
      onChange={(next) => onChange(next || undefined)}
    />
  );
};

/** `LETTRE_MOTIVATION` reads `Lettre motivation`. A value that is not a code stays as it is. */
const readable = (choice: string): string => {
  if (!/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(choice) || choice.length < 3) return choice;
  const words = choice.toLowerCase().replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};
