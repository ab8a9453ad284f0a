import { mailboxTouched } from '../../domain/mailboxes/events.ts';
import { MAIL_FAILURES, mailFailureOf, type MailFailure } from '../../domain/mailboxes/failures.ts';
import { PROBE_MS } from '../../domain/mailboxes/health.ts';
import { BACKFILL_FAILURE_COUNT_MAX, retryDelayMs } from '../../domain/mailboxes/sync.ts';
import type { Transaction } from '../../platform/database.ts';
import { ImapFailure } from '../../platform/imap/failure.ts';
import { findCompany } from '../../queries/companies.ts';
import {
  endCycle,
  listOpenCycles,
  startCycle,
  type CycleRow,
} from '../../queries/mailboxes/cycles.ts';
import { listFolders, type FolderRow } from '../../queries/mailboxes/folders.ts';
import {
  holdLease,
  lockLease,
  returnLease,
  type LeaseRow,
} from '../../queries/mailboxes/leases.ts';
import { classifyUnfiled } from '../../services/inbox-folders/classify.ts';
import { withAccount } from '../../services/mailboxes/accounts.ts';
import { recordCycle } from '../../services/mailboxes/health.ts';
import { tellIfQuarantined } from '../../services/mailboxes/quarantine.ts';
import { removeSchedule } from '../../services/mailboxes/schedule.ts';
import { keepCycle, type CycleKeeper } from './cycle-keeper.ts';
import { keepLease, LEASE_MS } from './lease.ts';
import type { Limits } from './limits.ts';
import { readPart } from './part.ts';
import { inReading, type SyncDeps } from './reading.ts';

/** One call of the sync activity: a whole cycle, or a part of a long one. */

export interface SyncMailboxInput {
  companyId: number;
  mailboxId: number;
  /** Whose lease it is: the same in every attempt of the activity. A UUID: the id of the Temporal run. */
  holder: string;
}

export type SyncMailboxResult =
  /** `isDone`: nothing that was asked for is left. */
  | { status: 'read' | 'failed'; isDone: boolean }
  /** Another run reads it; it is not due; no connection is free; or it was deleted. */
  | { status: 'busy' | 'not_due' | 'crowded' | 'gone'; isDone: boolean };

type Begun =
  | { kind: 'gone' | 'busy' | 'not_due' }
  | { kind: 'begun'; mailbox: LeaseRow; folders: FolderRow[]; open: CycleRow | undefined };

export const syncPart = async (
  deps: SyncDeps,
  limits: Limits,
  input: SyncMailboxInput,
): Promise<SyncMailboxResult> => {
  const begun = await inReading({ deps, companyId: input.companyId }, (tx) =>
    begin(tx, deps, input),
  );
  if (begun.kind !== 'begun') return { status: begun.kind, isDone: true };
  const lease = keepLease(deps, input);
  const cycle = keepCycle({ ...deps, ...input, openId: begun.open?.id ?? null });
  // Before the account is opened: a provider of access tokens may hang too.
  const place = await limits.take({
    host: begun.mailbox.imap_host,
    companyId: input.companyId,
    isWhole: isReadWhole(begun),
  });
  if (place === undefined) {
    lease.stop();
    return crowded(deps, input, begun.mailbox);
  }
  try {
    const isDone = await withAccount(deps, input, (account) =>
      readPart(deps, { input, begun, cycle, lease, account }),
    );
    place.report(true);
    return await end(deps, input, { begun, cycle, failure: null, isDone });
  } catch (error) {
    const failure = failureOf(error);
    place.report(failure !== 'timeout');
    if (failure === 'unavailable') {
      deps.log.warn({ err: error, mailboxId: input.mailboxId }, 'cycle of a mailbox failed');
    }
    return await end(deps, input, { begun, cycle, failure, isDone: true });
  } finally {
    place.giveBack();
    lease.stop();
  }
};

const failureOf = (error: unknown): MailFailure =>
  error instanceof ImapFailure ? error.code : mailFailureOf(error);

/** Takes the lease, and what was asked for first. A cycle whose process died goes on. */
const begin = async (
  tx: Transaction,
  { clock }: SyncDeps,
  { mailboxId, holder }: SyncMailboxInput,
): Promise<Begun> => {
  const now = clock.now();
  const mailbox = await lockLease(tx, mailboxId);
  if (mailbox === undefined) {
    // Its schedule was left over: made after the dump that was restored, for example.
    if ((await findCompany(tx)) !== undefined) removeSchedule(tx, mailboxId);
    return { kind: 'gone' };
  }
  if (isHeldByOther(mailbox, holder, now)) return { kind: 'busy' };
  const cycles = await listOpenCycles(tx, mailboxId);
  if (!mailbox.is_active) {
    for (const { id } of cycles) await endCycle(tx, { id, failure: 'unavailable' });
    return { kind: 'not_due' };
  }
  // What was asked for comes before a backfill.
  const open = cycles.find(({ trigger }) => trigger !== 'backfill') ?? cycles[0];
  if (!isDue(mailbox, now) && !(open?.trigger === 'manual' && isLongAgo(mailbox, now))) {
    // A person who asks again and again gets the last failure, without a login each time.
    if (open?.trigger === 'manual' && mailbox.retry_at !== null) {
      await endCycle(tx, { id: open.id, failure: failureIn(mailbox) });
      tx.emit(mailboxTouched, { subjectId: mailboxId });
    }
    return { kind: 'not_due' };
  }
  await holdLease(tx, { mailboxId, holder, until: new Date(now.getTime() + LEASE_MS) });
  if (open?.status === 'waiting') {
    await startCycle(tx, open.id);
    tx.emit(mailboxTouched, { subjectId: mailboxId });
  }
  return { kind: 'begun', mailbox, folders: await listFolders(tx, mailboxId), open };
};

