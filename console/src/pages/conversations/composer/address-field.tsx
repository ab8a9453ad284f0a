import { TagsInput } from '@mantine/core';
import { useMessages } from '../../../i18n/index.tsx';
import { areAddresses } from './addresses.ts';

const ADDRESS_COUNT_MAX = 50;

interface AddressFieldProps {
  label: string;
  value: readonly string[];
  placeholder?: string | undefined;
  error?: string | undefined;
  isRequired?: boolean;
  /** In a dialog that opens. */
  hasFocus?: boolean;
  onChange: (value: string[]) => void;
}

/** Addresses, ended by Enter or a comma. */
export const AddressField = ({
  label,
  value,
  isRequired = false,
  hasFocus = false,
  ...props
}: AddressFieldProps) => {
  const { composer: words } = useMessages();
  const { error, placeholder, onChange } = props;
  return (
    <TagsInput
      label={label}
      size="sm"
      value={[...value]}
      maxTags={ADDRESS_COUNT_MAX}
      splitChars={[',', ';']}
      placeholder={value.length === 0 ? placeholder : undefined}
      required={isRequired}
      data-autofocus={hasFocus || undefined}
      error={error ?? (areAddresses(value) ? undefined : words.notAnAddress)}
      // A pasted address may bring its comma along.
      onChange={(next) => onChange(next.map((text) => text.replace(/[\s,;]+$/, '').trimStart()))}
    />
  );
};
