import {
  isMailEnded,
  type EndedMailStatus,
  type MailStatus,
} from '../../domain/shared/mail-status.ts';
import type { Transaction } from '../../platform/database.ts';
import type { InactiveRun } from './reconciliation.ts';

/** What all mails have in common that are sent at most once (ADR 0016). */

export interface MailState {
  status: MailStatus;
  /** The code of the last failure. */
  error: string | null;
}

export interface MailChange extends MailState {
  mailedAt: Date | null;
}

/** How a capability keeps its mails. `Key` names one mail. */
export interface MailStore<Key, Row extends MailState> {
  /** Locks the mail. Undefined if it is not to be sent any more. */
  lock: (tx: Transaction, key: Key) => Promise<Row | undefined>;
  /** Updates the status and emits the fact. In: the row that `lock` returned. */
  record: (tx: Transaction, key: Key, row: Row, next: MailChange) => Promise<void>;
}

/** Ends a mail that no run sends any more. If an attempt was running, the mail may have been sent. */
export const abandonMail = async <Key, Row extends MailState>(
  tx: Transaction,
  store: MailStore<Key, Row>,
  { key, row, error }: { key: Key; row: Row; error: string },
): Promise<EndedMailStatus> => {
  const status = row.status === 'sending' ? 'uncertain' : 'failed';
  await store.record(tx, key, row, { status, error: row.error ?? error, mailedAt: null });
  return status;
};

interface LostRun<Key, Row> {
  key: Key;
  /** What became of the run in Temporal. */
  state: InactiveRun['state'];
  restart: (row: Row) => void;
}

/**
 * Starts a lost run again. Ends the mail of a run that was terminated or failed, so that users see it. Out:
 * false if there was nothing to do.
 */
export const reconcileMail = async <Key, Row extends MailState>(
  tx: Transaction,
  store: MailStore<Key, Row>,
  { key, state, restart }: LostRun<Key, Row>,
): Promise<boolean> => {
  const row = await store.lock(tx, key);
  if (!row || isMailEnded(row.status)) return false;
  if (state === 'missing') restart(row);
  else await abandonMail(tx, store, { key, row, error: 'run_ended' });
  return true;
};
