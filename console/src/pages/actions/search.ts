import { day, flag, id, oneOf, set, someOf, text, type RawSearch } from '../../routing/search.ts';
import { ACTION_ENTITY_TYPES } from '../entities/types.ts';
import { PERIODS } from '../../ui/table/filters/periods.ts';
import { ACTION_STATUSES } from './statuses.ts';

/** The `?` of the pages about actions. */

/** The limit of the api. */
export const IDS_COUNT_MAX = 100;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

const idList = (value: unknown): string[] | undefined => {
  const given = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const ids = given.map(String).filter((one) => UUID.test(one));
  return ids.length === 0 ? undefined : ids.slice(0, IDS_COUNT_MAX);
};

const ACTION_SORTS = ['created_at'] as const;

export const actionsSearch = (raw: RawSearch) =>
  set({
    ids: idList(raw['ids']),
    status: someOf(ACTION_STATUSES, raw['status']),
    action_type: text(raw['action_type']),
    entite_type: oneOf(ACTION_ENTITY_TYPES, raw['entite_type']),
    entite_id: text(raw['entite_id']),
    decide_par: id(raw['decide_par']),
    route_workflow: text(raw['route_workflow']),
    is_unrouted: flag(raw['is_unrouted']),
    is_in_doubt: flag(raw['is_in_doubt']),
    period: oneOf(PERIODS, raw['period']),
    from: day(raw['from']),
    to: day(raw['to']),
    sort: oneOf(ACTION_SORTS, raw['sort']),
    view: id(raw['view']),
  });
export type ActionsSearch = ReturnType<typeof actionsSearch>;

export const ACTION_TABS = ['timeline', 'payload', 'attempts', 'callbacks'] as const;
export const actionSearch = (raw: RawSearch) => set({ tab: oneOf(ACTION_TABS, raw['tab']) });

export const newActionSearch = (raw: RawSearch) =>
  set({
    entite_type: oneOf(ACTION_ENTITY_TYPES, raw['entite_type']),
    entite_id: text(raw['entite_id']),
    action_type: text(raw['action_type']),
    notification: id(raw['notification']),
  });
