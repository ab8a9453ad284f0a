import { Textarea, TextInput, type TextInputProps } from '@mantine/core';

export interface TextFieldProps extends Pick<
  TextInputProps,
  | 'label'
  | 'description'
  | 'error'
  | 'required'
  | 'readOnly'
  | 'placeholder'
  | 'autoComplete'
  | 'onFocus'
  | 'onBlur'
> {
  type?: 'text' | 'email' | 'url';
  /** Several lines. */
  isLong?: boolean;
  value: string;
  onChange: (text: string) => void;
}

/** A text of one line or several. */
export const TextField = ({
  type = 'text',
  isLong = false,
  value,
  onChange,
  label,
  description,
  error,
  required,
  ...input
}: TextFieldProps) => {
  const shared = {
    label,
    description,
    error,
    value,
    ...(required === undefined ? {} : { required }),
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  if (!isLong) return <TextInput {...input} {...shared} type={type} />;
  return <Textarea {...shared} autosize minRows={3} maxRows={12} />;
};
