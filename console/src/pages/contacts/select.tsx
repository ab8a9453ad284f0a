import type { SelectProps } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMessages } from '../../i18n/index.tsx';
import { SearchedChoice, useChoiceSearch } from '../../ui/form/fields/searched-choice.tsx';
import { KIND_PATHS, readContact, searchContacts, type Contact, type Kind } from './kinds.ts';

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
  const { contacts: words } = useMessages();
  const known = useContact(kind, value);
  const chosen = value === undefined ? undefined : { id: value, label: known?.name ?? `#${value}` };
  const search = useChoiceSearch(chosen?.label);
  const { data, isFetching, isPlaceholderData } = useQuery({
    queryKey: ['get', KIND_PATHS[kind], { q: search.q }, 'choices'],
    queryFn: () => searchContacts(kind, search.q, CHOICE_COUNT),
    enabled: search.isOpen,
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });
  const choices = (data ?? []).map((contact) => ({ id: contact.id, label: labelOf(contact) }));
  return (
    <SearchedChoice
      {...field}
      placeholder={kind === 'person' ? words.searchPerson : words.searchOrganisation}
      search={{
        ...search,
        setText: (text) => {
          search.setText(text);
          if (text !== chosen?.label) onSearch?.(text);
        },
      }}
      found={{ choices, isFetching, isPlaceholderData }}
      chosen={chosen}
      exceptId={exceptId}
      onChange={(choice) => onChange(choice?.id)}
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
