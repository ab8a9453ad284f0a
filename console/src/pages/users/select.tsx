import type { SelectProps } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { api, compact } from '../../api/client.ts';
import { SearchedChoice, useChoiceSearch } from '../../ui/form/fields/searched-choice.tsx';

const CHOICE_COUNT = 50;
const FRESH_MS = 5 * 60_000;

interface UserSelectProps extends Pick<
  SelectProps,
  'label' | 'size' | 'placeholder' | 'error' | 'comboboxProps'
> {
  value: number | undefined;
  onChange: (userId: number | undefined) => void;
}

/**
 * A field to choose a user by name. The audit trail records each look at users, so they are read
 * only when the field is opened. The chosen user is read at once.
 */
export const UserSelect = ({ value, onChange, ...field }: UserSelectProps) => {
  const known = api.useQuery(
    'get',
    '/api/v1/users/{id}',
    { params: { path: { id: value ?? 0 } } },
    { enabled: value !== undefined, staleTime: FRESH_MS },
  ).data;
  const chosen = value === undefined ? undefined : { id: value, label: known?.name ?? `#${value}` };
  const search = useChoiceSearch(chosen?.label);
  const { data, isFetching, isPlaceholderData } = api.useQuery(
    'get',
    '/api/v1/users',
    { params: { query: { limit: CHOICE_COUNT, ...compact({ q: search.q }) } } },
    { enabled: search.isOpen, staleTime: FRESH_MS, placeholderData: keepPreviousData },
  );
  const choices = (data?.data ?? []).map(({ id, name }) => ({ id, label: name }));
  return (
    <SearchedChoice
      {...field}
      search={search}
      found={{ choices, isFetching, isPlaceholderData }}
      chosen={chosen}
      onChange={(choice) => onChange(choice?.id)}
    />
  );
};

/** The name of a user, for a text. */
export const UserName = ({ id }: { id: number }) =>
  api.useQuery('get', '/api/v1/users/{id}', { params: { path: { id } } }, { staleTime: FRESH_MS })
    .data?.name ?? `#${id}`;
