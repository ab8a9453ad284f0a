import { Select, type ComboboxParsedItem, type SelectProps } from '@mantine/core';
import { useMemo } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { SmallCode } from '../ui/small-code.tsx';

/** Types of actions by the words people know them by; the code is for those who know it by heart. */

type ActionType = Schemas['ActionType'];

const NONE: readonly ActionType[] = [];

export const useActionTypes = (): readonly ActionType[] =>
  api.useQuery('get', '/api/v1/action-types').data?.data ?? NONE;

/** The label of a code; undefined while unknown, and for a type that no longer exists. */
export const useTypeLabels = (): ((code: string) => string | undefined) => {
  const types = useActionTypes();
  return useMemo(() => {
    const labels = new Map(types.map(({ code, label }) => [code, label]));
    return (code) => labels.get(code);
  }, [types]);
};

interface TypeSelectProps extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  types: readonly Pick<ActionType, 'code' | 'label'>[];
  value: string | undefined;
  onChange: (code: string | undefined) => void;
}

/** Asks for a type: chosen by its label, found by either name. */
export const TypeSelect = ({ types, value, onChange, ...field }: TypeSelectProps) => (
  <Select
    {...field}
    searchable
    data={types.map(({ code, label }) => ({ value: code, label }))}
    filter={({ options, search }) => options.filter((option) => isFound(option, search))}
    renderOption={({ option }) => (
      <div>
        {option.label}
        <SmallCode code={option.value} />
      </div>
    )}
    value={value ?? null}
    onChange={(code) => onChange(code ?? undefined)}
  />
);

const isFound = (option: ComboboxParsedItem, search: string): boolean =>
  'value' in option &&
  `${option.label} ${option.value}`.toLowerCase().includes(search.trim().toLowerCase());
