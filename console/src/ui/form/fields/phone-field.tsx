import { Group, Input, NativeSelect, TextInput, type TextInputProps } from '@mantine/core';
import { useId } from '@mantine/hooks';
import { useState } from 'react';
import { useMessages } from '../../../i18n/index.tsx';
import { spacedPhone } from './spaced-phone.ts';

/** The countries of most callers. A number of any other is typed with its `+`. */
const COUNTRIES = {
  FR: '+33',
  DZ: '+213',
  MA: '+212',
  TN: '+216',
  BE: '+32',
  CH: '+41',
  LU: '+352',
  CA: '+1',
} as const;
type Country = keyof typeof COUNTRIES;

const isCountry = (value: string | undefined): value is Country =>
  value !== undefined && Object.hasOwn(COUNTRIES, value);

/** The country of the browser's language: `fr-DZ` is Algeria. France if it is not one of the list. */
const initialCountry = (): Country =>
  navigator.languages
    .map((language) => new Intl.Locale(language).region)
    .find((region) => isCountry(region)) ?? 'FR';

const loadPhone = () => import('./phone.ts');

interface PhoneFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: string;
  onChange: (text: string) => void;
}

/**
 * A phone number. Leaving the field writes a valid one in E.164, so that it can be called from anywhere.
 * The country beside it is shown, not guessed: 06 is a mobile in France and in Algeria.
 */
export const PhoneField = ({ value, onChange, onBlur, ...field }: PhoneFieldProps) => {
  const { form } = useMessages();
  const id = useId();
  const [country, setCountry] = useState<Country>(initialCountry);
  const [fault, setFault] = useState<string | null>(null);
  const normalise = async (text: string, from: Country): Promise<void> => {
    if (text.trim() === '') return setFault(null);
    const { toE164 } = await loadPhone();
    const number = toE164(text, from);
    setFault(number === null ? form.phoneFault : null);
    if (number !== null && number !== text) onChange(number);
  };
  const { label, description, error, required = false, ...input } = field;
  return (
    <Input.Wrapper
      id={id}
      label={label}
      description={description}
      error={error ?? fault}
      required={required}
    >
      <Group gap="xs" wrap="nowrap" mt={4}>
        {!value.trim().startsWith('+') && (
          <NativeSelect
            w={92}
            flex="none"
            aria-label={form.country}
            data={Object.entries(COUNTRIES).map(([code, prefix]) => ({
              value: code,
              label: prefix,
            }))}
            value={country}
            onChange={({ currentTarget }) => {
              if (!isCountry(currentTarget.value)) return;
              setCountry(currentTarget.value);
              void normalise(value, currentTarget.value);
            }}
          />
        )}
        <TextInput
          {...input}
          id={id}
          flex={1}
          type="tel"
          inputMode="tel"
          autoComplete="off"
          required={required}
          error={(error ?? fault) !== null && (error ?? fault) !== undefined}
          value={spacedPhone(value)}
          onFocus={() => void loadPhone()}
          onChange={(event) => {
            setFault(null);
            onChange(event.currentTarget.value);
          }}
          onBlur={(event) => {
            onBlur?.(event);
            void normalise(value, country);
          }}
        />
      </Group>
    </Input.Wrapper>
  );
};
