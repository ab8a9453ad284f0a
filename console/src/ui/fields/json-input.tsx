import { Button, Group, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/index.tsx';

export type JsonObject = Record<string, unknown>;

/** Parses a JSON object. If it fails: the line of the error, null if unknown. */
export const parseJsonObject = (text: string): { value: JsonObject } | { line: number | null } => {
  if (text.trim() === '') return { value: {} };
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? { value } : { line: null };
  } catch (error) {
    return { line: lineOf(text, error) };
  }
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const lineOf = (text: string, error: unknown): number | null => {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return position === undefined ? null : text.slice(0, Number(position)).split('\n').length;
};

interface JsonInputProps {
  label: string;
  description?: string;
  value: string;
  onChange: (text: string) => void;
  error?: ReactNode;
  onBlur?: (() => void) | undefined;
  minRows?: number;
}

/** A field for a JSON object. It shows the line of a syntax error and can format the text. */
export const JsonInput = ({ value, onChange, error, minRows = 5, ...field }: JsonInputProps) => {
  const { common } = useMessages();
  const parsed = parseJsonObject(value);
  const fault = 'value' in parsed ? error : common.jsonFault(parsed.line);
  const tidy = 'value' in parsed ? JSON.stringify(parsed.value, null, 2) : value;
  return (
    <div>
      <Textarea
        {...field}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={fault}
        autosize
        minRows={minRows}
        maxRows={24}
        spellCheck={false}
        autoCapitalize="off"
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
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
