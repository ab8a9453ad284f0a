import { messageReported } from '../../domain/messages/events.ts';
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
 * Attaches what a mail server reports to the message of ours that it is about. Its author is told once of a
 * bounce, and once of a complaint, if it is news. A report about anything else stays a mail like others.
 */
export const attachReport = async (
  tx: Transaction,
  { read, messageId }: { read: ReadMail; messageId: number },
): Promise<void> => {
  const { report } = read.input.mail;
  if (report === null || report.originalMessageId === null || read.direction === 'out') return;
  const reported = await lockReportedMessage(tx, report.originalMessageId);
  if (!reported) return;
  insertReports(tx, {
    messageId: reported.id,
    reportMessageId: messageId,
    report,
    occurredAt: read.occurredAt,
  });
  if (read.input.isNews) await emitReport(tx, reported, report);
};

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
