import { ActionIcon, Select } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { ListField } from '../../../ui/form/fields/list-field.tsx';
import classes from '../folders.module.css';
import type { Rule, RuleGroup, TextCondition } from '../types.ts';
import { fieldOf, OPERATORS, RULE_FIELDS, withField } from './draft.ts';
import type { RuleProps } from './rule-props.ts';

/** One condition: what is looked at, how, and for which values. */

const CHANNELS = ['email', 'sms', 'whatsapp', 'custom'] as const;

export const ConditionRow = (props: RuleProps<Exclude<Rule, RuleGroup>>) => {
  const { inboxFolders: words } = useMessages();
  const { rule, onChange, onRemove } = props;
  return (
    <div className={classes['condition']} role="group" aria-label={words.condition}>
      <Select
        size="xs"
        aria-label={words.field}
        allowDeselect={false}
        data={RULE_FIELDS.map((value) => ({ value, label: words.fields[value] }))}
        value={fieldOf(rule)}
        onChange={(value) => {
          const field = RULE_FIELDS.find((one) => one === value);
          if (field !== undefined) onChange(withField(rule, field));
        }}
      />
      {rule.kind === 'text' ? (
        <TextFields {...props} rule={rule} />
      ) : (
        <Select
          size="xs"
          aria-label={words.values}
          allowDeselect={false}
          data={[
            { value: 'yes', label: words.hasAttachment },
            { value: 'no', label: words.hasNoAttachment },
          ]}
          value={rule.value ? 'yes' : 'no'}
          onChange={(value) => onChange({ ...rule, value: value === 'yes' })}
        />
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={words.removeCondition}
        onClick={onRemove}
        style={{ gridColumn: -2, gridRow: 1 }}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </div>
  );
};

const TextFields = ({ rule, path, faultOf, onChange }: RuleProps<TextCondition>) => {
  const { inboxFolders: words } = useMessages();
  const valueFault = rule.values
    .map((_, place) => faultOf(`${path}.values.${place}`))
    .find((fault) => fault !== undefined);
  return (
    <>
      <Select
        size="xs"
        aria-label={words.operator}
        allowDeselect={false}
        data={OPERATORS.map((value) => ({ value, label: words.operators[value] }))}
        value={rule.operator}
        onChange={(value) =>
          onChange({ ...rule, operator: OPERATORS.find((one) => one === value) ?? rule.operator })
        }
      />
      <div className={classes['values']}>
        <ListField
          size="xs"
          aria-label={words.values}
          choices={
            rule.field === 'channel'
              ? CHANNELS.map((value) => ({ value, label: words.channels[value] }))
              : undefined
          }
          placeholder={rule.values.length === 0 ? words.valuesHint : ''}
          error={faultOf(`${path}.values`) ?? valueFault}
          value={rule.values}
          onChange={(values) => onChange({ ...rule, values })}
        />
      </div>
    </>
  );
};
