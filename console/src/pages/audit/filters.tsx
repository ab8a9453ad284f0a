import { Select } from '@mantine/core';
import { useState } from 'react';
import { useCan } from '../../api/session.ts';
import { useMessages } from '../../i18n/index.tsx';
import { UserSelect } from '../users/select.tsx';
import type { AuditSearch } from './search.ts';
import { refine } from '../../routing/search.ts';
import { CommitField } from '../../ui/fields/commit-field.tsx';
import { FilterBar } from '../../ui/table/filter-bar.tsx';
import { PeriodField } from '../../ui/fields/period-field.tsx';

interface FiltersProps {
  search: AuditSearch;
  onChange: (search: AuditSearch) => void;
}

/** A period counts as one filter, the open entry as none. */
const filterCount = (search: AuditSearch): number => {
  const { after: _, entry: __, from, to, ...fields } = search;
  return Object.keys(fields).length + (from === undefined && to === undefined ? 0 : 1);
};

export const AuditFilters = ({ search, onChange }: FiltersProps) => {
  // Changes with each clearing, so that the fields are mounted again and drop uncommitted text.
  const [clearCount, setClearCount] = useState(0);
  return (
    <FilterBar
      activeCount={filterCount(search)}
      onClear={() => {
        setClearCount(clearCount + 1);
        onChange({});
      }}
      fields={<Fields key={clearCount} search={search} onChange={onChange} />}
    />
  );
};

const Fields = ({ search, onChange }: FiltersProps) => {
  const { audit, actions, codes } = useMessages();
  const canListUsers = useCan()('users:read');
  const set = (patch: { [K in keyof AuditSearch]?: AuditSearch[K] | undefined }): void =>
    onChange(refine<AuditSearch>(search, { ...patch, entry: undefined }));
  return (
    <>
      <WordSelect
        label={audit.filterOperation}
        words={codes.auditOperations}
        value={search.operation}
        onChange={(operation) => set({ operation })}
      />
      <WordSelect
        label={audit.filterResource}
        words={codes.auditResources}
        value={search.resource_type}
        onChange={(resource_type) => set({ resource_type })}
      />
      <CommitField
        size="xs"
        label={audit.filterResourceId}
        value={search.resource_id}
        onCommit={(resource_id) => set({ resource_id })}
      />
      {canListUsers && (
        <UserSelect
          size="xs"
          label={audit.filterUser}
          value={search.user_id}
          onChange={(user_id) => set({ user_id })}
        />
      )}
      <CommitField
        size="xs"
        label={audit.filterRequest}
        value={search.request_id}
        onCommit={(request_id) => set({ request_id })}
      />
      <PeriodField
        label={actions.filterDates}
        from={search.from}
        to={search.to}
        onChange={(period) => set(period)}
      />
    </>
  );
};

interface WordSelectProps {
  label: string;
  words: Readonly<Record<string, string>>;
  value: string | undefined;
  onChange: (code: string | undefined) => void;
}

/**
 * A field to choose a code by its words. A code from the address that has no words is shown itself.
 */
const WordSelect = ({ label, words, value, onChange }: WordSelectProps) => {
  const own = value !== undefined && words[value] === undefined ? { [value]: value } : {};
  return (
    <Select
      size="xs"
      searchable
      clearable
      label={label}
      data={Object.entries({ ...words, ...own }).map(([code, word]) => ({
        value: code,
        label: word,
      }))}
      value={value ?? null}
      onChange={(code) => onChange(code ?? undefined)}
    />
  );
};