/** In a first sync, a rebuild or a backfill. */
const isReadWhole = ({ folders, open }: Extract<Begun, { kind: 'begun' }>): boolean =>
  folders.length === 0 ||
  folders.some(({ phase }) => phase !== 'following') ||
  open?.trigger === 'backfill';

const isHeldByOther = ({ holder, held_until: until }: LeaseRow, own: string, now: Date): boolean =>
  holder !== null && holder !== own && until !== null && until > now;

/** For a scheduled cycle. A paused mailbox is tried every few hours. */
const isDue = ({ paused_at: pausedAt, retry_at: retryAt }: LeaseRow, now: Date): boolean => {
  const dueAtMs = retryAt?.getTime() ?? (pausedAt === null ? 0 : pausedAt.getTime() + PROBE_MS);
  return dueAtMs <= now.getTime();
};

/** A person may ask in between, but providers block those that log in too often. */
const ASKED_EVERY_MS = 2 * 60_000;

const isLongAgo = (
  { paused_at: pausedAt, retry_at: retryAt, retry_count: count }: LeaseRow,
  now: Date,
): boolean => {
  if (retryAt === null) return true;
  const waitMs = pausedAt === null ? retryDelayMs(count) : PROBE_MS;
  return now.getTime() - (retryAt.getTime() - waitMs) >= ASKED_EVERY_MS;
};

const failureIn = ({ failure_code: code }: LeaseRow): MailFailure =>
  MAIL_FAILURES.find((known) => known === code) ?? 'throttled';

/** The lease is locked meanwhile; the next cycle takes the others. */
const UNFILED_COUNT_MAX = 50;

interface Ended {
  begun: Extract<Begun, { kind: 'begun' }>;
  cycle: CycleKeeper;
  failure: MailFailure | null;
  isDone: boolean;
}

/** Twice: the cycle has ended and the lease is returned already. */
const end = (
  deps: SyncDeps,
  { companyId, mailboxId, holder }: SyncMailboxInput,
  { begun, cycle, failure, isDone }: Ended,
): Promise<SyncMailboxResult> =>
  inReading({ deps, companyId }, async (tx) => {
    const now = deps.clock.now();
    // Locked first: a request for a cycle comes before this, or finds the mailbox free.
    const current = await lockLease(tx, mailboxId);
    const id = failure === null ? cycle.id() : await cycle.ensureIn(tx);
    const isCut = isCutAfterProgress(failure, cycle);
    const failureCount = isWaitedFor(failure) && !isCut ? (current?.retry_count ?? 0) + 1 : 0;
    const goesOn = begun.open?.trigger === 'backfill' && (isCut || isResumed(failureCount));
    if (id !== null) {
      await cycle.count(tx);
      if (isDone && !goesOn) await endCycle(tx, { id, failure });
      tx.emit(mailboxTouched, { subjectId: mailboxId });
    }
    const left = (await listOpenCycles(tx, mailboxId)).filter((one) => !(goesOn && one.id === id));
    if (current !== undefined && id !== null) {
      await tellIfQuarantined(tx, { mailbox: current, now });
    }
    const isPaused = await judge(tx, {
      mailboxId,
      cycleId: id ?? holder,
      failure,
      isDone,
      begun,
      now,
    });
    const waitMs = isPaused ? PROBE_MS : failureCount === 0 ? null : retryDelayMs(failureCount);
    const retryAt = waitMs === null ? null : new Date(now.getTime() + waitMs);
    await returnLease(tx, { mailboxId, holder, retryAt, retryCount: failureCount });
    // Stored while the rules changed.
    if (failure === null && isDone) await classifyUnfiled(tx, { limit: UNFILED_COUNT_MAX });
    return { status: failure === null ? 'read' : 'failed', isDone: isDone && left.length === 0 };
  });

/**
 * Whether the next cycles wait. Refused credentials pause the mailbox instead; after a failure of Relais itself
 * no cycle waits.
 */
const isWaitedFor = (failure: MailFailure | null): boolean =>
  failure !== null && failure !== 'credentials_refused' && failure !== 'unavailable';

/** A connection that breaks again and again, and brings mail each time: the rest comes with the next ones. */
const isCutAfterProgress = (failure: MailFailure | null, cycle: CycleKeeper): boolean =>
  failure === 'connection_lost' && cycle.hasProgress();

const isResumed = (failureCount: number): boolean =>
  failureCount > 0 && failureCount <= BACKFILL_FAILURE_COUNT_MAX;

interface Judged extends Pick<Ended, 'failure' | 'isDone' | 'begun'> {
  mailboxId: number;
  cycleId: string;
  now: Date;
}

/** A part that is not the last says something only once new mail was read to its end: then a backfill goes on. */
const judge = async (
  tx: Transaction,
  { mailboxId, cycleId, failure, isDone, begun, now }: Judged,
): Promise<boolean> => {
  if (!isDone && begun.open?.trigger !== 'backfill') return false;
  const { isPaused } = await recordCycle(tx, {
    mailboxId,
    cycleId,
    outcome: failure === null ? { kind: 'ok' } : { kind: 'failed', code: failure },
    now,
  });
  return isPaused;
};

/** Every connection is taken: a cycle that was asked for waits, a scheduled one is left out. */
const crowded = (
  deps: SyncDeps,
  { companyId, mailboxId, holder }: SyncMailboxInput,
  { retry_at: retryAt, retry_count: retryCount }: LeaseRow,
): Promise<SyncMailboxResult> =>
  inReading({ deps, companyId }, async (tx) => {
    await returnLease(tx, { mailboxId, holder, retryAt, retryCount });
    return { status: 'crowded', isDone: (await listOpenCycles(tx, mailboxId)).length === 0 };
  });
