import { messageReported } from '../../domain/messages/events.ts';
import { readMessageId } from '../../domain/messages/message-ids.ts';
import type { MailReport } from '../../domain/messages/parsed.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  insertReports,
  lockReportedMessage,
  type ReportedMessage,
} from '../../queries/messages/reports.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import { aboutConversation, notifyOthers } from '../conversations/facts.ts';
import type { ReadMail } from './read.ts';

/**
 * Attaches what a mail server reports to the message of ours that it is about: only the signature in its Message-ID
 * shows that the reporter has that message, and only its receivers are named. Its author is told once of a
 * bounce, and once of a complaint, if it is news. A report about anything else stays a mail like others.
 */
export const attachReport = async (
  tx: Transaction,
  { read, messageId }: { read: ReadMail; messageId: number },
): Promise<void> => {
  const { mail, keys, isNews } = read.input;
  const id = mail.report?.originalMessageId ?? null;
  if (mail.report === null || id === null || read.direction === 'out') return;
  const own = readMessageId(id, { companyId: tx.actor.companyId, keys });
  const reported = own && (await lockReportedMessage(tx, own.messageUuid));
  if (!reported) return;
  const report = withKnownRecipients(mail.report, reported);
  insertReports(tx, {
    messageId: reported.id,
    reportMessageId: messageId,
    report,
    occurredAt: read.occurredAt,
  });
  if (isNews) await emitReport(tx, reported, report);
};

/** Without a name the report is about the message as a whole: its receiver may have forwarded it. */
const withKnownRecipients = (
  report: MailReport,
  { recipients: receivers }: ReportedMessage,
): MailReport => ({
  ...report,
  recipients: report.recipients.filter(({ address }) =>
    receivers.some((receiver) => receiver.address === address),
  ),
});

const emitReport = async (
  tx: Transaction,
  reported: ReportedMessage,
  { kind, recipients }: MailReport,
): Promise<void> => {
  if (kind === 'delay') return;
  const isKnown = kind === 'bounce' ? reported.bounced_at !== null : reported.is_complained;
  const conversation = await findConversation(tx, { id: reported.conversation_id });
  if (isKnown || !conversation) return;
  tx.emit(messageReported, {
    ...aboutConversation(conversation),
    data: { kind },
    after: { message_id: reported.id, kind },
    ...notifyOthers(tx, [reported.author_id ?? conversation.assigned_to], {
      kind,
      recipient: recipients[0]?.address ?? '',
      subject: reported.subject,
    }),
  });
};
