import { Button, Group, Textarea } from '@mantine/core';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { faultLine } from './json-fault.ts';
import classes from './json-input.module.css';

export type JsonObject = Record<string, unknown>;

/** Parses a JSON object. If it fails: the line of the error; null if it is JSON, but no object. */
export const parseJsonObject = (text: string): { value: JsonObject } | { line: number | null } => {
  if (text.trim() === '') return { value: {} };
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? { value } : { line: null };
  } catch {
    return { line: faultLine(text) };
  }
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface JsonInputProps {
  label: string;
  description?: string;
  value: string;
  onChange: (text: string) => void;
  error?: ReactNode;
  onBlur?: (() => void) | undefined;
  minRows?: number;
}

const ROW_COUNT_MAX = 24;

/**
 * A field for a JSON object: lines with numbers, the line of a syntax error marked, Enter that keeps the
 * indentation, a button that formats the text. Tab leaves the field as it leaves any other.
 */
export const JsonInput = ({ value, onChange, error, minRows = 5, ...field }: JsonInputProps) => {
  const { common } = useMessages();
  const parsed = parseJsonObject(value);
  const faulty = 'value' in parsed ? null : parsed.line;
  const fault = 'value' in parsed ? error : common.jsonFault(parsed.line);
  const tidy = 'value' in parsed ? JSON.stringify(parsed.value, null, 2) : value;
  const lineCount = value.split('\n').length;
  const numbers = useRef<HTMLDivElement>(null);
  return (
    <div>
      <Textarea
        {...field}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={indent}
        onScroll={({ currentTarget: { scrollTop } }) => {
          if (numbers.current) numbers.current.style.translate = `0 ${-scrollTop}px`;
        }}
        error={fault}
        // One more for the scroll bar of a long line.
        rows={Math.min(Math.max(lineCount + 1, minRows), ROW_COUNT_MAX)}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        classNames={{ input: classes['input'] ?? '', section: classes['gutter'] ?? '' }}
        leftSectionWidth={`calc(${String(lineCount).length}ch + 22px)`}
        leftSection={
          <div ref={numbers} aria-hidden>
            {Array.from({ length: lineCount }, (_, index) => (
              <div key={index} data-faulty={index + 1 === faulty || undefined}>
                {index + 1}
              </div>
            ))}
          </div>
        }
      />
      {value.trim() !== '' && value !== tidy && (
        <Group justify="flex-end" mt={4}>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange(tidy)}>
            {common.jsonTidy}
          </Button>
        </Group>
      )}
    </div>
  );
};

/** A new line begins below the one above, or two spaces further in after a bracket that opens. */
const indent = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) {
    return;
  }
  const { value, selectionStart } = event.currentTarget;
  const line = value.slice(0, selectionStart).split('\n').at(-1) ?? '';
  const spaces = (/^ */.exec(line)?.[0] ?? '') + (/[{[]\s*$/.test(line) ? '  ' : '');
  // The only way to insert a text that Ctrl+Z takes back.
  if (document.execCommand('insertText', false, `\n${spaces}`)) event.preventDefault();
};
