import { api } from '../../../api/client.ts';
import { useCan, useMe } from '../../../api/session.ts';
import { useMessages } from '../../../i18n/index.tsx';
import type { BuiltInView } from '../../../parts/list/view-state.ts';
import type { Filter } from '../../../ui/table/filters/filter.ts';
import { useActionTypes } from '../../action-types/catalogue.ts';
import { ACTION_ENTITY_TYPES } from '../../entities/types.ts';
import { UserName, UserSelect } from '../../users/select.tsx';
import type { ActionsSearch } from '../search.ts';
import { ACTION_STATUSES, IN_FLIGHT, TO_HANDLE } from '../statuses.ts';

/** The filters and views of lists of actions. */

export const useActionViews = (): BuiltInView[] => {
  const { actions } = useMessages();
  return [
    { key: 'all', label: actions.viewAll, filters: {} },
    { key: 'in-flight', label: actions.viewInFlight, filters: { status: IN_FLIGHT } },
    { key: 'to-handle', label: actions.viewToHandle, filters: { status: TO_HANDLE } },
    { key: 'succeeded', label: actions.viewSucceeded, filters: { status: ['succeeded'] } },
    { key: 'cancelled', label: actions.viewCancelled, filters: { status: ['cancelled'] } },
  ];
};

/** `hasStatus`: false if the page has another field for the status. */
export const useActionFilters = (
  search: ActionsSearch,
  { hasStatus = true }: { hasStatus?: boolean } = {},
): Filter[] => {
  const { actions, statuses, entityTypes } = useMessages();
  const { decide_par: decider, ids } = search;
  const types = useActionTypes();
  const aboutRoutes = useRouteFilters(search);
  const seesOthers = useMe().permissions['actions:read'] !== 'own';
  const canListUsers = useCan()('users:read');
  return [
    // Set by the links of toasts alone.
    ...(ids === undefined
      ? []
      : [{ kind: 'flag' as const, key: 'ids', label: actions.filterIds(ids.length) }]),
    ...(hasStatus
      ? [
          {
            kind: 'multi' as const,
            key: 'status',
            label: actions.filterStatus,
            options: ACTION_STATUSES.map((value) => ({ value, label: statuses[value] })),
          },
        ]
      : []),
    {
      kind: 'select',
      key: 'action_type',
      label: actions.filterType,
      options: types.map(({ code, label }) => ({ value: code, label })),
    },
    { kind: 'period', key: 'period', label: actions.filterDates },
    ...aboutRoutes.workflow,
    ...(seesOthers && canListUsers
      ? [
          {
            kind: 'custom' as const,
            key: 'decide_par',
            label: actions.filterDecider,
            shown: decider === undefined ? null : <UserName id={decider} />,
            field: (onChange: (value: number | undefined) => void) => (
              <UserSelect
                size="xs"
                label={actions.filterDecider}
                // A click on a name outside of the popover would close it.
                comboboxProps={{ withinPortal: false }}
                value={decider}
                onChange={onChange}
              />
            ),
          },
        ]
      : []),
    {
      kind: 'select',
      key: 'entite_type',
      label: actions.filterEntityType,
      options: ACTION_ENTITY_TYPES.map((value) => ({ value, label: entityTypes[value] })),
    },
    { kind: 'text', key: 'entite_id', label: actions.filterEntityRef },
    ...aboutRoutes.flags,
  ];
};

/**
 * For those who may change routes: to others they say nothing. One that is set by the address can be taken
 * away by everybody.
 */
const useRouteFilters = (search: ActionsSearch): { workflow: Filter[]; flags: Filter[] } => {
  const { actions } = useMessages();
  const workflows = useWorkflows();
  const isOffered = useCan()('action_routes:write');
  const offered = ({ key }: Filter): boolean =>
    isOffered || new Map(Object.entries(search)).get(key) !== undefined;
  const workflow: Filter = {
    kind: 'select',
    key: 'route_workflow',
    label: actions.filterRoute,
    options: workflows.map((value) => ({ value, label: value })),
  };
  const flags: Filter[] = [
    { kind: 'flag', key: 'is_unrouted', label: actions.filterUnrouted },
    { kind: 'flag', key: 'is_in_doubt', label: actions.filterInDoubt },
  ];
  return { workflow: [workflow].filter(offered), flags: flags.filter(offered) };
};

/** The workflows that routes lead to, by name. */
const useWorkflows = (): string[] => {
  const table = api.useQuery('get', '/api/v1/action-routes').data;
  if (table === undefined) return [];
  const names = table.routes.map(({ workflow }) => workflow);
  return [...new Set([...names, table.fallback.workflow])].toSorted();
};
