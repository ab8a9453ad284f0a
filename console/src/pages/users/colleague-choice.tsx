import type { SelectProps } from '@mantine/core';
import { keepPreviousData, useQuery, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import {
  SearchedChoice,
  useChoiceSearch,
  type Choice,
} from '../../ui/form/fields/searched-choice.tsx';

export interface ColleagueChoiceProps extends Pick<
  SelectProps,
  'label' | 'description' | 'size' | 'placeholder' | 'error' | 'comboboxProps'
> {
  value: number | undefined;
  onChange: (userId: number | undefined) => void;
  exceptId?: number;
  /** Those whose names are known already. */
  known?: readonly Choice[];
  /** The colleagues who reach the record. The api answers the first 20 names that match. */
  source: {
    queryKey: (q: string) => QueryKey;
    read: (q: string) => Promise<{ data: readonly { id: number; name: string }[] }>;
  };
}

/** A field to choose somebody who reaches a record. */
export const ColleagueChoice = ({
  value,
  onChange,
  known = [],
  source,
  ...field
}: ColleagueChoiceProps) => {
  const [last, setLast] = useState<Choice>();
  const knownLabel = [...(last === undefined ? [] : [last]), ...known].find(
    ({ id }) => id === value,
  )?.label;
  const search = useChoiceSearch(knownLabel);
  const { data, isFetching, isPlaceholderData } = useQuery({
    queryKey: source.queryKey(search.q),
    queryFn: () => source.read(search.q),
    // A draft has only the id of the chosen one.
    enabled: search.isOpen || (value !== undefined && knownLabel === undefined),
    placeholderData: keepPreviousData,
  });
  const choices = (data?.data ?? []).map(({ id, name }) => ({ id, label: name }));
  const labelOf = (id: number): string =>
    knownLabel ?? choices.find((choice) => choice.id === id)?.label ?? `#${id}`;
  return (
    <SearchedChoice
      {...field}
      search={search}
      found={{ choices, isFetching, isPlaceholderData }}
      chosen={value === undefined ? undefined : { id: value, label: labelOf(value) }}
      onChange={(choice) => {
        setLast(choice);
        onChange(choice?.id);
      }}
    />
  );
};
