import { ApplicationFailure } from '@temporalio/activity';
import type { Deps } from '../../deps.ts';
import { settingsOf } from '../../domain/settings/shapes.ts';
import {
  isMailEnded,
  type EndedMailStatus,
  type MailStatus,
} from '../../domain/shared/mail-status.ts';
import { mailMessageId } from '../../ids.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import type { Mail, MailMessage, MailOutcome, MailVerdict } from '../../platform/mail/contract.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { findSettings } from '../../queries/settings.ts';
import { abandonMail, type MailState, type MailStore } from '../../services/shared/mails.ts';

/**
 * One attempt to send a mail at most once (ADR 0016). The status is `sending` before the mail server is
 * called. An attempt that finds `sending` can't know if the server accepted the mail, so it ends as `uncertain`.
 */

export interface MailDeps extends Pick<Deps, 'config' | 'database' | 'mail' | 'clock'> {
  metrics: Metrics;
  announce: (committed: Committed) => void;
}

/** `unsendable`: no attempt can succeed, for this reason. */
export type Prepared =
  { kind: 'ready'; message: MailMessage } | { kind: 'unsendable'; error: string };

interface Letter {
  companyId: number;
  /** Also the Message-ID. */
  mailId: string;
  companyName: string;
  to: MailMessage['to'];
  date: Date;
  text: Pick<MailMessage, 'subject' | 'text' | 'html'>;
}

/** A mail of Relais in the name of a company. */
export const prepareLetter = async (
  { config: { MAIL_FROM: sender } }: Pick<MailDeps, 'config'>,
  tx: Transaction,
  { companyId, mailId, companyName, to, date, text }: Letter,
): Promise<Prepared> => {
  if (sender === undefined) return { kind: 'unsendable', error: 'no_mail_server' };
  const { mail } = settingsOf((await findSettings(tx)).chosen);
  return {
    kind: 'ready',
    message: {
      messageId: mailMessageId(mailId, sender),
      from: { name: mail.sender_name ?? companyName, address: sender },
      to,
      // Asks for no automatic replies. RFC 3834.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Relais-Company': String(companyId) },
      date,
      ...text,
    },
  };
};

export interface MailAttempt<Key, Row extends MailState> {
  store: MailStore<Key, Row>;
  key: Key;
  /** Writes the message, in the transaction that opens the attempt. */
  prepare: (tx: Transaction, row: Row) => Promise<Prepared>;
}

export interface OfCompany {
  companyId: number;
}

export const transactFor =
  (deps: Pick<MailDeps, 'database' | 'announce'>) =>
  <T>({ companyId }: OfCompany, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    inCompany(deps.database, { companyId, userId: null }, work, deps.announce);

/** Out: how the mail ended; `gone` if it is not to be sent any more. Errors: `mail_temporary` (retryable). */
export const sendOnce = async <Key extends OfCompany, Row extends MailState>(
  deps: MailDeps,
  attempt: MailAttempt<Key, Row>,
): Promise<EndedMailStatus | 'gone'> => {
  const transact = transactFor(deps);
  const opened = await transact(attempt.key, (tx) => open(tx, attempt, deps.mail));
  if (opened.kind === 'ended') return opened.status;
  const verdict = await opened.mail.send(opened.message);
  deps.metrics.mails.inc({ outcome: verdict.outcome });
  const status = await transact(attempt.key, (tx) => close(tx, attempt, verdict, deps.clock.now()));
  if (status !== 'waiting') return status;
  throw ApplicationFailure.create({ message: 'mail_temporary', type: 'mail_temporary' });
};

/** Ends a mail that could not be sent in time. Out: as `sendOnce`. */
export const giveUp = <Key extends OfCompany, Row extends MailState>(
  deps: MailDeps,
  { store, key }: Pick<MailAttempt<Key, Row>, 'store' | 'key'>,
): Promise<EndedMailStatus | 'gone'> =>
  transactFor(deps)(key, async (tx) => {
    const row = await store.lock(tx, key);
    if (!row) return 'gone';
    if (isMailEnded(row.status)) return row.status;
    return abandonMail(tx, store, { key, row, error: 'not_sent' });
  });

type Opened =
  | { kind: 'open'; mail: Mail; message: MailMessage }
  | { kind: 'ended'; status: EndedMailStatus | 'gone' };

const open = async <Key, Row extends MailState>(
  tx: Transaction,
  { store, key, prepare }: MailAttempt<Key, Row>,
  mail: Mail | undefined,
): Promise<Opened> => {
  const row = await store.lock(tx, key);
  if (!row) return { kind: 'ended', status: 'gone' };
  if (isMailEnded(row.status)) return { kind: 'ended', status: row.status };
  const end = async (status: EndedMailStatus, error: string): Promise<Opened> => {
    await store.record(tx, key, row, { status, error, mailedAt: null });
    return { kind: 'ended', status };
  };
  if (row.status === 'sending') return end('uncertain', 'cut_short');
  const prepared = await prepare(tx, row);
  if (prepared.kind === 'unsendable') return end('failed', prepared.error);
  if (mail === undefined) return end('failed', 'no_mail_server');
  await store.record(tx, key, row, { status: 'sending', error: row.error, mailedAt: null });
  return { kind: 'open', mail, message: prepared.message };
};

const STATUS_AFTER: Record<MailOutcome, Exclude<MailStatus, 'sending'>> = {
  sent: 'sent',
  temporary: 'waiting',
  permanent: 'failed',
  recipient_refused: 'failed',
  uncertain: 'uncertain',
};

/** Stores the result of an attempt. A late success of a timed-out attempt replaces `uncertain`. */
const close = async <Key, Row extends MailState>(
  tx: Transaction,
  { store, key }: MailAttempt<Key, Row>,
  verdict: MailVerdict,
  now: Date,
): Promise<EndedMailStatus | 'gone' | 'waiting'> => {
  const row = await store.lock(tx, key);
  if (!row) return 'gone';
  const isStillOurs = row.status === 'sending' || verdict.outcome === 'sent';
  if (!isStillOurs) return isMailEnded(row.status) ? row.status : 'waiting';
  const status = STATUS_AFTER[verdict.outcome];
  const error = verdict.outcome === 'sent' ? null : verdict.errorCode;
  await store.record(tx, key, row, { status, error, mailedAt: status === 'sent' ? now : null });
  return status;
};
