import { Select, type SelectProps } from '@mantine/core';
import { useMessages } from '../../../i18n/index.tsx';
import { takeMatch } from '../take-match.ts';

export type ChoiceFieldProps = Omit<
  SelectProps,
  'searchable' | 'selectFirstOptionOnChange' | 'onKeyDown'
>;

/** One of several. Typing and Enter takes the first match. */
export const ChoiceField = (props: ChoiceFieldProps) => {
  const { form } = useMessages();
  return (
    <Select
      searchable
      selectFirstOptionOnChange
      nothingFoundMessage={form.noMatch}
      onKeyDown={takeMatch}
      {...props}
    />
  );
};
