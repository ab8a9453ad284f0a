import { Autocomplete, type AutocompleteProps } from '@mantine/core';

interface SuggestFieldProps extends Pick<
  AutocompleteProps,
  'label' | 'description' | 'error' | 'required' | 'onBlur'
> {
  /** The proposed values, each with the label that is shown. */
  data: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}

/** A free text with proposals. A proposal is shown by its word and keeps its value. */
export const SuggestField = ({ data, value, onChange, ...props }: SuggestFieldProps) => {
  const wordOf = (code: string): string => data.find((one) => one.value === code)?.label ?? code;
  const codeOf = (word: string): string =>
    data.find(({ label }) => label.toLowerCase() === word.toLowerCase())?.value ?? word;
  return (
    <Autocomplete
      {...props}
      data={data.map(({ label }) => label)}
      value={wordOf(value)}
      onChange={(typed) => onChange(codeOf(typed))}
      // All of them, not only those that begin like the value.
      filter={({ options }) => options}
    />
  );
};
