import { Button, Group, Stack } from '@mantine/core';
import { api } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import type { BuiltInView } from '../../../parts/list/view-state.ts';
import type { Filter, FilterValue } from '../../../ui/table/filters/filter.ts';
import { UserName, UserSelect } from '../../users/select.tsx';
import { useCallCentres } from '../../users/shared.ts';
import { LEAD_SOURCES, type LeadsSearch } from '../search.ts';
import { useLeadStatus, useLeadStatuses } from '../statuses.tsx';

/** The filters and views of the list of leads. */

export const useLeadViews = (): BuiltInView[] => {
  const { leads } = useMessages();
  const statuses = useLeadStatuses();
  const initial = statuses.find(({ role }) => role === 'initial');
  return [
    { key: 'all', label: leads.viewAll, filters: {} },
    { key: 'mine', label: leads.viewMine, filters: { assigned_to: 'me' } },
    { key: 'unassigned', label: leads.viewUnassigned, filters: { assigned_to: 'none' } },
    ...(initial === undefined
      ? []
      : [{ key: 'new', label: leads.viewNew, filters: { status: [initial.code] } }]),
    { key: 'unconfirmed', label: leads.viewUnconfirmed, filters: { is_confirmed: 'false' } },
  ];
};

export const useLeadFilters = (search: LeadsSearch): Filter[] => {
  const { leads } = useMessages();
  return [
    ...useStatusFilter(search),
    useAssigneeFilter(search),
    { kind: 'period', key: 'period', label: leads.filterCreated },
    ...usePlaceFilters(),
    {
      kind: 'select',
      key: 'is_confirmed',
      label: leads.filterConfirmed,
      options: [
        { value: 'true', label: leads.confirmed },
        { value: 'false', label: leads.unconfirmed },
      ],
    },
    {
      kind: 'select',
      key: 'source',
      label: leads.filterSource,
      options: LEAD_SOURCES.map((value) => ({ value, label: leads.sources[value] })),
    },
    // Set by the links of imports alone.
    ...(search.import_id === undefined
      ? []
      : [
          {
            kind: 'custom' as const,
            key: 'import_id',
            label: leads.filterImport,
            shown: '',
            field: () => null,
          },
        ]),
  ];
};

const useStatusFilter = ({ status: chosen = [] }: LeadsSearch): Filter[] => {
  const { leads } = useMessages();
  const statusOf = useLeadStatus();
  const known = useLeadStatuses().map(({ code }) => code);
  const codes = [...new Set([...known, ...chosen])];
  return [
    {
      kind: 'multi',
      key: 'status',
      label: leads.filterStatus,
      options: codes.map((code) => ({ value: code, label: statusOf(code).label })),
    },
  ];
};

/** An agent sees own leads and those of nobody; others also choose a person. */
const useAssigneeFilter = ({ assigned_to: assignee }: LeadsSearch): Filter => {
  const { leads } = useMessages();
  const canListUsers = useCan()('users:read');
  const named = { me: leads.assigneeMe, none: leads.assigneeNone };
  const base = { key: 'assigned_to', label: leads.filterAssignee };
  if (!canListUsers)
    return {
      ...base,
      kind: 'select',
      options: Object.entries(named).map(([value, label]) => ({ value, label })),
    };
  return {
    ...base,
    kind: 'custom',
    shown: <AssigneeName assignee={assignee} />,
    field: (onChange: (value: FilterValue) => void) => (
      <Stack gap="xs">
        <Group gap="xs" grow>
          {(['me', 'none'] as const).map((value) => (
            <Button
              key={value}
              size="xs"
              variant={assignee === value ? 'filled' : 'default'}
              aria-pressed={assignee === value}
              onClick={() => onChange(value)}
            >
              {named[value]}
            </Button>
          ))}
        </Group>
        <UserSelect
          size="xs"
          label={leads.assigneeOther}
          // A click on a name outside of the popover would close it.
          comboboxProps={{ withinPortal: false }}
          value={typeof assignee === 'number' ? assignee : undefined}
          onChange={onChange}
        />
      </Stack>
    ),
  };
};

const AssigneeName = ({ assignee }: { assignee: LeadsSearch['assigned_to'] }) => {
  const { leads } = useMessages();
  if (assignee === undefined) return null;
  if (assignee === 'me') return leads.assigneeMe;
  return assignee === 'none' ? leads.assigneeNone : <UserName id={assignee} />;
};

/** The largest page of the api. */
const FORM_COUNT_MAX = 250;

/** Forms and call centres. A company without any of them has no filter for them. */
const usePlaceFilters = (): Filter[] => {
  const { leads } = useMessages();
  const mayReadForms = useCan()('forms:read');
  const forms = api.useQuery(
    'get',
    '/api/v1/forms',
    { params: { query: { limit: FORM_COUNT_MAX } } },
    { enabled: mayReadForms },
  ).data?.data;
  const centres = useCallCentres();
  const optionsOf = (rows: readonly { id: number; name: string }[]) =>
    rows.map(({ id, name }) => ({ value: String(id), label: name }));
  return [
    ...(forms === undefined || forms.length === 0
      ? []
      : [
          {
            kind: 'select' as const,
            key: 'form_id',
            label: leads.filterForm,
            options: optionsOf(forms),
          },
        ]),
    ...(centres.length < 2
      ? []
      : [
          {
            kind: 'select' as const,
            key: 'call_centre_id',
            label: leads.filterCentre,
            options: optionsOf(centres),
          },
        ]),
  ];
};
