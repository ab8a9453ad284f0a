import {
  CONNECTION_WAIT_MS,
  CONNECTIONS_PER_MAILBOX_MAX,
  MAILS_PER_MINUTE_MAX,
  RATE_WAIT_MS,
} from '../../domain/replies/schedule.ts';
import { isSendingOpen, type EndedStatus } from '../../domain/replies/statuses.ts';
import { CUT_SHORT, type SmtpVerdict } from '../../domain/shared/smtp-verdict.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  countMailboxUse,
  finishAttempt,
  insertAttempt,
  listAttempts,
  type AttemptRow,
  type MailboxUse,
} from '../../queries/replies/attempts.ts';
import { listMessageFiles, type FileRow } from '../../queries/replies/context.ts';
import { findMail, type MailRow, type OutgoingRow } from '../../queries/replies/messages.ts';
import { findSender } from '../../queries/replies/senders.ts';
import { holdWithoutSource } from '../auto-replies/take-back.ts';
import { endOvertaken } from '../auto-replies/supersede.ts';
import {
  canLook,
  lockOutgoing,
  postpone,
  remainingRecipients,
  requireOutgoing,
  setSending,
  settleFailed,
  settleUncertain,
} from './settle.ts';

/**
 * The transaction that begins an attempt (ADR 0025); the others: outcome.ts. The row of the attempt is committed before the mail server is called,
 * and again before the end of the mail is sent: an attempt that was cut short before that is repeated, one that was
 * cut short after it is looked up in the Sent folder, and repeated only if a person says so.
 */

export type Opened =
  | { kind: 'ended'; status: EndedStatus }
  | { kind: 'wait'; until: Date }
  /** The last attempt may have sent it: look for this Message-ID in the Sent folder of the mailbox. */
  | { kind: 'look'; mailboxId: number; internetMessageId: string }
  | { kind: 'open'; claim: Claim };

/** What is sent, and in which attempt. */
export interface Claim {
  messageId: number;
  attempt: number;
  mailboxId: number;
  mail: MailRow;
  files: readonly FileRow[];
  recipients: readonly string[];
}

interface Named {
  messageUuid: string;
}

const MINUTE_MS = 60_000;
/** Longer than any attempt takes: a place that was not given back is free again. */
const CONNECTION_LEASE_MS = 5 * MINUTE_MS;

/** `hasLooked`: the Sent folder was looked at, and the mail is not there. */
export const openAttempt = async (
  tx: Transaction,
  { messageUuid, now, hasLooked }: Named & { now: Date; hasLooked: boolean },
): Promise<Opened> => {
  const row = await lockOutgoing(tx, { uuid: messageUuid });
  if (row === undefined) return { kind: 'ended', status: 'cancelled' };
  if (!isSendingOpen(row.status)) return { kind: 'ended', status: row.status };
  const attempts = await listAttempts(tx, row.id);
  if (row.status === 'sending') return resume(tx, row, { attempts, now });
  const dueAt = (row.status === 'queued' ? row.send_after : row.next_attempt_at) ?? row.send_after;
  if (dueAt > now) return { kind: 'wait', until: dueAt };
  if ((await endOvertaken(tx, row)) || (await holdWithoutSource(tx, row, now))) {
    return asItIs(tx, row, now);
  }
  if (mayBeSent(row, attempts) && !hasLooked && canLook(attempts)) return lookFor(tx, row);
  return claim(tx, row, { attempts, now });
};

/**
 * An earlier attempt may have sent it, or a person sends it again: perhaps not for the first time, if the database
 * was restored in between.
 */
const mayBeSent = (row: OutgoingRow, attempts: readonly AttemptRow[]): boolean => {
  const [last] = attempts;
  if (last === undefined) return false;
  return (
    row.send_after > last.started_at || attempts.some(({ outcome }) => outcome === 'uncertain')
  );
};

/** After a step that ended the message, or set its next one. */
const asItIs = async (tx: Transaction, { id }: OutgoingRow, now: Date): Promise<Opened> => {
  const row = await requireOutgoing(tx, id);
  return isSendingOpen(row.status)
    ? { kind: 'wait', until: row.next_attempt_at ?? now }
    : { kind: 'ended', status: row.status };
};

