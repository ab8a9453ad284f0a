import { Select, SimpleGrid } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { api, compact } from '../../../api/client.ts';
import { useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { TypeSelect } from '../../action-types/select.tsx';
import { ACTION_ENTITY_TYPES, type EntityType } from '../../entities/types.ts';
import { oneOf } from '../../../routing/search.ts';
import { SmallCode } from '../../../ui/values/small-code.tsx';
import { TYPING_DELAY_MS, type ActionType, type FieldsProps } from '../decide/draft.ts';

/** The fields for the record and the type of a new action. */

const SUGGESTION_COUNT = 20;

export const EntityFields = ({ draft, faults, onChange }: FieldsProps) => {
  const { newAction, entityTypes } = useMessages();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <Select
        label={newAction.entityType}
        allowDeselect={false}
        data={ACTION_ENTITY_TYPES.map((value) => ({ value, label: entityTypes[value] }))}
        value={draft.entiteType}
        error={faults['entiteType']}
        onChange={(value) =>
          onChange({
            entiteType: oneOf(ACTION_ENTITY_TYPES, value) ?? 'candidat',
            entiteId: '',
            actionType: '',
            metadata: {},
          })
        }
      />
      {draft.entiteType === 'dossier' ? (
        <CaseField draft={draft} faults={faults} onChange={onChange} />
      ) : (
        <EntityField
          key={draft.entiteType}
          type={draft.entiteType}
          draft={draft}
          faults={faults}
          onChange={onChange}
        />
      )}
    </SimpleGrid>
  );
};

/** The chosen record stays among the options, whatever the search finds. */
const EntityField = ({
  type,
  draft: { entiteId: ref },
  ...fields
}: FieldsProps & { type: EntityType }) => {
  const [text, setText] = useState('');
  const current = api.useQuery(
    'get',
    '/api/v1/entities/{type}/{ref}',
    { params: { path: { type, ref } } },
    { enabled: ref !== '' },
  ).data;
  const chosen = ref === '' ? null : { value: ref, label: current?.label ?? ref };
  const q = useSearchText(text, chosen);
  const found = api.useQuery(
    'get',
    '/api/v1/entities/{type}',
    { params: { path: { type }, query: { limit: SUGGESTION_COUNT, ...compact({ q }) } } },
    { placeholderData: keepPreviousData },
  );
  const options = (found.data?.data ?? []).map((entity) => ({
    value: entity.ref,
    label: entity.label,
  }));
  return <SubjectSelect {...fields} chosen={chosen} found={options} onSearch={setText} />;
};

const CaseField = ({ draft: { entiteId: ref }, ...fields }: FieldsProps) => {
  const [text, setText] = useState('');
  const current = useCases(ref, ref !== '').find((row) => row.reference === ref);
  const chosen = ref === '' ? null : { value: ref, label: current?.title ?? ref };
  const options = useCases(useSearchText(text, chosen)).map(({ reference, title }) => ({
    value: reference,
    label: title,
  }));
  return <SubjectSelect {...fields} chosen={chosen} found={options} onSearch={setText} />;
};

const useCases = (q: string, isAsked = true) =>
  api.useQuery(
    'get',
    '/api/crm/case',
    { params: { query: { limit: SUGGESTION_COUNT, ...compact({ q }) } } },
    { enabled: isAsked, placeholderData: keepPreviousData },
  ).data?.data ?? [];

/** Mantine writes the label of the chosen record into the field. That is not a search. */
const useSearchText = (text: string, chosen: Option | null): string => {
  const [q] = useDebouncedValue(text === chosen?.label ? '' : text, TYPING_DELAY_MS);
  return q;
};

interface Option {
  value: string;
  label: string;
}

interface SubjectSelectProps extends Omit<FieldsProps, 'draft'> {
  chosen: Option | null;
  found: Option[];
  onSearch: (text: string) => void;
}

/** Searches while the user types. */
const SubjectSelect = ({ faults, onChange, chosen, found, onSearch }: SubjectSelectProps) => {
  const { newAction } = useMessages();
  const others = found.filter(({ value }) => value !== chosen?.value);
  return (
    <Select
      searchable
      label={newAction.entity}
      placeholder={newAction.entityPlaceholder}
      nothingFoundMessage={newAction.entityNothing}
      data={chosen === null ? others : [chosen, ...others]}
      filter={({ options }) => options}
      renderOption={({ option }) => (
        <div>
          {option.label}
          <SmallCode code={option.value} />
        </div>
      )}
      value={chosen?.value ?? null}
      error={faults['entiteId']}
      onSearchChange={onSearch}
      onChange={(value) => onChange({ entiteId: value ?? '' })}
    />
  );
};

interface TypeFieldProps extends FieldsProps {
  types: readonly ActionType[];
}

/** Offers the types that apply to the record and that the user's role may decide. */
export const TypeField = ({ types, draft, faults, onChange }: TypeFieldProps) => {
  const { newAction } = useMessages();
  const { user } = useMe();
  const offered = types.filter(
    (type) => type.entity_types.includes(draft.entiteType) && type.roles.includes(user.role),
  );
  return (
    <TypeSelect
      types={offered}
      label={newAction.type}
      placeholder={newAction.typePlaceholder}
      nothingFoundMessage={newAction.typeNothing}
      value={draft.actionType || undefined}
      error={faults['actionType'] ?? faults['decidePar']}
      onChange={(code) => onChange({ actionType: code ?? '', metadata: {} })}
    />
  );
};
