/**
 * Permissions: role × resource × operation → reach. Endpoints, lists, exports and the stream use this
 * table. `docs/permissions.md` is generated from it.
 *
 * A permission to change a record includes seeing that record: the answer to the change shows it whole.
 * Everything else needs `read`: lists, counts, searches, and other records in the same answer. A change that
 * changes nothing is a look at the record, and audited as one.
 */

export const ROLES = ['agent', 'supervisor', 'owner', 'super_admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * `own`: records that the caller decided, received or is assigned to. `own_or_unassigned`: also records
 * of their call centre without an assignee. `centre`: all records of their call centre, and their own.
 * `centre_or_shared`: also records without a call centre, which the whole company shares. `company`: all
 * records.
 */
export const REACHES = [
  'own',
  'own_or_unassigned',
  'centre',
  'centre_or_shared',
  'company',
] as const;
export type Reach = 'none' | (typeof REACHES)[number];

type Grants = readonly [agent: Reach, supervisor: Reach, owner: Reach, superAdmin: Reach];

const EVERYONE: Grants = ['company', 'company', 'company', 'company'];
const BY_RANK: Grants = ['own', 'centre', 'company', 'company'];
const OWN_ONLY: Grants = ['own', 'own', 'own', 'own'];
const OWNERS: Grants = ['none', 'none', 'company', 'company'];
const CENTRE_AND_UP: Grants = ['none', 'centre', 'company', 'company'];
const BY_ASSIGNMENT: Grants = ['own_or_unassigned', 'centre', 'company', 'company'];
const SUPERVISORS: Grants = ['none', 'company', 'company', 'company'];
/** Of a team: its members see each other's records, so that two of them don't do the same work. */
const BY_TEAM: Grants = ['centre_or_shared', 'centre_or_shared', 'company', 'company'];

const PERMISSIONS = {
  actions: {
    read: BY_RANK,
    /** As oneself. As another user: `impersonate`. */
    create: OWN_ONLY,
    retry: BY_RANK,
    cancel: BY_RANK,
    /** To create an action as another user. */
    impersonate: OWNERS,
    /** To send a callback with an API key instead of the one-time token. */
    callback: OWNERS,
    /**
     * To see what n8n answered to a dispatch, and the data of its callbacks, unchanged: they may hold the
     * request, encoded, with its key.
     */
    read_answers: OWNERS,
  },
  action_types: { read: EVERYONE, write: OWNERS },
  action_routes: { read: EVERYONE, write: OWNERS },
  entity_statuses: { read: EVERYONE, write: OWNERS },
  entities: { read: EVERYONE, create: EVERYONE, update: EVERYONE },
  organisations: { read: EVERYONE, create: EVERYONE, update: EVERYONE, delete: SUPERVISORS },
  people: { read: EVERYONE, create: EVERYONE, update: EVERYONE, delete: SUPERVISORS },
  leads: {
    read: BY_ASSIGNMENT,
    create: BY_ASSIGNMENT,
    update: BY_ASSIGNMENT,
    /** To give a lead to a user. An agent takes unassigned leads of their centre. */
    assign: BY_ASSIGNMENT,
    convert: BY_ASSIGNMENT,
    import: CENTRE_AND_UP,
    export: BY_ASSIGNMENT,
  },
  lead_statuses: { read: EVERYONE, write: OWNERS },
  forms: { read: EVERYONE, write: OWNERS },
  webhooks: {
    read: OWNERS,
    write: OWNERS,
    /** Test sends, retries and replays. */
    send: OWNERS,
  },
  mailboxes: {
    read: SUPERVISORS,
    write: OWNERS,
    /** To start a cycle, and to look at what became of each message. */
    sync: SUPERVISORS,
  },
  conversations: {
    read: BY_TEAM,
    /** Everything but sending: status, folder, assignee, notes, links, merging and splitting. */
    update: BY_TEAM,
    reply: BY_TEAM,
    delete: ['none', 'centre_or_shared', 'company', 'company'],
  },
  inbox_folders: { read: EVERYONE, write: OWNERS },
  auto_replies: {
    read: BY_TEAM,
    /** To approve, change, reject or ask for another version. A folder may want supervisors. */
    decide: BY_TEAM,
    /** How folders are answered. */
    write: OWNERS,
  },
  inbox_statistics: { read: ['none', 'centre_or_shared', 'company', 'company'] },
  tasks: { read: BY_TEAM, create: BY_TEAM, update: BY_TEAM },
  follow_ups: { read: BY_RANK, create: OWN_ONLY, update: BY_RANK },
  ai: {
    /** Settings, and every call of a language model with its output. */
    read: OWNERS,
    manage: OWNERS,
    /** To see whether there is a model, and to have it called for one's own work. */
    use: EVERYONE,
  },
  cases: {
    read: BY_TEAM,
    create: BY_TEAM,
    /** Also its notes, files, links and tasks. */
    update: BY_TEAM,
    /** To have a case read by a language model. Needs `ai:use` too. */
    analyse: BY_TEAM,
    /** Figures of all cases within reach, with the names of their clients. */
    report: ['none', 'centre_or_shared', 'company', 'company'],
    /** And to restore. */
    delete: ['none', 'centre_or_shared', 'company', 'company'],
  },
  /** Systems that cases consult. `write` also tries them. */
  case_modules: { read: OWNERS, write: OWNERS },
  projects: { read: EVERYONE, write: EVERYONE },
  canned_replies: { read: EVERYONE, write: SUPERVISORS },
  /** Articles that answers draw on. `write` also imports documents. */
  knowledge: { read: EVERYONE, write: SUPERVISORS },
  /** What is found needs the permission to list it. */
  search: { read: EVERYONE },
  notifications: { read: OWN_ONLY, update: OWN_ONLY },
  stream: { read: BY_RANK },
  account: { read: OWN_ONLY, update: OWN_ONLY },
  company: { read: EVERYONE, update: OWNERS },
  settings: { read: OWNERS, write: OWNERS },
  call_centres: { read: EVERYONE, write: OWNERS },
  users: { read: CENTRE_AND_UP, write: OWNERS },
  api_keys: { read: OWNERS, write: OWNERS },
  saved_views: {
    /** Own ones, and those that are shared. */
    read: EVERYONE,
    write: OWN_ONLY,
    /** To share a view, and with the reach `company` to change what others share. */
    share: ['none', 'own', 'company', 'company'],
  },
  audit: { read: OWNERS },
  operations: { read: OWNERS, retry: OWNERS },
} as const satisfies Record<string, Record<string, Grants>>;

type Resource = keyof typeof PERMISSIONS;
type Operation<R extends Resource = Resource> = R extends Resource
  ? Extract<keyof (typeof PERMISSIONS)[R], string>
  : never;

/** `actions:create`. Also the name of an API key's scope. */
export type Permission = { [R in Resource]: `${R}:${Operation<R>}` }[Resource];

export const ALL_PERMISSIONS: readonly Permission[] = Object.entries(PERMISSIONS).flatMap(
  ([resource, operations]) =>
    Object.keys(operations).map((operation) => `${resource}:${operation}` as Permission),
);

/** The authenticated caller. `scopes` is null for a session: it has all permissions of the role. */
export interface Caller {
  companyId: number;
  userId: number;
  role: Role;
  callCentreId: number | null;
  apiKeyId: number | null;
  sessionId: string | null;
  scopes: readonly string[] | null;
}

const reachByPermission = new Map<string, Grants>(
  Object.entries(PERMISSIONS).flatMap(([resource, operations]) =>
    Object.entries(operations).map(([operation, grants]): [string, Grants] => [
      `${resource}:${operation}`,
      grants,
    ]),
  ),
);

export const roleReach = (role: Role, permission: Permission): Reach =>
  reachByPermission.get(permission)?.[ROLES.indexOf(role)] ?? 'none';

/** The reach of the caller's permission: the role's reach, or `none` if the key's scopes lack it. */
export const reachOf = (caller: Pick<Caller, 'role' | 'scopes'>, permission: Permission): Reach =>
  caller.scopes === null || caller.scopes.includes(permission)
    ? roleReach(caller.role, permission)
    : 'none';

/** Permission → reach. Permissions with the reach `none` are omitted. */
export const permissionsOf = (
  caller: Pick<Caller, 'role' | 'scopes'>,
): Record<string, Exclude<Reach, 'none'>> =>
  Object.fromEntries(
    ALL_PERMISSIONS.flatMap((permission) => {
      const reach = reachOf(caller, permission);
      return reach === 'none' ? [] : [[permission, reach]];
    }),
  );

/** The owner of a record, and the owner's call centre. */
export interface Owned {
  userId: number | null;
  callCentreId: number | null;
}

/** The records that a caller reaches. In SQL: `reachCondition` (src/queries/shared/reach.ts). */
export interface Scope {
  reach: Exclude<Reach, 'none'>;
  userId: number;
  callCentreId: number | null;
}

/** For work without a caller, or after their reach was judged. */
export const WHOLE_COMPANY: Scope = { reach: 'company', userId: 0, callCentreId: null };

/** Out: undefined if the caller does not have the permission. */
export const scopeOf = (caller: Caller, permission: Permission): Scope | undefined => {
  const reach = reachOf(caller, permission);
  if (reach === 'none') return undefined;
  return { reach, userId: caller.userId, callCentreId: caller.callCentreId };
};

/** True if this one record of the company is within the scope. */
export const isWithin = (scope: Scope, owned: Owned): boolean => {
  const isOwn = owned.userId === scope.userId;
  const isOfCentre = owned.callCentreId !== null && owned.callCentreId === scope.callCentreId;
  switch (scope.reach) {
    case 'company':
      return true;
    case 'centre':
      return isOwn || isOfCentre;
    case 'centre_or_shared':
      return isOwn || isOfCentre || owned.callCentreId === null;
    case 'own_or_unassigned':
      return isOwn || (owned.userId === null && isOfCentre);
    case 'own':
      return isOwn;
  }
};

/** True if the caller's permission reaches this one record of their company. */
export const covers = (caller: Caller, permission: Permission, owned: Owned): boolean => {
  const scope = scopeOf(caller, permission);
  return scope !== undefined && isWithin(scope, owned);
};

/** A role may grant itself and the roles below it. */
export const mayGrant = (granter: Role, granted: Role): boolean =>
  ROLES.indexOf(granted) <= ROLES.indexOf(granter);
