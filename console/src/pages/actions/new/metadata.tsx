import { Checkbox, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import type { Schemas } from '../../../api/client.ts';
import { useLanguage, useMessages, type Messages } from '../../../i18n/index.tsx';
import { JsonInput, parseJsonObject } from '../../../ui/fields/json-input.tsx';
import { fieldName, hasFreeFields, type ActionType, type FieldsProps } from './draft.ts';

/**
 * The metadata of an action: one input for each field of the type's schema, and JSON for the others.
 */

type Field = NonNullable<Schemas['MetadataSchema']>['properties'][string];

export const MetadataFields = ({
  type,
  draft,
  faults,
  onChange,
}: FieldsProps & { type: ActionType | undefined }) => {
  const schema = type?.metadata_schema;
  const messages = useMessages();
  return (
    <>
      {Object.entries(schema?.properties ?? {}).map(([name, field]) => (
        <MetadataField
          key={`${draft.actionType}/${name}`}
          name={name}
          field={field}
          isRequired={schema?.required?.includes(name) === true}
          value={draft.metadata[name]}
          error={faultOf(messages, faults, `metadonnees.${name}`)}
          onChange={(value) => {
            const { [name]: _, ...others } = draft.metadata;
            onChange({ metadata: value === undefined ? others : { ...others, [name]: value } });
          }}
        />
      ))}
      {hasFreeFields(type) && (
        <FreeFields isAll={!schema} draft={draft} faults={faults} onChange={onChange} />
      )}
    </>
  );
};

/** The fault of a field, or of one item of its list, which has no place of its own. */
const faultOf = (
  messages: Messages,
  faults: FieldsProps['faults'],
  path: string,
): string | undefined => {
  if (faults[path] !== undefined) return faults[path];
  const inside = Object.entries(faults).filter(([place]) => place.startsWith(`${path}.`));
  if (inside.length === 0) return undefined;
  return inside.map(([place, text]) => `${fieldName(messages, place)} : ${text}`).join(' · ');
};

const FreeFields = ({ isAll, draft, faults, onChange }: FieldsProps & { isAll: boolean }) => {
  const { newAction, common } = useMessages();
  const parsed = parseJsonObject(draft.metadataText);
  return (
    <JsonInput
      label={isAll ? newAction.metadata : newAction.otherMetadata}
      description={isAll ? newAction.metadataHint : newAction.otherMetadataHint}
      value={draft.metadataText}
      error={'line' in parsed ? common.jsonFault(parsed.line) : faults['metadonnees']}
      onChange={(metadataText) => onChange({ metadataText })}
      minRows={isAll ? 5 : 2}
    />
  );
};

interface MetadataFieldProps {
  name: string;
  field: Field;
  isRequired: boolean;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

const MetadataField = ({ name, field, isRequired, error, ...rest }: MetadataFieldProps) => {
  const { fields } = useMessages();
  const shared: SharedProps = {
    label: field.title ?? fields[name] ?? name,
    description: field.description,
    withAsterisk: isRequired,
    error,
  };
  const props = { field, shared, ...rest };
  if (field.type === 'boolean') return <FlagField {...props} />;
  if (field.type === 'array') return <ListField {...props} />;
  if (field.enum) return <ChoiceField {...props} choices={field.enum} isClearable={!isRequired} />;
  if (field.type === 'number' || field.type === 'integer') return <NumberField {...props} />;
  return field.format === 'date-time' ? <InstantField {...props} /> : <TextField {...props} />;
};

interface SharedProps {
  label: string;
  description: string | undefined;
  withAsterisk: boolean;
  error: string | undefined;
}

interface InputProps extends Pick<MetadataFieldProps, 'field' | 'value' | 'onChange'> {
  shared: SharedProps;
}

const FlagField = ({ shared, value, onChange }: InputProps) => (
  <Checkbox
    {...shared}
    checked={value === true}
    onChange={(event) => onChange(event.currentTarget.checked)}
  />
);

const ListField = ({ field, shared, value, onChange }: InputProps) => {
  const { newAction } = useMessages();
  const isText = !field.items || field.items.type === 'string';
  const change = (items: string[]): void => {
    if (items.length === 0) onChange(undefined);
    else onChange(isText ? items : items.map(Number));
  };
  return (
    <TagsInput
      {...shared}
      placeholder={newAction.listHint}
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={change}
    />
  );
};

interface ChoiceFieldProps extends InputProps {
  choices: readonly (string | number)[];
  isClearable: boolean;
}

const ChoiceField = ({ shared, choices, isClearable, value, onChange }: ChoiceFieldProps) => {
  const chosen = choices.find((choice) => choice === value);
  return (
    <Select
      {...shared}
      clearable={isClearable}
      data={choices.map(String)}
      value={chosen === undefined ? null : String(chosen)}
      onChange={(text) => onChange(choices.find((choice) => String(choice) === text))}
    />
  );
};

const NumberField = ({ field, shared, value, onChange }: InputProps) => {
  const { locale } = useLanguage();
  const allowDecimal = field.type === 'number';
  return (
    <NumberInput
      {...shared}
      allowDecimal={allowDecimal}
      decimalSeparator={locale === 'fr' ? ',' : '.'}
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => onChange(next === '' ? undefined : Number(next))}
      onPaste={(event) => {
        const pasted = decimalOf(event.clipboardData.getData('text'));
        if (pasted === undefined || !allowDecimal) return;
        event.preventDefault();
        onChange(pasted);
      }}
    />
  );
};

/**
 * A pasted number with a decimal point or comma: the input would drop the one that is not of the language.
 * Three digits after it may be thousands.
 */
const decimalOf = (text: string): number | undefined =>
  /^\s*-?\d+[.,](?!\d{3}\s*$)\d+\s*$/.test(text) ? Number(text.replace(',', '.')) : undefined;

const TextField = ({ field, shared, value, onChange }: InputProps) => (
  <TextInput
    {...shared}
    type={field.format === 'date' ? 'date' : 'text'}
    value={typeof value === 'string' ? value : ''}
    onChange={(event) => onChange(event.currentTarget.value || undefined)}
  />
);

/** Typed in local time, sent in UTC. */
const InstantField = ({ shared, value, onChange }: InputProps) => (
  <TextInput
    {...shared}
    type="datetime-local"
    defaultValue={typeof value === 'string' ? localText(new Date(value)) : ''}
    onChange={(event) => {
      const instant = new Date(event.currentTarget.value);
      onChange(Number.isNaN(instant.getTime()) ? undefined : instant.toISOString());
    }}
  />
);

/** `2026-11-21T09:30`, in local time: the format of a `datetime-local` field. */
const localText = (instant: Date): string => {
  const shiftMs = instant.getTimezoneOffset() * 60_000;
  return new Date(instant.getTime() - shiftMs).toISOString().slice(0, 16);
};
