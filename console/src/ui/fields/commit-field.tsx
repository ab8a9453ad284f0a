import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useState } from 'react';

interface CommitFieldProps extends Omit<TextInputProps, 'value' | 'onChange' | 'defaultValue'> {
  value: string | undefined;
  onCommit: (text: string | undefined) => void;
}

/** A field that tells what was typed once it is meant: on Enter, or on leaving it. */
export const CommitField = ({ value = '', onCommit, ...field }: CommitFieldProps) => {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = (): void => {
    // Merely passing through changes nothing, the page of a list included.
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
