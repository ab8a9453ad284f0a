import type { SelectProps } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { api, compact } from '../../api/client.ts';
import {
  SearchedChoice,
  useChoiceSearch,
  type Choice,
} from '../../ui/form/fields/searched-choice.tsx';

interface ColleagueSelectProps extends Pick<
  SelectProps,
  'label' | 'description' | 'size' | 'placeholder' | 'error'
> {
  conversationId: number;
  value: number | undefined;
  onChange: (userId: number | undefined) => void;
  exceptId?: number;
}

/** A field to choose somebody who reaches a conversation. The api answers the first 20 names that match. */
export const ColleagueSelect = ({
  conversationId,
  value,
  onChange,
  ...field
}: ColleagueSelectProps) => {
  const [last, setLast] = useState<Choice>();
  const lastLabel = last !== undefined && last.id === value ? last.label : undefined;
  const search = useChoiceSearch(lastLabel);
  const { data, isFetching, isPlaceholderData } = api.useQuery(
    'get',
    '/inbox/conversations/{id}/colleagues',
    { params: { path: { id: conversationId }, query: compact({ q: search.q }) } },
    // A draft has only the id of the chosen one.
    { enabled: search.isOpen || value !== undefined, placeholderData: keepPreviousData },
  );
  const choices = (data?.data ?? []).map(({ id, name }) => ({ id, label: name }));
  const labelOf = (id: number): string =>
    lastLabel ?? choices.find((choice) => choice.id === id)?.label ?? `#${id}`;
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
