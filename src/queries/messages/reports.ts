import { z } from 'zod';
import type { MailReport } from '../../domain/messages/parsed.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst } from '../shared/rows.ts';

/** What mail servers report about messages that were sent. */

const ReportedMessage = z.object({
  id: z.number(),
  conversation_id: z.number(),
  author_id: z.number().nullable(),
  recipients: z.array(z.object({ address: z.string() })),
  subject: z.string(),
  bounced_at: z.date().nullable(),
  is_complained: z.boolean(),
});
export type ReportedMessage = z.infer<typeof ReportedMessage>;

/**
 * A message that Relais sent, locked: two reports notify its author once. The caller holds its
 * conversation, unless that one was deleted.
 */
export const lockReportedMessage = async (
  { sql, actor }: Transaction,
  uuid: string,
): Promise<ReportedMessage | undefined> =>
  parseFirst(
    ReportedMessage,
    await sql`
      select messages.id, messages.conversation_id, messages.author_id,
        messages.recipients, messages.subject, messages.bounced_at,
        exists (
          select 1
          from message_reports
          where message_reports.company_id = ${actor.companyId}::bigint
            and message_reports.message_id = messages.id
            and message_reports.kind = 'complaint'
        ) as is_complained
      from messages
      where messages.company_id = ${actor.companyId}::bigint
        and messages.uuid = ${uuid}::uuid
        and messages.direction = 'out'
      for no key update of messages
    `,
  );

const RECIPIENT_COUNT_MAX = 50;
const TEXT_LENGTH_MAX = 1_000;

/** One row for each recipient that the report names; one if it names none. */
export const insertReports = (
  { sql, actor, send }: Transaction,
  input: { messageId: number; reportMessageId: number; report: MailReport; occurredAt: Date },
): void => {
  const { kind, recipients } = input.report;
  const named = recipients.slice(0, RECIPIENT_COUNT_MAX).map((recipient) => ({
    recipient: cut(recipient.address),
    status_code: recipient.statusCode && cut(recipient.statusCode),
    diagnostic: recipient.diagnostic && cut(recipient.diagnostic),
  }));
  const rows = named.length === 0 ? [{ recipient: null }] : named;
  send(sql`
    with new_reports as (
      insert into message_reports (
        company_id, message_id, report_message_id, kind, recipient, status_code, diagnostic
      )
      select ${actor.companyId}::bigint, ${input.messageId}::bigint,
        ${input.reportMessageId}::bigint, ${kind}::text, report.recipient, report.status_code,
        report.diagnostic
      from jsonb_to_recordset(${json(sql, rows)}) as report(
        recipient text, status_code text, diagnostic text
      )
    )
    update messages
    set bounced_at = coalesce(bounced_at, ${input.occurredAt}::timestamptz)
    where company_id = ${actor.companyId}::bigint
      and id = ${input.messageId}::bigint
      and ${kind}::text = 'bounce'
  `);
};

const cut = (text: string): string => text.slice(0, TEXT_LENGTH_MAX).toWellFormed();