const lookFor = async (tx: Transaction, row: OutgoingRow): Promise<Opened> => {
  const mail = await requireMail(tx, row);
  return {
    kind: 'look',
    mailboxId: row.mailbox_id,
    internetMessageId: mail.internet_message_id,
  };
};

const requireMail = async (tx: Transaction, { id }: OutgoingRow): Promise<MailRow> => {
  const mail = await findMail(tx, id);
  if (mail === undefined) throw new Error('a message that is locked must be there');
  return mail;
};

/** An attempt is open, or its outcome is unknown. Only its own process can still be at it. */
const resume = async (
  tx: Transaction,
  row: OutgoingRow,
  { attempts, now }: { attempts: readonly AttemptRow[]; now: Date },
): Promise<Opened> => {
  const [last] = attempts;
  if (last === undefined) return claim(tx, row, { attempts, now });
  const finish = (verdict: SmtpVerdict): Promise<void> =>
    finishAttempt(tx, { messageId: row.id, attempt: last.attempt, at: now, verdict });
  if (last.finished_at === null && last.handed_over_at === null) {
    // Its process died, or is too slow: it can't hand the mail over any more, because it has ended here.
    await finish({ outcome: 'temporary', ...CUT_SHORT });
    await postpone(tx, row, { ...CUT_SHORT, now, attempts });
    return asItIs(tx, row, now);
  }
  if (last.finished_at === null) await finish({ outcome: 'uncertain', ...CUT_SHORT });
  if (!canLook(attempts)) {
    await settleUncertain(tx, row, CUT_SHORT);
    return { kind: 'ended', status: 'uncertain' };
  }
  if (row.next_attempt_at !== null && row.next_attempt_at > now) {
    return { kind: 'wait', until: row.next_attempt_at };
  }
  return lookFor(tx, row);
};

const claim = async (
  tx: Transaction,
  row: OutgoingRow,
  { attempts, now }: { attempts: readonly AttemptRow[]; now: Date },
): Promise<Opened> => {
  const sender = await findSender(tx, { id: row.mailbox_id, isLocked: true });
  if (sender === undefined || sender.is_deleted) {
    await settleFailed(tx, row, { errorCode: 'mailbox_gone', errorText: null });
    return { kind: 'ended', status: 'failed' };
  }
  if (!sender.is_active || sender.is_paused) {
    const reason = { errorCode: 'mailbox_paused', errorText: null };
    await postpone(tx, row, { ...reason, now, attempts });
    return asItIs(tx, row, now);
  }
  const use = await countMailboxUse(tx, {
    mailboxId: row.mailbox_id,
    openSince: new Date(now.getTime() - CONNECTION_LEASE_MS),
    recentSince: new Date(now.getTime() - MINUTE_MS),
  });
  const waitMs = throttleMs(use);
  if (waitMs > 0) return { kind: 'wait', until: new Date(now.getTime() + waitMs) };
  const recipients = remainingRecipients(row, attempts);
  const attempt = (attempts[0]?.attempt ?? 0) + 1;
  await insertAttempt(tx, {
    messageId: row.id,
    attempt,
    mailboxId: row.mailbox_id,
    recipients,
    startedAt: now,
  });
  await setSending(tx, row, attempt);
  const [mail, files] = [await requireMail(tx, row), await listMessageFiles(tx, row.id)];
  return {
    kind: 'open',
    claim: { messageId: row.id, attempt, mailboxId: row.mailbox_id, mail, files, recipients },
  };
};

/** Spread, so that those that wait together don't come back together. */
const throttleMs = ({ open_count: open, recent_count: recent }: MailboxUse): number => {
  const spread = 1 + Math.random();
  if (recent >= MAILS_PER_MINUTE_MAX) return RATE_WAIT_MS * spread;
  return open >= CONNECTIONS_PER_MAILBOX_MAX ? CONNECTION_WAIT_MS * spread : 0;
};
