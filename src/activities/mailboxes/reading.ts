import type { Deps } from '../../deps.ts';
import type { FolderPhase, FolderRole } from '../../domain/mailboxes/sync.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import type { FoundMessage, Imap, ImapSession } from '../../platform/imap/contract.ts';
import { parseMail } from '../../platform/mime/parse.ts';
import type { LeaseRow } from '../../queries/mailboxes/leases.ts';
import { ingestMail } from '../../services/messages/ingest.ts';
import type { CycleKeeper } from './cycle-keeper.ts';

/** What one run has at hand while it reads a mailbox. */

export type SyncDeps = Pick<
  Deps,
  'config' | 'database' | 'http' | 'files' | 'encryptionKeys' | 'clock' | 'log'
> & {
  announce: (committed: Committed) => void;
  /** Default: a client of its own. It keeps nothing between two sessions. */
  imap?: Imap;
  steps?: MessageSteps;
  /** For how long one call reads before it lets the workflow begin the next. */
  partMs?: number;
  /** For how long it goes on with a window that it has begun. */
  windowMs?: number;
};

/** What is done with each message. */
export interface MessageSteps {
  parse: typeof parseMail;
  ingest: typeof ingestMail;
}

export const MESSAGE_STEPS: MessageSteps = { parse: parseMail, ingest: ingestMail };

export interface Reading {
  deps: SyncDeps;
  steps: MessageSteps;
  companyId: number;
  mailbox: LeaseRow;
  session: ImapSession;
  /** The content of a message came over this session: another one that breaks it is at fault itself. */
  hasDelivered: boolean;
  cycle: CycleKeeper;
  /** True once the time of this call is over, the worker stops, or another run has the mailbox. */
  isOver: () => boolean;
  /** Also the time to end a window is over. */
  isOverdue: () => boolean;
}

/** A folder, as its messages are read now. */
export interface ReadFolder {
  path: string;
  role: FolderRole;
  uidValidity: number;
  phase: FolderPhase;
  silentBelowUid: number | null;
  newsSince: Date | null;
  knownBelowUid: number | null;
  windowAttemptCount: number;
}

export interface Taken extends FoundMessage {
  /** Which try this is. */
  attempt: number;
  /** Null: it was not asked for before. */
  waitsSince: Date | null;
  isNews: boolean;
}

export const inReading = <T>(
  { deps, companyId }: Pick<Reading, 'deps' | 'companyId'>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> =>
  inCompany(deps.database, { companyId, userId: null }, work, (committed) =>
    deps.announce(committed),
  );

/**
 * True for what is the matter with Relais and not with one message: the database, the files, the network. It ends
 * the cycle. 57014 is a statement that took too long: that may be the message.
 */
export const isOutage = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    error.name === 'ImapFailure' ||
    code === 'unavailable' ||
    (code !== '57014' && /^(?:08|40|53|57|58)[0-9A-Z]{3}$/.test(code)) ||
    /^(?:CONNECTION_|ECONN|EPIPE|ENOSPC|EMFILE|EIO)/.test(code)
  );
};
