import { Button, Checkbox, MultiSelect, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { useCan, useMe } from '../../../api/session.ts';
import { useMessages, type Messages } from '../../../i18n/index.tsx';
import { IN_FLIGHT, TO_HANDLE } from '../statuses.ts';
import { useActionTypes } from '../../action-types/catalogue.ts';
import { TypeSelect } from '../../action-types/select.tsx';
import { UserSelect } from '../../users/select.tsx';
import type { ActionsSearch } from '../search.ts';
import { ACTION_STATUSES, type ActionStatus } from '../statuses.ts';
import { ENTITY_TYPES } from '../../entities/types.ts';
import { oneOf, refine } from '../../../routing/search.ts';
import { CommitField } from '../../../ui/fields/commit-field.tsx';
import { FilterBar, Views } from '../../../ui/table/filter-bar.tsx';
import { PeriodField } from '../../../ui/fields/period-field.tsx';

interface FiltersProps {
  search: ActionsSearch;
  onChange: (search: ActionsSearch) => void;
}

const ROUTE_INDEX_MAX = 99;

const VIEWS: readonly [
  name: keyof Messages['actions'],
  statuses: readonly ActionStatus[] | undefined,
][] = [
  ['viewAll', undefined],
  ['viewInFlight', IN_FLIGHT],
  ['viewToHandle', TO_HANDLE],
  ['viewSucceeded', ['succeeded']],
  ['viewCancelled', ['cancelled']],
];

const isSame = (left: readonly ActionStatus[] = [], right: readonly ActionStatus[] = []): boolean =>
  String(left) === String(right);

const isView = (status: readonly ActionStatus[] | undefined): boolean =>
  VIEWS.some(([, statuses]) => isSame(status, statuses));

/** A period counts as one filter, a view as none. */
export const filterCount = (search: ActionsSearch): number => {
  const { status, from, to, after: _, ...fields } = search;
  const isPeriod = from !== undefined || to !== undefined;
  return Object.keys(fields).length + (isPeriod ? 1 : 0) + (isView(status) ? 0 : 1);
};

export const ActionFilters = ({ search, onChange }: FiltersProps) => {
  const { actions } = useMessages();
  const { status } = search;
  // Changes with each clearing, so that the fields are mounted again and drop uncommitted text.
  const [clearCount, setClearCount] = useState(0);
  return (
    <FilterBar
      activeCount={filterCount(search)}
      onClear={() => {
        setClearCount(clearCount + 1);
        onChange(status !== undefined && isView(status) ? { status } : {});
      }}
      fields={<FilterFields key={clearCount} search={search} onChange={onChange} />}
    >
      <Views>
        <Button.Group aria-label={actions.views}>
          {VIEWS.map(([name, statuses]) => {
            const isCurrent = isSame(status, statuses);
            return (
              <Button
                key={name}
                size="xs"
                flex="none"
                variant={isCurrent ? 'filled' : 'default'}
                aria-pressed={isCurrent}
                onClick={() => onChange(refine(search, { status: statuses && [...statuses] }))}
              >
                {String(actions[name])}
              </Button>
            );
          })}
        </Button.Group>
      </Views>
    </FilterBar>
  );
};

type Patch = { [K in keyof ActionsSearch]?: ActionsSearch[K] | undefined };

interface FilterFieldsProps extends FiltersProps {
  /** False if the page has another field for the status. */
  hasStatus?: boolean;
}

export const FilterFields = ({ hasStatus = true, search, onChange }: FilterFieldsProps) => {
  const { actions } = useMessages();
  const { permissions } = useMe();
  const seesOthers = permissions['actions:read'] !== 'own';
  const canListUsers = useCan()('users:read');
  const set = (patch: Patch): void => onChange(refine<ActionsSearch>(search, patch));
  return (
    <>
      {hasStatus && <StatusField search={search} onSet={set} />}
      <KindFields search={search} onSet={set} />
      <CommitField
        size="xs"
        label={actions.filterEntityRef}
        value={search.entite_id}
        onCommit={(entite_id) => set({ entite_id })}
      />
      {seesOthers && canListUsers && (
        <UserSelect
          size="xs"
          label={actions.filterDecider}
          value={search.decide_par}
          onChange={(decide_par) => set({ decide_par })}
        />
      )}
      <NumberInput
        size="xs"
        label={actions.filterRoute}
        min={0}
        max={ROUTE_INDEX_MAX}
        value={search.route_index ?? ''}
        onChange={(value) => set({ route_index: value === '' ? undefined : Number(value) })}
      />
      <PeriodField
        label={actions.filterDates}
        from={search.from}
        to={search.to}
        onChange={(period) => set(period)}
      />
      <Checkbox
        size="xs"
        mb={8}
        label={actions.filterUnrouted}
        checked={search.is_unrouted === true}
        onChange={(event) => set({ is_unrouted: event.currentTarget.checked || undefined })}
      />
      <Checkbox
        size="xs"
        mb={8}
        label={actions.filterInDoubt}
        checked={search.is_in_doubt === true}
        onChange={(event) => set({ is_in_doubt: event.currentTarget.checked || undefined })}
      />
    </>
  );
};

interface KindFieldsProps {
  search: ActionsSearch;
  onSet: (patch: Patch) => void;
}

const StatusField = ({ search, onSet }: KindFieldsProps) => {
  const { actions, statuses } = useMessages();
  return (
    <MultiSelect
      size="xs"
      label={actions.filterStatus}
      data={ACTION_STATUSES.map((value) => ({ value, label: statuses[value] }))}
      value={search.status ?? []}
      onChange={(values) => {
        const chosen = ACTION_STATUSES.filter((status) => values.includes(status));
        onSet({ status: chosen.length > 0 ? chosen : undefined });
      }}
    />
  );
};

const KindFields = ({ search, onSet }: KindFieldsProps) => {
  const { actions, entityTypes } = useMessages();
  const types = useActionTypes();
  return (
    <>
      <TypeSelect
        size="xs"
        clearable
        types={types}
        label={actions.filterType}
        value={search.action_type}
        onChange={(action_type) => onSet({ action_type })}
      />
      <Select
        size="xs"
        clearable
        label={actions.filterEntityType}
        data={ENTITY_TYPES.map((value) => ({ value, label: entityTypes[value] }))}
        value={search.entite_type ?? null}
        onChange={(value) => onSet({ entite_type: oneOf(ENTITY_TYPES, value) })}
      />
    </>
  );
};
