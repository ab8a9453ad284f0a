import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { useMessages } from '../../i18n/index.tsx';

const DELAY_MS = 300;

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (text: string | undefined) => void;
  /** Enter leaves the field: this may move the focus to what is found. */
  onEnter?: (text: string | undefined) => void;
}

/** A search field that reports its text after a short pause in typing. */
export const SearchField = ({ label, value, onChange, onEnter }: SearchFieldProps) => {
  const { common } = useMessages();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const report = useDebouncedCallback(
    (next: string) => onChange(next.trim() || undefined),
    DELAY_MS,
  );
  const change = (next: string): void => {
    setText(next);
    report(next);
  };
  const leave = (event: KeyboardEvent<HTMLInputElement>): void => {
    // The first Escape clears the field.
    if (event.key !== 'Enter' && (event.key !== 'Escape' || text !== '')) return;
    if (event.nativeEvent.isComposing) return;
    event.preventDefault();
    // The keys of the list do nothing in a field.
    event.currentTarget.blur();
    if (event.key !== 'Enter') return;
    report.flush();
    onEnter?.(text.trim() || undefined);
  };
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      size="xs"
      miw={220}
      flex="1 1 220px"
      maw={360}
      leftSection={<IconSearch size={15} />}
      rightSection={
        text !== '' && (
          <CloseButton size="sm" aria-label={common.clear} onClick={() => change('')} />
        )
      }
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={leave}
    />
  );
};
