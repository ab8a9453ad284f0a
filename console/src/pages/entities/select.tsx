import type { SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { oneOf } from '../../routing/search.ts';
import { ChoiceField } from '../../ui/form/fields/choice-field.tsx';
import { ENTITY_TYPES, type EntityType } from './types.ts';

const TYPING_DELAY_MS = 250;
const TEXT_LENGTH_MIN = 2;
/** Users and actions are among the results, and are left out. */
const CHOICE_COUNT = 20;
const FRESH_MS = 5 * 60_000;

interface EntityKey {
  type: EntityType;
  ref: string;
}

interface EntitySelectProps extends Pick<
  SelectProps,
  'label' | 'size' | 'placeholder' | 'comboboxProps'
> {
  value: EntityKey | undefined;
  onChange: (entity: EntityKey | undefined) => void;
}

/** A field to choose a record by its name or reference. */
export const EntitySelect = ({ value, onChange, ...field }: EntitySelectProps) => {
  const { entityTypes, entities, form } = useMessages();
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text.trim(), TYPING_DELAY_MS);
  const isAsked = settled.length >= TEXT_LENGTH_MIN;
  const found = api.useQuery(
    'get',
    '/api/v1/search',
    { params: { query: { q: settled, limit: CHOICE_COUNT } } },
    { enabled: isAsked, staleTime: FRESH_MS, placeholderData: keepPreviousData },
  );
  // Not the answer to an older question: Enter would take a record that was not asked for.
  const isCurrent = settled === text.trim() && !found.isPlaceholderData;
  const hits = isCurrent ? (found.data?.data ?? []) : [];
  const choices = hits.flatMap((hit) =>
    hit.kind === 'record'
      ? [
          {
            value: keyOf(hit),
            label: `${hit.title} · ${entityTypes[hit.type]} ${hit.ref}`,
          },
        ]
      : [],
  );
  const isAnswered = isCurrent && found.isSuccess;
  return (
    <ChoiceField
      {...field}
      data-autofocus
      data={choices}
      nothingFoundMessage={isAsked ? (isAnswered ? form.noMatch : '…') : entities.selectHint}
      // The api has already searched, in names, references and addresses.
      filter={({ options }) => options}
      value={value === undefined ? null : keyOf(value)}
      onSearchChange={setText}
      onChange={(key) => onChange(key === null ? undefined : entityOf(key))}
    />
  );
};

const keyOf = ({ type, ref }: EntityKey): string => `${type}/${ref}`;

const entityOf = (key: string): EntityKey | undefined => {
  const [first, ...rest] = key.split('/');
  const type = oneOf(ENTITY_TYPES, first);
  return type === undefined ? undefined : { type, ref: rest.join('/') };
};

/** The name of a record, for a text. */
export const EntityName = ({ type, ref }: EntityKey) =>
  api.useQuery(
    'get',
    '/api/v1/entities/{type}/{ref}',
    { params: { path: { type, ref } } },
    { staleTime: FRESH_MS, retry: false },
  ).data?.label ?? ref;
