import { DatePickerInput, DatesProvider } from '@mantine/dates';
import 'dayjs/locale/fr';
import { IconCalendar } from '@tabler/icons-react';
import { useLanguage } from '../../i18n/index.tsx';

interface PeriodFieldProps {
  label: string;
  from: string | undefined;
  to: string | undefined;
  /** Days as `2026-02-19`. */
  onChange: (period: { from: string | undefined; to: string | undefined }) => void;
}

const FIRST_DAY_OF_WEEK = 1;

export const PeriodField = ({ label, from, to, onChange }: PeriodFieldProps) => {
  const { locale } = useLanguage();
  return (
    <DatesProvider settings={{ locale, firstDayOfWeek: FIRST_DAY_OF_WEEK }}>
      <DatePickerInput
        type="range"
        size="xs"
        label={label}
        clearable
        allowSingleDateInRange
        valueFormat="D MMM YYYY"
        leftSection={<IconCalendar size={15} />}
        value={[from ?? null, to ?? null]}
        onChange={([start, end]) => onChange({ from: start ?? undefined, to: end ?? undefined })}
      />
    </DatesProvider>
  );
};

/** The first instant of a day in the user's time zone. */
export const dayStart = (day: string | undefined): string | undefined =>
  day === undefined ? undefined : new Date(`${day}T00:00:00`).toISOString();

/** The last instant of a day in the user's time zone. */
export const dayEnd = (day: string | undefined): string | undefined =>
  day === undefined ? undefined : new Date(`${day}T23:59:59.999`).toISOString();
