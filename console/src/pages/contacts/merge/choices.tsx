import { Radio, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { fieldLabel, valueText } from '../record/timeline.tsx';
import { isSame } from '../../../parts/save-changes.ts';
import type { Contact } from '../kinds.ts';
import classes from './choices.module.css';

export type Side = 'winner' | 'loser';
export type Choices = Record<string, Side>;

/** The fields that a merge chooses from, as the api names them. */
const fieldsOf = (contact: Contact): Record<string, unknown> => {
  const { name, address, notes, emails, phones } = contact;
  const own =
    'organisation' in contact
      ? { organisation_id: contact.organisation, job_title: contact.job_title }
      : { website: contact.website };
  return { name, ...own, emails, phones, address, notes };
};

const isEmpty = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.length === 0);

/** The fields in which both have another value. Of the others nothing is to be chosen. */
export const differences = (winner: Contact, loser: Contact): string[] => {
  const [ofWinner, ofLoser] = [fieldsOf(winner), fieldsOf(loser)];
  return Object.keys(ofWinner).filter((field) => {
    const [left, right] = [ofWinner[field], ofLoser[field]];
    return !isEmpty(left) && !isEmpty(right) && !isSame(left, right);
  });
};

interface FieldChoicesProps {
  winner: Contact;
  loser: Contact;
  choices: Choices;
  onChoose: (field: string, side: Side) => void;
}

/** For each field that differs, the two values: one of them stays. */
export const FieldChoices = ({ winner, loser, choices, onChoose }: FieldChoicesProps) => {
  const { contacts: words } = useMessages();
  const fields = differences(winner, loser);
  if (fields.length === 0) return <Text size="sm">{words.mergeSame}</Text>;
  return (
    <Stack gap="sm">
      <Text size="sm">{words.mergeFields}</Text>
      {fields.map((field) => (
        <FieldChoice
          key={field}
          label={fieldLabel(words, field)}
          values={{
            winner: valueText(words, fieldsOf(winner)[field]),
            loser: valueText(words, fieldsOf(loser)[field]),
          }}
          side={choices[field] ?? 'winner'}
          onChoose={(side) => onChoose(field, side)}
        />
      ))}
      {fields.some((field) => field === 'emails' || field === 'phones') && (
        <Text size="xs" c="dimmed">
          {words.mergeAllKept}
        </Text>
      )}
    </Stack>
  );
};

interface FieldChoiceProps {
  label: string;
  values: Record<Side, string>;
  side: Side;
  onChoose: (side: Side) => void;
}

const FieldChoice = ({ label, values, side, onChoose }: FieldChoiceProps) => {
  const name = useId();
  return (
    <fieldset className={classes['field']}>
      <legend className={classes['legend']}>{label}</legend>
      <div className={classes['sides']}>
        {(['winner', 'loser'] as const).map((one) => (
          // The label is the text of the radio button inside of it.
          // oxlint-disable-next-line jsx-a11y/label-has-associated-control
          <label key={one} className={classes['side']}>
            <Radio
              size="xs"
              name={name}
              label={values[one]}
              checked={side === one}
              onChange={() => onChoose(one)}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
};
