import type { Deps } from '../../deps.ts';
import { contentHashOf } from '../../domain/auto-replies/content-hash.ts';
import { autoReplyFailed, autoReplyWaiting } from '../../domain/auto-replies/events.ts';
import { expiresAt, nextReminderAt } from '../../domain/auto-replies/schedule.ts';
import { replySubject } from '../../domain/replies/text.ts';
import type { PersonReason } from '../../domain/auto-replies/verdicts.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveAutoReply, saveVersion } from '../../queries/auto-replies/changes.ts';
import { findInbound, type InboundRow } from '../../queries/auto-replies/inbound.ts';
import { findAutoReply, type AutoReplyRow } from '../../queries/auto-replies/records.ts';
import {
  findFolderAutoReply,
  type FolderAutoReplyRow,
} from '../../queries/auto-replies/settings.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { findLastMessage, type AnsweredRow } from '../../queries/replies/context.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { acceptAutoReply } from './accept.ts';
import { examineDraft, reasonForPerson, recipientOf } from './draft/examine.ts';
import type { DraftOutcome } from './draft/write.ts';
import { aboutAutoReply, auditedAutoReply, notifyDecider } from './facts.ts';
import { judgeMessage } from './judge.ts';
import { lockAutoReply, staleReasonOf, type Locked } from './lock.ts';
import { hasChangedSources } from './sources.ts';
import { subscribersOf } from './subscribers.ts';
import { endAsSuperseded } from './supersede.ts';

type StoreDeps = Pick<Deps, 'clock' | 'encryptionKeys'>;

interface Store {
  id: string;
  /** The version that the model continued from: another one means that somebody was faster. */
  version: number;
  outcome: DraftOutcome;
}

/**
 * Stores what the model wrote as the next version, and sends it if it may be sent without a person (`gate.ts`); otherwise
 * it waits for one. To whom it goes is decided here, never by the model. Twice: the version has moved on.
 */
export const storeDraft = async (
  deps: StoreDeps,
  tx: Transaction,
  { id, version, outcome }: Store,
): Promise<void> => {
  const locked = await lockAutoReply(tx, id);
  if (locked?.row.status !== 'drafting' || locked.row.version !== version) return;
  const { row, conversation } = locked;
  const stale = await staleReasonOf(tx, locked);
  if (stale !== null || conversation === undefined) {
    return endAsSuperseded(tx, row, stale ?? 'conversation_deleted');
  }
  if (outcome.kind === 'failed') return fail(tx, row, outcome.reason);
  const recipient = await recipientOf(tx, conversation);
  if ('failure' in recipient) return fail(tx, row, recipient.failure);
  await saveWritten(deps, tx, { locked: { row, conversation }, ...recipient, outcome });
};

const fail = async (tx: Transaction, row: AutoReplyRow, reason: string): Promise<void> => {
  const after = await saveAutoReply(tx, row, { status: 'failed', reason });
  tx.emit(autoReplyFailed, {
    ...aboutAutoReply(after),
    before: { status: row.status },
    after: auditedAutoReply(after, { reason }),
  });
};

interface Written {
  locked: Locked & { conversation: ConversationRow };
  to: { name: string; address: string };
  answered: AnsweredRow | undefined;
  outcome: Extract<DraftOutcome, { kind: 'written' }>;
}

const saveWritten = async (
  deps: StoreDeps,
  tx: Transaction,
  { locked: { row, conversation }, to, answered, outcome }: Written,
): Promise<void> => {
  const now = deps.clock.now();
  const settings = await findFolderAutoReply(tx, { folderId: row.folder_id });
  const [message, head] = await Promise.all([
    findInbound(tx, row.message_id),
    findLastMessage(tx, conversation.id),
  ]);
  if (message === undefined || head === undefined) return fail(tx, row, 'message_gone');
  const subject = replySubject(message.subject);
  const examined = await examineDraft(tx, {
    outcome,
    subject,
    to,
    filedIntent: conversation.intent,
    settings,
  });
  const { text, findings } = examined;
  const content = { recipientAddress: to.address, subject, text, threadHeadId: head.id };
  const contentHash = contentHashOf({ conversationId: conversation.id, ...content });
  const version = row.version + 1;
  await saveVersion(tx, {
    id: row.id,
    ...examined,
    version,
    contentHash,
    authorId: null,
    instruction: row.instruction,
  });
  const expiry = expiresAt({ minutes: settings.expiry_minutes, now });
  await saveAutoReply(tx, row, {
    status: 'waiting',
    subject,
    recipient_name: to.name,
    recipient_address: to.address,
    thread_head_id: head.id,
    language: outcome.language,
    intent: outcome.intent,
    expires_at: expiry,
    next_reminder_at: nextReminderAt({
      expiresAt: expiry,
      minutesBefore: settings.reminder_minutes,
      now,
    }),
  });
  const after = await findAutoReply(tx, { id: row.id });
  if (after === undefined) throw new Error('a draft that is locked must be there');
  const alone = { row: after, conversation, settings, message, to, answered, now };
  const reason = await reasonToWait(deps, tx, alone);
  if (reason === null) {
    const { signature } = settings;
    await acceptAutoReply(deps, tx, { row: after, conversation, answered, signature });
    return;
  }
  const waiting = await saveAutoReply(tx, after, { person_reason: reason });
  tx.emit(autoReplyWaiting, {
    ...aboutAutoReply(waiting),
    before: { status: row.status },
    after: auditedAutoReply(waiting, { reason, findings: findings.map(({ code }) => code) }),
    ...notifyDecider(tx, waiting, await subscribersOf(tx, waiting, settings)),
  });
};

interface Alone {
  row: AutoReplyRow;
  conversation: ConversationRow;
  settings: FolderAutoReplyRow;
  message: InboundRow;
  to: { address: string };
  answered: AnsweredRow | undefined;
  now: Date;
}

/** Null: it is sent alone. Judged again: since it was planned, a reply may have been sent, or the settings changed. */
const reasonToWait = async (
  deps: StoreDeps,
  tx: Transaction,
  { row, conversation, settings, message, to, answered, now }: Alone,
): Promise<PersonReason | null> => {
  const isAsked = row.refusals.length > 0 || row.instruction !== null;
  if (row.mode !== 'auto' && !isAsked) return 'validation';
  const reason = await reasonForPerson(tx, {
    settings,
    findings: row.findings,
    isAsked,
    mailboxId: conversation.mailbox_id,
    real: { message, to, answered },
    now,
  });
  if (reason !== null) return reason;
  if (await hasChangedSources(tx, row, now)) return 'sources_changed';
  // Several at once would each find the others not sent yet.
  await lockSetting(tx, 'auto_replies');
  const judged = { message, conversationId: conversation.id, mode: row.mode, now };
  return (await judgeMessage(deps, tx, judged)).length === 0 ? null : 'rule';
};
