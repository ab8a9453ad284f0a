import {
  day,
  flag,
  id,
  oneOf,
  pageFields,
  set,
  someOf,
  text,
  whole,
  type RawSearch,
} from '../../routing/search.ts';
import { ENTITY_TYPES } from '../entities/types.ts';
import { ACTION_STATUSES } from './statuses.ts';

/** The `?` of the pages about actions. */

export const actionsSearch = (raw: RawSearch) =>
  set({
    status: someOf(ACTION_STATUSES, raw['status']),
    action_type: text(raw['action_type']),
    entite_type: oneOf(ENTITY_TYPES, raw['entite_type']),
    entite_id: text(raw['entite_id']),
    decide_par: id(raw['decide_par']),
    route_index: whole(raw['route_index']),
    is_unrouted: flag(raw['is_unrouted']),
    is_in_doubt: flag(raw['is_in_doubt']),
    from: day(raw['from']),
    to: day(raw['to']),
    ...pageFields(raw),
  });
export type ActionsSearch = ReturnType<typeof actionsSearch>;

export const ACTION_TABS = ['timeline', 'payload', 'attempts', 'callbacks'] as const;
export const actionSearch = (raw: RawSearch) => set({ tab: oneOf(ACTION_TABS, raw['tab']) });

export const newActionSearch = (raw: RawSearch) =>
  set({
    entite_type: oneOf(ENTITY_TYPES, raw['entite_type']),
    entite_id: text(raw['entite_id']),
    action_type: text(raw['action_type']),
    notification: id(raw['notification']),
  });
