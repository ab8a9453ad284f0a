import { Button, Checkbox, Radio, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { DatePicker, DatesProvider } from '@mantine/dates';
import 'dayjs/locale/fr';
import { useState } from 'react';
import { useLanguage, useMessages } from '../../../i18n/index.tsx';
import {
  text,
  texts,
  type Filter,
  type FilterOption,
  type FilterPatch,
  type FilterValues,
} from './filter.ts';
import { PERIODS } from './periods.ts';

/** The field of one filter, in the popover of its chip. */

const SEARCH_ABOVE_COUNT = 8;
const TYPING_DELAY_MS = 300;
const FIRST_DAY_OF_WEEK = 1;

interface EditorProps {
  filter: Filter;
  values: FilterValues;
  /** `isTyping`: more changes follow, so the browser's history gets no entry for each. */
  onChange: (patch: FilterPatch, isTyping: boolean) => void;
  onClose: () => void;
}

export const FilterEditor = ({ filter, values, onChange, onClose }: EditorProps) => {
  const { key } = filter;
  switch (filter.kind) {
    case 'select':
      return (
        <SelectEditor
          filter={filter}
          value={text(values[key])}
          onChange={(value) => {
            onChange({ [key]: value }, false);
            onClose();
          }}
        />
      );
    case 'multi':
      return (
        <MultiEditor
          filter={filter}
          value={texts(values[key])}
          onChange={(value) => onChange({ [key]: value.length > 0 ? value : undefined }, false)}
        />
      );
    case 'text':
      return (
        <TextEditor
          label={filter.label}
          value={text(values[key])}
          onChange={(value) => onChange({ [key]: value || undefined }, true)}
          onClose={onClose}
        />
      );
    case 'flag':
      return null;
    case 'period':
      return (
        <PeriodEditor
          values={values}
          onChange={(patch) => {
            onChange(patch, false);
            onClose();
          }}
        />
      );
    case 'custom':
      return filter.field((value) => onChange({ [key]: value }, false));
  }
};

interface OptionsProps {
  options: readonly FilterOption[];
  children: (option: FilterOption) => React.ReactNode;
}

/** A list of choices, with a field to search in if it is long. */
const Options = ({ options, children }: OptionsProps) => {
  const { table } = useMessages();
  const [search, setSearch] = useState('');
  const found = options.filter(({ label }) =>
    label.toLowerCase().includes(search.trim().toLowerCase()),
  );
  return (
    <Stack gap="xs">
      {options.length > SEARCH_ABOVE_COUNT && (
        <TextInput
          size="xs"
          aria-label={table.findOption}
          placeholder={table.findOption}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-autofocus
        />
      )}
      <ScrollArea.Autosize mah={260} type="auto">
        <Stack gap={8} py={2}>
          {found.map((option) => children(option))}
          {found.length === 0 && (
            <Text size="sm" c="dimmed">
              {table.noOption}
            </Text>
          )}
        </Stack>
      </ScrollArea.Autosize>
    </Stack>
  );
};

interface ChoiceProps<Value> {
  filter: Filter & { options: readonly FilterOption[] };
  value: Value;
  onChange: (value: Value) => void;
}

const SelectEditor = ({ filter, value, onChange }: ChoiceProps<string>) => (
  <Radio.Group aria-label={filter.label} value={value} onChange={onChange}>
    <Options options={filter.options}>
      {(option) => <Radio key={option.value} size="xs" value={option.value} label={option.label} />}
    </Options>
  </Radio.Group>
);

const MultiEditor = ({ filter, value, onChange }: ChoiceProps<string[]>) => (
  <Checkbox.Group
    aria-label={filter.label}
    value={value}
    onChange={(chosen) =>
      onChange(filter.options.map((option) => option.value).filter((one) => chosen.includes(one)))
    }
  >
    <Options options={filter.options}>
      {(option) => (
        <Checkbox key={option.value} size="xs" value={option.value} label={option.label} />
      )}
    </Options>
  </Checkbox.Group>
);

interface TextEditorProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onClose: () => void;
}

const TextEditor = ({ label, value, onChange, onClose }: TextEditorProps) => {
  const [typed, setTyped] = useState(value);
  const report = useDebouncedCallback((next: string) => onChange(next.trim()), {
    delay: TYPING_DELAY_MS,
    flushOnUnmount: true,
  });
  return (
    <TextInput
      size="xs"
      aria-label={label}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        report(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        report.flush();
        onClose();
      }}
      data-autofocus
    />
  );
};

interface PeriodEditorProps {
  values: FilterValues;
  onChange: (patch: FilterPatch) => void;
}

const PeriodEditor = ({ values, onChange }: PeriodEditorProps) => {
  const { table } = useMessages();
  const { locale } = useLanguage();
  const [days, setDays] = useState<[string | null, string | null]>([
    text(values['from']) || null,
    text(values['to']) || null,
  ]);
  return (
    <Stack gap="xs">
      <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 6 }}>
        {PERIODS.map((period) => (
          <Button
            key={period}
            size="compact-xs"
            variant={values['period'] === period ? 'filled' : 'default'}
            aria-pressed={values['period'] === period}
            onClick={() => onChange({ period, from: undefined, to: undefined })}
          >
            {table.periods[period]}
          </Button>
        ))}
      </div>
      <DatesProvider settings={{ locale, firstDayOfWeek: FIRST_DAY_OF_WEEK, weekendDays: [] }}>
        <DatePicker
          type="range"
          size="xs"
          mx="auto"
          allowSingleDateInRange
          highlightToday
          aria-label={table.customPeriod}
          value={days}
          onChange={(chosen) => {
            setDays(chosen);
            const [from, to] = chosen;
            if (from !== null && to !== null) onChange({ period: undefined, from, to });
          }}
        />
      </DatesProvider>
    </Stack>
  );
};
