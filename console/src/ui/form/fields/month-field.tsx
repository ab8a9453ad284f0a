import { ActionIcon, Group } from '@mantine/core';
import { DatesProvider, MonthPickerInput } from '@mantine/dates';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import dayjs from 'dayjs';
import 'dayjs/locale/fr';
import { useLanguage, useMessages } from '../../../i18n/index.tsx';

interface MonthFieldProps {
  label: string;
  /** A month as `2026-03`. Undefined: none is chosen. */
  value: string | undefined;
  /** The last that can be chosen. */
  max: string;
  onChange: (month: string) => void;
}

const SHOWN = 'MMMM YYYY';

/** A month, chosen in a calendar or beside the shown one. */
export const MonthField = ({ label, value, max, onChange }: MonthFieldProps) => {
  const { form } = useMessages();
  const { locale } = useLanguage();
  const nameOf = (month: string): string => dayjs(firstOf(month)).locale(locale).format(SHOWN);
  const shift = (count: number): void =>
    onChange(
      dayjs(firstOf(value ?? max))
        .add(count, 'month')
        .format('YYYY-MM'),
    );
  return (
    <DatesProvider settings={{ locale }}>
      <Group gap={4} wrap="nowrap">
        <ActionIcon
          variant="default"
          size={30}
          aria-label={form.previousMonth}
          onClick={() => shift(-1)}
        >
          <IconChevronLeft size={15} aria-hidden />
        </ActionIcon>
        <MonthPickerInput
          size="xs"
          w={136}
          // What is shown must be part of the name.
          aria-label={value === undefined ? label : `${label}, ${nameOf(value)}`}
          placeholder={label}
          valueFormat={SHOWN}
          maxDate={firstOf(max)}
          value={value === undefined ? null : firstOf(value)}
          onChange={(day) => {
            if (day !== null) onChange(day.slice(0, 'YYYY-MM'.length));
          }}
        />
        <ActionIcon
          variant="default"
          size={30}
          aria-label={form.nextMonth}
          disabled={(value ?? max) >= max}
          onClick={() => shift(1)}
        >
          <IconChevronRight size={15} aria-hidden />
        </ActionIcon>
      </Group>
    </DatesProvider>
  );
};

const firstOf = (month: string): string => `${month}-01`;
