/** Words of reading a mailbox: its folders, cycles and items. Without zod: workflows use them too. */

export const FOLDER_ROLES = ['inbox', 'sent'] as const;
/** Only these folders are read. `sent`: copies of what was sent, with Relais or another mail client. */
export type FolderRole = (typeof FOLDER_ROLES)[number];

/** Why a cycle failed. */
export const SYNC_FAILURES = [
  /** The server or the OAuth provider refused the login. The only one that waits for a person. */
  'credentials_refused',
  'unreachable',
  'tls_failed',
  /** The provider asks for fewer connections or commands. */
  'throttled',
  'protocol_error',
  'timeout',
  /** The mail server is not on the public internet. */
  'egress_refused',
  /** A part of Relais: the database or the files. */
  'internal',
] as const;
export type SyncFailure = (typeof SYNC_FAILURES)[number];

export const CYCLE_TRIGGERS = ['schedule', 'manual', 'backfill'] as const;
export type CycleTrigger = (typeof CYCLE_TRIGGERS)[number];

export const CYCLE_STATUSES = ['waiting', 'running', 'succeeded', 'failed'] as const;
export type CycleStatus = (typeof CYCLE_STATUSES)[number];

/** What became of a message that was found in a mailbox. `pending`: it is tried again in the next cycles. */
export const ITEM_OUTCOMES = [
  'new',
  'duplicate',
  'newsletter',
  'filtered',
  'own_copy',
  'pending',
  'quarantined',
  'dropped',
] as const;
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number];

/** A message that can't be read or stored is tried in so many cycles. */
export const ITEM_ATTEMPT_COUNT_MAX = 3;

/** How a folder is read. In a first sync and a rebuild nothing is news but what arrives meanwhile. */
export const FOLDER_PHASES = ['first_sync', 'rebuild', 'following'] as const;
export type FolderPhase = (typeof FOLDER_PHASES)[number];
