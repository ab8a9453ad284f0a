/** What stands behind the `?` of each page. Whatever can't be read is left out, never an error. */

export const ACTION_STATUSES = [
  'accepted',
  'dispatching',
  'awaiting_callback',
  'succeeded',
  'failed',
  'expired',
  'cancelled',
] as const;
export type ActionStatus = (typeof ACTION_STATUSES)[number];

export const ENTITY_TYPES = [
  'prospect',
  'candidat',
  'eleve',
  'formateur',
  'session',
  'document',
] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

export const ROLES = ['agent', 'supervisor', 'owner', 'super_admin'] as const;
export type Role = (typeof ROLES)[number];

type Raw = Record<string, unknown>;
type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const whole = (value: unknown): number | undefined => {
  const number = Number(text(value) ?? value ?? Number.NaN);
  return Number.isSafeInteger(number) ? number : undefined;
};

const day = (value: unknown): string | undefined => {
  const given = text(value);
  return given !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(given) ? given : undefined;
};

export const oneOf = <T extends string>(all: readonly T[], value: unknown): T | undefined =>
  all.find((candidate) => candidate === value);

const someOf = <T extends string>(all: readonly T[], value: unknown): T[] | undefined => {
  const given = Array.isArray(value) ? value.map(String) : (text(value)?.split(',') ?? []);
  const known = all.filter((candidate) => given.includes(candidate));
  return known.length > 0 ? known : undefined;
};

const flag = (value: unknown): true | undefined =>
  value === true || value === 'true' ? true : undefined;

/** Leaves out what is undefined, so that the address stays short and exact optional types hold. */
const set = <T extends object>(fields: T): Present<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<T>;

/**
 * The cursors of the pages that led here, the current one last: going back is taking one off, and a
 * page that was opened from a link still knows what came before it.
 */
const pageFields = (raw: Raw) => ({ after: cursors(raw['after']) });

const cursors = (value: unknown): string[] | undefined => {
  const given = Array.isArray(value) ? value.map(String) : (text(value)?.split(',') ?? []);
  return given.length > 0 ? given : undefined;
};

/** Changes some of the fields and goes back to the first page. */
export const refine = <T extends object>(
  search: T,
  patch: { [K in keyof T]?: T[K] | undefined },
): T => {
  const { after: _, ...fields }: T & { after?: unknown } = { ...search, ...patch };
  return set(fields) as T;
};

/** Changes some of the fields and stays where it is. */
export const amend = <T extends object>(
  search: T,
  patch: { [K in keyof T]?: T[K] | undefined },
): T => set({ ...search, ...patch }) as T;

export const actionsSearch = (raw: Raw) =>
  set({
    status: someOf(ACTION_STATUSES, raw['status']),
    action_type: text(raw['action_type']),
    entite_type: oneOf(ENTITY_TYPES, raw['entite_type']),
    entite_id: text(raw['entite_id']),
    decide_par: whole(raw['decide_par']),
    route_index: whole(raw['route_index']),
    is_unrouted: flag(raw['is_unrouted']),
    from: day(raw['from']),
    to: day(raw['to']),
    ...pageFields(raw),
  });
export type ActionsSearch = ReturnType<typeof actionsSearch>;

export const ACTION_TABS = ['timeline', 'payload', 'attempts', 'callbacks'] as const;
export const actionSearch = (raw: Raw) => set({ tab: oneOf(ACTION_TABS, raw['tab']) });

export const newActionSearch = (raw: Raw) =>
  set({
    entite_type: oneOf(ENTITY_TYPES, raw['entite_type']),
    entite_id: text(raw['entite_id']),
    action_type: text(raw['action_type']),
    notification: whole(raw['notification']),
  });

export const entitiesSearch = (raw: Raw) =>
  set({
    q: text(raw['q']),
    statut_dossier: text(raw['statut_dossier']),
    new: flag(raw['new']),
    ...pageFields(raw),
  });

export const entitySearch = (raw: Raw) => set({ edit: flag(raw['edit']) });

export const routesSearch = (raw: Raw) => set({ action_type: text(raw['action_type']) });

export const actionTypesSearch = (raw: Raw) =>
  set({
    q: text(raw['q']),
    entity_type: oneOf(ENTITY_TYPES, raw['entity_type']),
    edit: text(raw['edit']),
    new: flag(raw['new']),
    /** What the new one is to be called. */
    code: text(raw['code']),
  });

export const NOTIFICATION_VIEWS = ['unread', 'all'] as const;
export const notificationsSearch = (raw: Raw) =>
  set({ view: oneOf(NOTIFICATION_VIEWS, raw['view']), ...pageFields(raw) });

export const usersSearch = (raw: Raw) =>
  set({
    q: text(raw['q']),
    role: oneOf(ROLES, raw['role']),
    is_active: oneOf(['true', 'false'], raw['is_active']),
    ...pageFields(raw),
  });

/** The filters of what is retried in bulk; the pages are those of the waiting commands. */
export const operationsSearch = actionsSearch;

/** A list without filters. */
export const pagesSearch = (raw: Raw) => set(pageFields(raw));

export const auditSearch = (raw: Raw) =>
  set({
    operation: text(raw['operation']),
    resource_type: text(raw['resource_type']),
    resource_id: text(raw['resource_id']),
    user_id: whole(raw['user_id']),
    from: day(raw['from']),
    to: day(raw['to']),
    entry: whole(raw['entry']),
    ...pageFields(raw),
  });
export type AuditSearch = ReturnType<typeof auditSearch>;

export const signInSearch = (raw: Raw) => set({ next: ownPath(text(raw['next'])) });

/** Only an address of this console: anything else could lead a person who just signed in elsewhere. */
const ownPath = (path: string | undefined): string | undefined =>
  path !== undefined && /^\/(?![/\\])/.test(path) ? path : undefined;

export const parseSearch = (search: string): Raw => Object.fromEntries(new URLSearchParams(search));

/** Plain `name=value`, lists with commas: an address people can read and write. */
export const stringifySearch = (search: Raw): string => {
  const fields = Object.entries(search).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === null || value === '' ? [] : [[name, plain(value)]],
  );
  const query = new URLSearchParams(fields).toString().replaceAll('%2C', ',');
  return query === '' ? '' : `?${query}`;
};

const plain = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(',') : JSON.stringify(value);
};
