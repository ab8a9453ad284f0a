import { z } from 'zod';
import { settlementWords } from '../actions/notification-words.ts';
import {
  autoRepliesSuspendedWords,
  autoReplyExpiredWords,
  autoReplyReassignedWords,
  autoReplyRecalledWords,
  autoReplyWaitingWords,
} from '../auto-replies/notification-words.ts';
import { caseAnalyzedWords } from '../case-analyses/notification-words.ts';
import { caseFileAddedWords, caseFileInfectedWords } from '../case-files/notification-words.ts';
import { moduleFailingWords, moduleRecoveredWords } from '../case-modules/notification-words.ts';
import { caseAssignedWords, caseDueWords, caseStatusWords } from '../cases/notification-words.ts';
import type { Locale } from '../companies/shapes.ts';
import {
  conversationAssignedWords,
  conversationStatusWords,
  conversationWokenWords,
} from '../conversations/notification-words.ts';
import { noteMentionWords } from '../conversation-notes/notification-words.ts';
import { followUpDueWords } from '../follow-ups/notification-words.ts';
import { knowledgeImportWords } from '../knowledge/notification-words.ts';
import { leadImportWords } from '../lead-imports/words.ts';
import {
  leadAssignedWords,
  leadCreatedWords,
  leadStatusWords,
} from '../leads/notification-words.ts';
import { taskAssignedWords } from '../tasks/notification-words.ts';
import {
  mailboxLateWords,
  mailboxRecoveredWords,
  mailboxRefusedWords,
} from '../mailboxes/notification-words.ts';
import { mailboxQuarantinedWords } from '../mailboxes/quarantine-words.ts';
import { messageReceivedWords, messageReportedWords } from '../messages/notification-words.ts';
import {
  messageFailedWords,
  messagePartlyRefusedWords,
  messageStoppedWords,
  messageUncertainWords,
} from '../replies/notification-words.ts';
import {
  disabledWords,
  failingWords,
  recoveredWords,
} from '../webhooks/delivery/notification-words.ts';
import type { Words, WordsOf } from './words.ts';

/**
 * Texts of notifications. The database stores a code and parameters; the reader's language decides.
 * The words of a code are in its capability; each code has a line in `WORDS`.
 */

/** A code or parameters of a newer version: the code is shown, so that one row does not block a list. */
export const notificationWords = (locale: Locale, code: string, params: unknown): Words =>
  WORDS.get(code)?.(locale, params) ?? { titre: code, message: '' };

export const hasNotificationWords = (code: string): boolean => WORDS.has(code);

/** Stored as text: written by a user, or by a version before codes. */
const TextParams = z.object({ titre: z.string(), message: z.string() });

const WORDS: ReadonlyMap<string, WordsOf> = new Map<string, WordsOf>([
  ['text', (_, params) => TextParams.safeParse(params).data],
  ['action_settled', settlementWords],
  ['auto_replies_suspended', autoRepliesSuspendedWords],
  ['auto_reply_expired', autoReplyExpiredWords],
  ['auto_reply_reassigned', autoReplyReassignedWords],
  ['auto_reply_recalled', autoReplyRecalledWords],
  ['auto_reply_waiting', autoReplyWaitingWords],
  ['conversation_assigned', conversationAssignedWords],
  ['conversation_status_updated', conversationStatusWords],
  ['conversation_woken', conversationWokenWords],
  ['conversation_note_mention', noteMentionWords],
  ['follow_up_due', followUpDueWords],
  ['knowledge_import_ended', knowledgeImportWords],
  ['lead_assigned', leadAssignedWords],
  ['lead_created', leadCreatedWords],
  ['lead_import_ended', leadImportWords],
  ['lead_status_updated', leadStatusWords],
  ['mailbox_late', mailboxLateWords],
  ['mailbox_quarantined', mailboxQuarantinedWords],
  ['mailbox_recovered', mailboxRecoveredWords],
  ['mailbox_refused', mailboxRefusedWords],
  ['case_analyzed', caseAnalyzedWords],
  ['case_assigned', caseAssignedWords],
  ['case_status_updated', caseStatusWords],
  ['case_due', caseDueWords],
  ['case_file_added', caseFileAddedWords],
  ['case_file_infected', caseFileInfectedWords],
  ['case_module_failing', moduleFailingWords],
  ['case_module_recovered', moduleRecoveredWords],
  ['task_assigned', taskAssignedWords],
  ['message_failed', messageFailedWords],
  ['message_partly_refused', messagePartlyRefusedWords],
  ['message_stopped', messageStoppedWords],
  ['message_uncertain', messageUncertainWords],
  ['message_received', messageReceivedWords],
  ['message_reported', messageReportedWords],
  ['webhook_disabled', disabledWords],
  ['webhook_failing', failingWords],
  ['webhook_recovered', recoveredWords],
]);
