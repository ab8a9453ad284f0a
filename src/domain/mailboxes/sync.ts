/** Words of reading a mailbox: its folders, cycles and items. Without zod: workflows use them too. */

export const FOLDER_ROLES = ['inbox', 'sent'] as const;
/** Only these folders are read. `sent`: copies of what was sent, with Relais or another mail client. */
export type FolderRole = (typeof FOLDER_ROLES)[number];

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

/**
 * For so long a message is asked for that the server shows and does not deliver: none of its attempts is counted.
 */
export const NOT_DELIVERED_MS = 2 * 60 * 60_000;

/** Owners are told of messages that could not be read at most so often. */
export const QUARANTINE_TOLD_EVERY_MS = 24 * 60 * 60_000;

/** Servers of several machines announce messages (UIDNEXT) before each machine shows them. */
export const GAP_CHECK_COUNT_MAX = 15;
/** How far back they are searched: other gaps are messages that people moved. */
const GAP_SIZE_MAX = 200;

export interface Gap {
  fromUid: number;
  checkCount: number;
}

/**
 * Which announced messages are searched again in the next cycles. In: `uids`, what a search from `fromUid` on
 * showed; `knownUid`, what was announced before; `nextUid`, what is announced now.
 */
export const nextGap = (
  before: Gap | null,
  {
    uids,
    fromUid,
    knownUid,
    nextUid,
  }: Record<'fromUid' | 'knownUid' | 'nextUid', number> & {
    uids: readonly number[];
  },
): Gap | null => {
  const shown = new Set(uids);
  const missing: number[] = [];
  for (let uid = Math.max(fromUid, nextUid - GAP_SIZE_MAX); uid < nextUid; uid += 1) {
    if (!shown.has(uid)) missing.push(uid);
  }
  const [first] = missing;
  if (first === undefined) return null;
  const isGrown = missing.some((uid) => uid >= knownUid);
  const checkCount = isGrown ? GAP_CHECK_COUNT_MAX : (before?.checkCount ?? 0) - 1;
  return checkCount > 0 ? { fromUid: first, checkCount } : null;
};

/** How a folder is read. In a first sync and a rebuild nothing is news but what arrives meanwhile. */
export const FOLDER_PHASES = ['first_sync', 'rebuild', 'following'] as const;
export type FolderPhase = (typeof FOLDER_PHASES)[number];

/** A server's clock may be wrong, and moved mail keeps its date. */
const NEWS_SLACK_MS = 24 * 60 * 60 * 1000;

/** Since the last good cycle before a rebuild: of our clock and the server's. */
const REBUILD_SLACK_MS = 60 * 60 * 1000;

/**
 * From when on mail is news that was there when the phase began. After a first sync: since the mailbox was
 * connected. After a rebuild: since it was read for the last time; what was stored before is found by its content.
 */
export const newsSince = (
  phase: 'first_sync' | 'rebuild',
  { connectedAt, syncedAt }: { connectedAt: Date; syncedAt: Date | null },
): Date | null => {
  // INTERNALDATE has whole seconds.
  if (phase === 'first_sync') return new Date(Math.floor(connectedAt.getTime() / 1000) * 1000);
  return syncedAt && new Date(syncedAt.getTime() - REBUILD_SLACK_MS);
};

/**
 * Whether a message that was found is news: people are told, and something may answer it. Mail that was there
 * before the mailbox was connected is not, nor what was there before a rebuild.
 */
export const isNews = (
  folder: { phase: FolderPhase; silentBelowUid: number | null; newsSince: Date | null },
  message: { uid: number; receivedAt: Date },
  connectedAt: Date,
): boolean => {
  const receivedMs = message.receivedAt.getTime();
  if (folder.phase === 'following') return receivedMs >= connectedAt.getTime() - NEWS_SLACK_MS;
  if (folder.silentBelowUid !== null && message.uid >= folder.silentBelowUid) return true;
  return folder.newsSince !== null && receivedMs >= folder.newsSince.getTime();
};

/** A backfill goes on after so many failures in a row: about six hours. */
export const BACKFILL_FAILURE_COUNT_MAX = 24;

const RETRY_FIRST_MS = 60_000;
const RETRY_LAST_MS = 15 * 60_000;

/** How long scheduled cycles wait after the nth failure in a row. The first one costs one cycle at most. */
export const retryDelayMs = (failureCount: number): number =>
  Math.min(RETRY_FIRST_MS * 2 ** Math.max(0, failureCount - 1), RETRY_LAST_MS);
