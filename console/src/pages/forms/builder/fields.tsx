import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Select,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import type { FormApi } from '../../../ui/form/use-form.ts';
import {
  changedField,
  FIELD_TYPES,
  movedField,
  newField,
  nextRow,
  type EditedField,
  type FormValues,
} from './values.ts';
import classes from './fields.module.css';

const FIELD_COUNT_MAX = 50;

interface FieldsProps {
  form: FormApi<FormValues>;
}

/** The fields of a form: added, changed, moved, removed. */
export const Fields = ({ form }: FieldsProps) => {
  const { forms: words } = useMessages();
  const { fields } = form.values;
  const set = (next: EditedField[]): void => {
    form.setFieldValue('fields', next);
    form.clearErrors();
  };
  const fault = form.errors['fields'];
  return (
    <div>
      <ol className={classes['fields']} aria-label={words.fields}>
        {fields.map((field, at) => (
          <FieldRow
            key={field.row}
            field={field}
            name={field.label === '' ? words.fieldNumber(at + 1) : field.label}
            faultOf={(part) => form.errors[`fields.${at}.${part}`]}
            isFirst={at === 0}
            isLast={at === fields.length - 1}
            onChange={(change) =>
              set(fields.map((one) => (one === field ? changedField(field, change) : one)))
            }
            onMove={(by) => set(movedField(fields, at, at + by))}
            onRemove={() => set(fields.filter((one) => one !== field))}
          />
        ))}
      </ol>
      {fault !== undefined && (
        <Text size="sm" c="red" role="alert">
          {fault}
        </Text>
      )}
      <Button
        mt="sm"
        variant="default"
        leftSection={<IconPlus size={16} />}
        disabled={fields.length >= FIELD_COUNT_MAX}
        onClick={() => set([...fields, newField(nextRow(fields))])}
      >
        {words.addField}
      </Button>
    </div>
  );
};

interface FieldRowProps {
  field: EditedField;
  name: string;
  faultOf: (part: string) => React.ReactNode;
  isFirst: boolean;
  isLast: boolean;
  onChange: (change: Partial<EditedField>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

const FieldRow = ({ field, name, faultOf, onChange, ...row }: FieldRowProps) => {
  const { forms: words } = useMessages();
  return (
    <li className={classes['field']} aria-label={name}>
      <div className={classes['line']}>
        <TextInput
          label={words.label}
          value={field.label}
          error={faultOf('label')}
          maxLength={200}
          onChange={(event) => onChange({ label: event.currentTarget.value })}
        />
        <Select
          label={words.type}
          // All types at once, and below: above, they would cover the label.
          maxDropdownHeight={340}
          comboboxProps={{ position: 'bottom-start', middlewares: { flip: false } }}
          allowDeselect={false}
          data={FIELD_TYPES.map((value) => ({ value, label: words.types[value] }))}
          value={field.type}
          error={faultOf('type')}
          onChange={(value) => {
            const type = FIELD_TYPES.find((one) => one === value);
            if (type !== undefined) onChange({ type });
          }}
        />
      </div>
      {field.type === 'select' && (
        <TagsInput
          label={words.options}
          description={words.optionsHint}
          value={field.options}
          error={faultOf('options')}
          maxTags={100}
          onChange={(options) => onChange({ options })}
        />
      )}
      <div className={classes['line']}>
        <TextInput
          label={words.help}
          value={field.help}
          error={faultOf('help')}
          maxLength={500}
          onChange={(event) => onChange({ help: event.currentTarget.value })}
        />
        <TextInput
          label={words.key}
          value={field.key}
          error={faultOf('key')}
          maxLength={50}
          spellCheck={false}
          onChange={(event) => onChange({ key: event.currentTarget.value, isKeyOwn: true })}
        />
      </div>
      <Group justify="space-between" gap="xs">
        <Checkbox
          label={words.required}
          checked={field.is_required}
          onChange={(event) => onChange({ is_required: event.currentTarget.checked })}
        />
        <FieldActions name={name} {...row} />
      </Group>
    </li>
  );
};

type FieldActionsProps = Pick<FieldRowProps, 'name' | 'isFirst' | 'isLast' | 'onMove' | 'onRemove'>;

const FieldActions = ({ name, isFirst, isLast, onMove, onRemove }: FieldActionsProps) => {
  const { forms: words } = useMessages();
  return (
    <Group gap={0}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={words.moveUp(name)}
        disabled={isFirst}
        onClick={() => onMove(-1)}
      >
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={words.moveDown(name)}
        disabled={isLast}
        onClick={() => onMove(1)}
      >
        <IconArrowDown size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={words.removeField(name)}
        onClick={onRemove}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
};
