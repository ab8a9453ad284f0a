import type { SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMessages } from '../../i18n/index.tsx';
import { ChoiceField } from '../../ui/form/fields/choice-field.tsx';
import { KIND_PATHS, readContact, searchContacts, type Contact, type Kind } from './kinds.ts';

const TYPING_DELAY_MS = 250;
const CHOICE_COUNT = 20;
const FRESH_MS = 5 * 60_000;

interface ContactSelectProps extends Pick<
  SelectProps,
  'label' | 'size' | 'error' | 'comboboxProps' | 'description' | 'onBlur' | 'withAsterisk'
> {
  kind: Kind;
  value: number | undefined;
  onChange: (id: number | undefined) => void;
  /** Left out of the choices. */
  exceptId?: number;
  /** What is typed to find one. */
  onSearch?: (text: string) => void;
}

/** A field to choose a person or an organisation. They are read when it is opened: each look is audited. */
export const ContactSelect = ({
  kind,
  value,
  onChange,
  exceptId,
  onSearch,
  ...field
}: ContactSelectProps) => {
  const { contacts: words, form } = useMessages();
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const chosen = useContact(kind, value);
  const chosenName = value === undefined ? undefined : (chosen?.name ?? `#${value}`);
  const asked = text === chosenName ? '' : text.trim();
  const [q] = useDebouncedValue(asked, TYPING_DELAY_MS);
  const found = useQuery({
    queryKey: ['get', KIND_PATHS[kind], { q }, 'choices'],
    queryFn: () => searchContacts(kind, q, CHOICE_COUNT),
    enabled: isOpen,
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });
  // Not the answer to an older question: Enter would take one that was not asked for.
  const isCurrent = q === asked && !found.isPlaceholderData;
  const choices = (isCurrent ? (found.data ?? []) : [])
    .filter(({ id }) => id !== value && id !== exceptId)
    .map((contact) => ({ value: String(contact.id), label: labelOf(contact) }));
  return (
    <ChoiceField
      {...field}
      clearable
      placeholder={kind === 'person' ? words.searchPerson : words.searchOrganisation}
      nothingFoundMessage={isCurrent && !found.isFetching ? form.noMatch : '…'}
      data={
        chosenName === undefined
          ? choices
          : [{ value: String(value), label: chosenName }, ...choices]
      }
      // The api has already searched, in names, addresses and numbers.
      filter={({ options }) => options}
      value={value === undefined ? null : String(value)}
      onSearchChange={(next) => {
        setText(next);
        if (next !== chosenName) onSearch?.(next);
      }}
      onDropdownOpen={() => setOpen(true)}
      onChange={(id) => onChange(id === null ? undefined : Number(id))}
    />
  );
};

/** Two people may have the same name. */
const labelOf = ({ name, emails: [email], phones: [phone] }: Contact): string => {
  const more = email?.value ?? phone?.value;
  return more === undefined ? name : `${name} · ${more}`;
};

const useContact = (kind: Kind, id: number | undefined) =>
  useQuery({
    queryKey: ['get', `${KIND_PATHS[kind]}/{id}`, { params: { path: { id: id ?? 0 } } }],
    queryFn: () => readContact(kind, id ?? 0),
    enabled: id !== undefined,
    staleTime: FRESH_MS,
    retry: false,
  }).data;

/** The name of a contact, for a text. */
export const ContactName = ({ kind, id }: { kind: Kind; id: number }) =>
  useContact(kind, id)?.name ?? `#${id}`;
