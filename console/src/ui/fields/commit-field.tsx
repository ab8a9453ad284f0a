import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useState } from 'react';

interface CommitFieldProps extends Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue'> {
  value: string | undefined;
  onCommit: (text: string | undefined) => void;
}

/** A text field that reports its value on Enter and on blur, not while the user types. */
export const CommitField = ({ value = '', onCommit, ...field }: CommitFieldProps) => {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = (): void => {
    // Without a change there is no report: it would go back to the first page of the list.
    if (text.trim() !== value) onCommit(text.trim() || undefined);
  };
  return (
    <TextInput
      {...field}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
};
