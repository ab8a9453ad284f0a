import type { SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { api, compact } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { ChoiceField } from '../../ui/form/fields/choice-field.tsx';

const TYPING_DELAY_MS = 300;
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
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const chosen = api.useQuery(
    'get',
    '/api/v1/users/{id}',
    { params: { path: { id: value ?? 0 } } },
    { enabled: value !== undefined, staleTime: FRESH_MS },
  ).data;
  const chosenName = value === undefined ? undefined : (chosen?.name ?? `#${value}`);
  const { form } = useMessages();
  const asked = text === chosenName ? '' : text;
  const [q] = useDebouncedValue(asked, TYPING_DELAY_MS);
  const users = api.useQuery(
    'get',
    '/api/v1/users',
    { params: { query: { limit: CHOICE_COUNT, ...compact({ q }) } } },
    { enabled: isOpen, staleTime: FRESH_MS, placeholderData: keepPreviousData },
  );
  // Not the answer to an older question: Enter would take a person who was not asked for.
  const isCurrent = q === asked && !users.isPlaceholderData;
  const choices = (isCurrent ? (users.data?.data ?? []) : [])
    .filter(({ id }) => id !== value)
    .map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <ChoiceField
      {...field}
      clearable
      nothingFoundMessage={isCurrent && !users.isFetching ? form.noMatch : '…'}
      data={
        chosenName === undefined
          ? choices
          : [{ value: String(value), label: chosenName }, ...choices]
      }
      // The api has already searched, in names and e-mail addresses.
      filter={({ options }) => options}
      value={value === undefined ? null : String(value)}
      onSearchChange={setText}
      onDropdownOpen={() => setOpen(true)}
      onChange={(id) => onChange(id === null ? undefined : Number(id))}
    />
  );
};

/** The name of a user, for a text. */
export const UserName = ({ id }: { id: number }) =>
  api.useQuery('get', '/api/v1/users/{id}', { params: { path: { id } } }, { staleTime: FRESH_MS })
    .data?.name ?? `#${id}`;
