import { MultiSelect, TagsInput, type MultiSelectProps } from '@mantine/core';
import { useMessages } from '../../../i18n/index.tsx';
import { takeMatch } from '../take-match.ts';

type SharedProps = Pick<
  MultiSelectProps,
  | 'label'
  | 'aria-label'
  | 'description'
  | 'error'
  | 'required'
  | 'readOnly'
  | 'placeholder'
  | 'size'
  | 'onFocus'
  | 'onBlur'
>;

export interface ListFieldProps extends SharedProps {
  /** The values to choose from. Without it any text may be added. */
  choices?: readonly { value: string; label: string }[] | undefined;
  value: string[];
  onChange: (values: string[]) => void;
}

/** Several texts: chosen from a list, or free. */
export const ListField = ({ choices, ...field }: ListFieldProps) => {
  const { form } = useMessages();
  if (choices === undefined) {
    return <TagsInput placeholder={form.addValue} acceptValueOnBlur {...field} />;
  }
  return (
    <MultiSelect
      searchable
      clearable
      selectFirstOptionOnChange
      nothingFoundMessage={form.noMatch}
      onKeyDown={takeMatch}
      data={[...choices]}
      {...field}
    />
  );
};
