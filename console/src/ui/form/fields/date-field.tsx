import { DateInput, DatesProvider, type DateInputProps } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import dayjs from 'dayjs';
import 'dayjs/locale/fr';
import customParseFormat from 'dayjs/plugin/customParseFormat.js';
import { useLanguage, useMessages } from '../../../i18n/index.tsx';

dayjs.extend(customParseFormat);

const FIRST_DAY_OF_WEEK = 1;
const TYPED_FORMATS = ['D/M/YYYY', 'D/M/YY', 'YYYY-MM-DD'];

/** `15/3/2026`, `15/03/2026`, `15.3.2026` or `2026-03-15`, as `2026-03-15`; null for anything else. */
export const parseDay = (text: string): string | null => {
  // A format takes either `3` or `03`, not both.
  const typed = text.trim().replace(/^0?(\d{1,2})[/.-]0?(\d{1,2})[/.-]/, '$1/$2/');
  const day = dayjs(typed, TYPED_FORMATS, true);
  return day.isValid() ? day.format('YYYY-MM-DD') : null;
};

export interface DateFieldProps extends Omit<DateInputProps, 'value' | 'onChange'> {
  /** A day as `2026-03-15`. */
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}

/** A day, typed or chosen in the calendar. */
export const DateField = ({ value, onChange, ...field }: DateFieldProps) => {
  const { form } = useMessages();
  const { locale } = useLanguage();
  return (
    <DatesProvider settings={{ locale, firstDayOfWeek: FIRST_DAY_OF_WEEK }}>
      <DateInput
        clearable
        placeholder={form.dateHint}
        leftSection={<IconCalendar size={16} aria-hidden />}
        {...field}
        valueFormat={form.dateFormat}
        dateParser={parseDay}
        value={value === undefined || parseDay(value) === null ? null : value}
        onChange={(day) => onChange(day ?? undefined)}
      />
    </DatesProvider>
  );
};
