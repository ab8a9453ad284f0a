import { Group, Input } from '@mantine/core';
import { TimeInput } from '@mantine/dates';
import { useId } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { DateField } from './date-field.tsx';

interface InstantFieldProps {
  label: string;
  description?: ReactNode;
  required?: boolean;
  error?: ReactNode;
  /** An instant in UTC: `2026-03-15T09:00:00.000Z`. */
  value: string | undefined;
  onChange: (instant: string | undefined) => void;
  onBlur?: () => void;
}

const DEFAULT_TIME = '09:00';

/** A day and a time in the reader's time zone, sent in UTC. */
export const InstantField = ({ value, onChange, onBlur, ...field }: InstantFieldProps) => {
  const { common, form } = useMessages();
  const id = useId();
  const [time, setTime] = useState(() => localParts(value)?.time ?? '');
  const day = localParts(value)?.day;
  const report = (nextDay: string | undefined, nextTime: string): void => {
    setTime(nextTime);
    onChange(nextDay === undefined ? undefined : instantOf(nextDay, nextTime || DEFAULT_TIME));
  };
  const { label, description, required = false, error } = field;
  return (
    <Input.Wrapper
      id={id}
      label={label}
      description={description}
      error={error}
      withAsterisk={required}
      labelElement="div"
      role="group"
      aria-label={label}
    >
      <Group gap="xs" wrap="nowrap" align="start" mt={4}>
        <DateField
          flex={1}
          aria-label={label}
          aria-required={required}
          error={error !== undefined && error !== null && error !== ''}
          value={day}
          onChange={(next) => report(next, time === '' ? DEFAULT_TIME : time)}
          onBlur={onBlur}
        />
        <TimeInput
          w={120}
          aria-label={common.labelled(label, form.time)}
          value={day === undefined ? time : (localParts(value)?.time ?? time)}
          onChange={(event) => report(day, event.currentTarget.value)}
          onBlur={onBlur}
        />
      </Group>
    </Input.Wrapper>
  );
};

const localParts = (instant: string | undefined): { day: string; time: string } | undefined => {
  const date = new Date(instant ?? '');
  if (Number.isNaN(date.getTime())) return undefined;
  const shiftMs = date.getTimezoneOffset() * 60_000;
  const [day = '', time = ''] = new Date(date.getTime() - shiftMs).toISOString().split('T');
  return { day, time: time.slice(0, 5) };
};

const instantOf = (day: string, time: string): string | undefined => {
  const instant = new Date(`${day}T${time}`);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
};
