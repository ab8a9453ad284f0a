import { z } from 'zod';
import {
  SMTP_OUTCOMES,
  type RefusedRecipient,
  type SmtpVerdict,
} from '../../domain/shared/smtp-verdict.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Attempts to send a message. The caller holds the lock of the message's row. */

const RefusedRow = z.object({
  address: z.string(),
  is_temporary: z.boolean(),
  error_code: z.string(),
  error_text: z.string().nullable(),
});

const AttemptRow = z.object({
  attempt: z.number(),
  recipients: z.array(z.string()),
  started_at: z.date(),
  handed_over_at: z.date().nullable(),
  finished_at: z.date().nullable(),
  outcome: z.enum(SMTP_OUTCOMES).nullable(),
  error_code: z.string().nullable(),
  error_text: z.string().nullable(),
  refused: z.array(RefusedRow),
});
export type AttemptRow = z.infer<typeof AttemptRow>;

/** Far more than two days of attempts and some retries by people. */
const ATTEMPT_COUNT_MAX = 200;

/** The last one first. */
export const listAttempts = async (
  { sql, actor }: Transaction,
  messageId: number,
): Promise<AttemptRow[]> =>
  parseRows(
    AttemptRow,
    await sql`
      select attempt, recipients, started_at, handed_over_at, finished_at, outcome, error_code,
        error_text, refused
      from message_attempts
      where company_id = ${actor.companyId}::bigint and message_id = ${messageId}::bigint
      order by attempt desc
      limit ${ATTEMPT_COUNT_MAX}::integer
    `,
  );

export const insertAttempt = async (
  { sql, actor }: Transaction,
  input: {
    messageId: number;
    attempt: number;
    mailboxId: number;
    recipients: readonly string[];
    startedAt: Date;
  },
): Promise<void> => {
  await sql`
    insert into message_attempts
      (company_id, message_id, attempt, mailbox_id, recipients, started_at)
    values (
      ${actor.companyId}::bigint, ${input.messageId}::bigint, ${input.attempt}::integer,
      ${input.mailboxId}::bigint, ${[...input.recipients]}::text[], ${input.startedAt}::timestamptz
    )
  `;
};

/** Out: false if the attempt has ended, so its mail must not be handed over. */
export const markHandedOver = async (
  { sql, actor }: Transaction,
  input: { messageId: number; attempt: number; at: Date },
): Promise<boolean> => {
  const marked = await sql`
    update message_attempts
    set handed_over_at = ${input.at}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and message_id = ${input.messageId}::bigint
      and attempt = ${input.attempt}::integer
      and finished_at is null
      and handed_over_at is null
  `;
  return marked.count > 0;
};

/** Twice: a later, surer outcome replaces the first. */
export const finishAttempt = async (
  { sql, actor }: Transaction,
  input: { messageId: number; attempt: number; at: Date; verdict: SmtpVerdict },
): Promise<void> => {
  const { outcome, errorCode, errorText, refused } = input.verdict;
  await sql`
    update message_attempts
    set finished_at = ${input.at}::timestamptz,
        outcome = ${outcome}::text,
        error_code = ${errorCode}::text,
        error_text = ${errorText}::text,
        refused = ${json(sql, refused.map(refusedRow))}
    where company_id = ${actor.companyId}::bigint
      and message_id = ${input.messageId}::bigint
      and attempt = ${input.attempt}::integer
  `;
};

const refusedRow = (one: RefusedRecipient): z.infer<typeof RefusedRow> => ({
  address: one.address,
  is_temporary: one.isTemporary,
  error_code: one.errorCode,
  error_text: one.errorText,
});

const UseRow = z.object({ open_count: z.number(), recent_count: z.number() });
export type MailboxUse = z.infer<typeof UseRow>;

/**
 * How much a mailbox sends at the moment. Under the lock of the mailbox's row, so that the attempts of several
 * workers are counted one after the other. Index: message_attempts_mailbox.
 */
export const countMailboxUse = async (
  { sql, actor }: Transaction,
  input: { mailboxId: number; openSince: Date; recentSince: Date },
): Promise<MailboxUse> => {
  const since = new Date(Math.min(input.openSince.getTime(), input.recentSince.getTime()));
  const row = parseFirst(
    UseRow,
    await sql`
      select
        count(*) filter (
          where finished_at is null and started_at >= ${input.openSince}::timestamptz
        ) as open_count,
        count(*) filter (where started_at >= ${input.recentSince}::timestamptz) as recent_count
      from message_attempts
      where company_id = ${actor.companyId}::bigint
        and mailbox_id = ${input.mailboxId}::bigint
        and started_at >= ${since}::timestamptz
    `,
  );
  return row ?? { open_count: 0, recent_count: 0 };
};
