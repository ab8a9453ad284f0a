import type { MailAccount } from '../../domain/mailboxes/account.ts';
import type { ImapFolder } from './folders.ts';

/** Reads a mailbox over IMAP (RFC 3501), one connection at a time. Changes nothing in it. */

export interface Imap {
  /** Errors: `ImapFailure`. Close the session. */
  open: (account: Pick<MailAccount, 'imap' | 'login'>) => Promise<ImapSession>;
}

/** Each method throws an `ImapFailure`; the session is of no use after one, but for `close`. */
export interface ImapSession {
  /** The folders that are read. */
  listFolders: () => Promise<ImapFolder[]>;
  /** One round trip. Undefined: there is no such folder. */
  status: (path: string) => Promise<FolderStatus | undefined>;
  /** For the methods below. Read-only. Undefined: there is no such folder. */
  select: (path: string) => Promise<FolderStatus | undefined>;
  /** UIDs in ascending order, all within the range. */
  search: (range: UidRange) => Promise<number[]>;
  /** Of messages that the server delivers: others may be gone. At most `WINDOW_SIZE_MAX` UIDs. */
  describe: (uids: readonly number[]) => Promise<FoundMessage[]>;
  /**
   * The content of messages of at most `SMALL_SIZE_MAX_BYTES`; those that are not delivered are left out. Call no
   * other method before it ends.
   */
  readSmall: (uids: readonly number[]) => AsyncGenerator<{ uid: number; content: Buffer }>;
  /** The content of one message of any size, in parts. `gone`: it was not delivered. */
  read: (message: FoundMessage) => AsyncGenerator<Buffer, 'whole' | 'gone'>;
  /** Bytes received and sent so far. */
  traffic: () => { receivedBytes: number; sentBytes: number };
  /** Never fails. */
  close: () => Promise<void>;
}

export interface FolderStatus {
  uidValidity: number;
  /** Null: the server does not say. */
  uidNext: number | null;
  /** Null: without CONDSTORE (RFC 7162). */
  highestModseq: number | null;
}

export interface UidRange {
  from: number;
  /** Null: to the newest. */
  to: number | null;
  /** By INTERNALDATE, in whole days of the server's time zone. */
  sinceDay?: Date;
  beforeDay?: Date;
}

export interface FoundMessage {
  uid: number;
  sizeBytes: number;
  /** INTERNALDATE. */
  receivedAt: Date;
}

export const WINDOW_SIZE_MAX = 250;
export const SMALL_SIZE_MAX_BYTES = 1024 * 1024;
