import type { Deps } from '../../deps.ts';
import { contentHashOf } from '../../domain/auto-replies/content-hash.ts';
import { autoReplyFailed, autoReplyWaiting } from '../../domain/auto-replies/events.ts';
import { draftText, findingsOf, type DraftSegment } from '../../domain/auto-replies/gate.ts';
import { maskText } from '../../domain/ai/masking.ts';
import { expiresAt, nextReminderAt } from '../../domain/auto-replies/schedule.ts';
import { isWithinBusinessHours } from '../../domain/conversations/business-hours.ts';
import { replySubject } from '../../domain/replies/text.ts';
import { settingsOf } from '../../domain/settings/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveAutoReply, saveVersion } from '../../queries/auto-replies/changes.ts';
import { findInbound, type InboundRow } from '../../queries/auto-replies/inbound.ts';
import {
  findAutoReply,
  type AutoReplyRow,
  type CitationRow,
} from '../../queries/auto-replies/records.ts';
import {
  findFolderAutoReply,
  type FolderAutoReplyRow,
} from '../../queries/auto-replies/settings.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { findLastMessage, type AnsweredRow } from '../../queries/replies/context.ts';
import { findSender } from '../../queries/replies/senders.ts';
import { findSettings } from '../../queries/settings.ts';
import { ingestContext } from '../messages/context.ts';
import { answerTo } from '../replies/reply.ts';
import { canSend } from '../replies/senders.ts';
import { acceptAutoReply } from './accept.ts';
import { aboutAutoReply, auditedAutoReply, notifyDecider } from './facts.ts';
import { judgeMessage } from './judge.ts';
import { lockAutoReply, staleReasonOf, type Locked } from './lock.ts';
import { endAsSuperseded } from './supersede.ts';

/** What a model wrote for a draft, or why it wrote nothing. */

export type DraftOutcome =
  | {
      kind: 'written';
      segments: readonly DraftSegment[];
      /** What was retrieved for it. */
      passages: readonly CitationRow[];
      language: string | null;
      intent: string | null;
    }
  | { kind: 'failed'; reason: string };

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
  const { answered, recipients } = await answerTo(tx, conversation);
  const [to, ...others] = recipients.to;
  if (to === undefined) return fail(tx, row, 'no_recipient');
  if (others.length > 0) return fail(tx, row, 'several_recipients');
  await saveWritten(deps, tx, { locked: { row, conversation }, to, answered, outcome });
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
  const [message, head, { own }] = await Promise.all([
    findInbound(tx, row.message_id),
    findLastMessage(tx, conversation.id),
    ingestContext(tx),
  ]);
  if (message === undefined || head === undefined) return fail(tx, row, 'message_gone');
  const text = draftText(outcome.segments);
  const subject = replySubject(message.subject);
  const content = { recipientAddress: to.address, subject, text, threadHeadId: head.id };
  const contentHash = contentHashOf({ conversationId: conversation.id, ...content });
  const findings = findingsOf({
    segments: outcome.segments,
    passages: new Map(outcome.passages.map((passage) => [passage.passage_id, passage.text])),
    heading: `${subject}\n${to.name === to.address ? '' : to.name}`,
    intent: outcome.intent,
    allowedHosts: settings.allowed_hosts,
    ownAddresses: own.mailboxes,
    hasSecret: (part) => maskText(part).kinds.length > 0,
  });
  const cited = new Set(outcome.segments.flatMap(({ passageIds }) => passageIds));
  const version = row.version + 1;
  await saveVersion(tx, {
    id: row.id,
    version,
    text,
    contentHash,
    segments: outcome.segments.map((segment) => ({
      text: segment.text,
      passage_ids: [...segment.passageIds],
    })),
    citations: outcome.passages.filter((passage) => cited.has(passage.passage_id)),
    findings,
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
  const isSent =
    findings.length === 0 &&
    (await mayBeSentAlone(deps, tx, { row: after, conversation, settings, message, now }));
  if (isSent) {
    const { signature } = settings;
    await acceptAutoReply(deps, tx, { row: after, conversation, answered, signature });
    return;
  }
  tx.emit(autoReplyWaiting, {
    ...aboutAutoReply(after),
    before: { status: row.status },
    after: auditedAutoReply(after, { findings: findings.map(({ code }) => code) }),
    ...notifyDecider(tx, after),
  });
};

interface Alone {
  row: AutoReplyRow;
  conversation: ConversationRow;
  settings: FolderAutoReplyRow;
  message: InboundRow;
  now: Date;
}

/** Judged again: since it was planned, a reply may have been sent, or the settings changed. */
const mayBeSentAlone = async (
  deps: StoreDeps,
  tx: Transaction,
  { row, conversation, settings, message, now }: Alone,
): Promise<boolean> => {
  const { mode } = settings;
  // A rule that a person lifted, or what a person asked for, is for a person to see.
  if (row.mode !== 'auto' || mode !== 'auto') return false;
  if (row.refusals.length > 0 || row.instruction !== null || settings.needs_two) return false;
  if (settings.business_hours_only) {
    const { inbox } = settingsOf((await findSettings(tx)).chosen);
    if (!isWithinBusinessHours(now, inbox.business_hours)) return false;
  }
  const sender =
    conversation.mailbox_id === null
      ? undefined
      : await findSender(tx, { id: conversation.mailbox_id });
  if (sender === undefined || !canSend(sender)) return false;
  const judged = { message, conversationId: conversation.id, mode, now };
  return (await judgeMessage(deps, tx, judged)).length === 0;
};
