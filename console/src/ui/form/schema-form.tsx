import { Stack } from '@mantine/core';
import { useState } from 'react';
import { useMessages, type Messages } from '../../i18n/index.tsx';
import { JsonInput, parseJsonObject } from '../fields/json-input.tsx';
import { SchemaProperty } from './schema-property.tsx';
import { schemaFaults, type ObjectSchema, type SchemaFault, type SchemaValue } from './schema.ts';

interface SchemaFormProps {
  /** Null: any object is accepted, edited as JSON. */
  schema: ObjectSchema | null;
  value: SchemaValue;
  onChange: (value: SchemaValue) => void;
  /** False while the JSON of the other fields does not parse: the value then has the last readable ones. */
  onReadableChange?: (isReadable: boolean) => void;
  /** Faults that the api found, by field name; by `''` that of the JSON. They are shown at once. */
  errors?: Readonly<Record<string, string>>;
  /** The words for field names (`priorite`) and for values (`priorite.HAUTE` or `HAUTE`). */
  labels?: Readonly<Record<string, string>>;
  /** After an attempt to submit: also untouched fields show their faults. */
  isSubmitted?: boolean;
  /** Offers JSON for fields outside of the schema even while there are none. */
  withOthers?: boolean;
}

/** One field for each property of a JSON schema. A field shows its fault once it has been left or submitted. */
export const SchemaForm = ({
  schema,
  value,
  onChange,
  onReadableChange,
  errors = {},
  labels = {},
  isSubmitted = false,
  withOthers = false,
}: SchemaFormProps) => {
  const messages = useMessages();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const properties = schema?.properties ?? {};
  const faults = schema === null ? {} : schemaFaults(schema, value);
  const own = Object.fromEntries(Object.entries(value).filter(([name]) => name in properties));
  const others = Object.fromEntries(
    Object.entries(value).filter(([name]) => !(name in properties)),
  );
  const hasOthers =
    Object.keys(others).length > 0 || (withOthers && schema?.additionalProperties !== false);
  return (
    <Stack gap="sm">
      {Object.entries(properties).map(([name, field]) => {
        const fault = touched.has(name) || isSubmitted ? faults[name] : undefined;
        return (
          <SchemaProperty
            key={name}
            field={field}
            label={field.title ?? labels[name] ?? name}
            wordOf={(choice) => labels[`${name}.${choice}`] ?? labels[choice]}
            isRequired={schema?.required?.includes(name) === true}
            value={value[name]}
            error={errors[name] ?? (fault && schemaFaultText(messages, fault))}
            onBlur={() => setTouched((before) => new Set(before).add(name))}
            onChange={(next) => {
              const { [name]: _, ...rest } = value;
              onChange(next === undefined ? rest : { ...rest, [name]: next });
            }}
          />
        );
      })}
      {(hasOthers || schema === null) && (
        <OtherFields
          isAll={schema === null}
          value={others}
          error={errors['']}
          onChange={(next) => onChange({ ...own, ...next })}
          onReadableChange={onReadableChange}
        />
      )}
    </Stack>
  );
};

/** The text of a fault in the reader's language. */
export const schemaFaultText = ({ faults, form }: Messages, fault: SchemaFault): string => {
  switch (fault.code) {
    case 'email':
      return form.emailFault;
    case 'date':
      return form.dateFault;
    case 'not_a_number':
      return faults.codes.wrong_type({ expected: 'number' });
    case 'required':
    case 'not_one_of':
      return faults.codes[fault.code]({});
    case 'too_short':
    case 'too_small':
    case 'too_few':
      return faults.codes[fault.code]({ min: fault.min });
    case 'too_long':
    case 'too_big':
    case 'too_many':
      return faults.codes[fault.code]({ max: fault.max });
  }
};

interface OtherFieldsProps {
  isAll: boolean;
  value: SchemaValue;
  error: string | undefined;
  onChange: (value: SchemaValue) => void;
  onReadableChange: ((isReadable: boolean) => void) | undefined;
}

const OtherFields = ({ isAll, value, error, onChange, onReadableChange }: OtherFieldsProps) => {
  const { form } = useMessages();
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  return (
    <JsonInput
      label={form.otherFields}
      value={text}
      error={error}
      minRows={isAll ? 5 : 2}
      onChange={(next) => {
        setText(next);
        const parsed = parseJsonObject(next);
        onReadableChange?.('value' in parsed);
        if ('value' in parsed) onChange(parsed.value);
      }}
    />
  );
};
