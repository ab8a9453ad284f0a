import type { Deps } from '../../deps.ts';
import { contentHashOf } from '../../domain/auto-replies/content-hash.ts';
import {
  autoReplyAsked,
  autoReplyEdited,
  autoReplyFirstApproved,
  autoReplyRead,
  autoReplyReassigned,
  autoReplyRejected,
} from '../../domain/auto-replies/events.ts';
import type { Role } from '../../domain/shared/permissions.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveAutoReply, saveVersion } from '../../queries/auto-replies/changes.ts';
import type { AutoReplyRow } from '../../queries/auto-replies/records.ts';
import {
  findFolderAutoReply,
  type FolderAutoReplyRow,
} from '../../queries/auto-replies/settings.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import type { AnsweredRow } from '../../queries/replies/context.ts';
import { answerTo } from '../replies/reply.ts';
import { requireColleagues } from '../shared/colleagues.ts';
import { acceptAutoReply } from './accept.ts';
import { aboutAutoReply, auditedAutoReply, notifyDecider } from './facts.ts';
import { staleReasonOf, type Locked } from './lock.ts';
import { wakeAutoReplyRun } from './run.ts';
import { hasChangedSources } from './sources.ts';

/**
 * A person decides about a draft (ADR 0027): one judgement, under the locks of the conversation and of the draft, for a
 * click, an API call and a signal in the Temporal UI. Of two at once the second one finds what the first one did.
 */

type DecideDeps = Pick<Deps, 'clock' | 'encryptionKeys'>;

export type Decision =
  /** `text`: changed before it was approved. */
  | {
      kind: 'approve';
      contentHash: string;
      text?: string | undefined;
      /** The person saw that passages are others now. */
      acceptsChangedSources?: boolean | undefined;
    }
  | { kind: 'reject'; contentHash: string; reason: string }
  | { kind: 'regenerate'; instruction: string }
  | { kind: 'reassign'; userId: number | null };

interface Decided {
  locked: Locked;
  decision: Decision;
  role: Role;
}

/**
 * Out: the draft after it. Errors: `conflict`, with why in `details.reason` and who decided what; `forbidden` if the
 * folder wants a supervisor. Twice: approving what one has approved changes nothing.
 */
export const decideAutoReply = async (
  deps: DecideDeps,
  tx: Transaction,
  { locked, decision, role }: Decided,
): Promise<AutoReplyRow> => {
  const { row } = locked;
  if (isRepeat(tx, row, decision)) return asItIs(tx, row);
  const conversation = await requireDecidable(deps, tx, locked);
  switch (decision.kind) {
    case 'reassign':
      return reassign(tx, row, conversation, decision.userId);
    case 'regenerate':
      return regenerate(tx, row, decision.instruction);
    case 'reject':
      requireHash(row, decision.contentHash);
      return reject(deps, tx, row, decision.reason);
    case 'approve': {
      requireHash(row, decision.contentHash);
      const settings = await findFolderAutoReply(tx, { folderId: row.folder_id });
      requireApprover(settings, role);
      const answered = await requireRecipient(tx, row, conversation);
      if (decision.acceptsChangedSources !== true) await requireSources(deps, tx, row);
      const text = decision.text?.trim().replaceAll('\r\n', '\n');
      const edited =
        text === undefined || text === row.text ? row : await edit(tx, row, conversation, text);
      return approve(deps, tx, { row: edited, conversation, answered, settings });
    }
  }
};

/** Nothing changes: the answer shows the draft all the same. */
const asItIs = (tx: Transaction, row: AutoReplyRow): AutoReplyRow => {
  tx.emit(autoReplyRead, { subjectId: row.id });
  return row;
};

const isRepeat = (tx: Transaction, row: AutoReplyRow, decision: Decision): boolean =>
  decision.kind === 'approve' &&
  row.status === 'accepted' &&
  row.decided_by === tx.actor.userId &&
  (row.content_hash === decision.contentHash || row.text === decision.text);

const refused = (reason: string, row: AutoReplyRow, more: object = {}): AppError =>
  new AppError('conflict', `no decision can be made about this draft: ${reason}`, {
    details: {
      reason,
      status: row.status,
      version: row.version,
      content_hash: row.content_hash,
      decided_by: row.decided_by,
      decided_at: row.decided_at?.toISOString() ?? null,
      ...more,
    },
  });

const requireDecidable = async (
  { clock }: DecideDeps,
  tx: Transaction,
  locked: Locked,
): Promise<ConversationRow> => {
  const { row, conversation } = locked;
  if (row.status !== 'waiting') throw refused(row.status, row);
  if (row.expires_at !== null && row.expires_at <= clock.now()) throw refused('expired', row);
  const stale = await staleReasonOf(tx, locked);
  if (stale !== null || conversation === undefined) {
    throw refused('superseded', row, { superseded_by: stale });
  }
  return conversation;
};

/** The decision is about what the person saw. */
const requireHash = (row: AutoReplyRow, contentHash: string): void => {
  if (row.content_hash !== contentHash) throw refused('changed', row);
};

const requireApprover = ({ approvers }: FolderAutoReplyRow, role: Role): void => {
  if (approvers === 'team' || role !== 'agent') return;
  throw new AppError('forbidden', 'in this folder supervisors approve');
};

/** A Reply-To, or a contact, that changed since: the approval was for somebody else. Out: the message it answers. */
const requireRecipient = async (
  tx: Transaction,
  row: AutoReplyRow,
  conversation: ConversationRow,
): Promise<AnsweredRow | undefined> => {
  const { answered, recipients } = await answerTo(tx, conversation);
  const [to] = recipients.to;
  if (recipients.to.length === 1 && to?.address === row.recipient_address) return answered;
  throw refused('recipient_changed', row);
};

/** What it says, the knowledge base says no longer: it was taken out since, or says something else. */
const requireSources = async (
  { clock }: DecideDeps,
  tx: Transaction,
  row: AutoReplyRow,
): Promise<void> => {
  if (await hasChangedSources(tx, row, clock.now())) throw refused('sources_changed', row);
};

const edit = async (
  tx: Transaction,
  row: AutoReplyRow,
  conversation: ConversationRow,
  text: string,
): Promise<AutoReplyRow> => {
  const contentHash = contentHashOf({
    conversationId: conversation.id,
    recipientAddress: row.recipient_address ?? '',
    subject: row.subject,
    text,
    threadHeadId: row.thread_head_id ?? row.message_id,
  });
  const version = row.version + 1;
  await saveVersion(tx, {
    id: row.id,
    version,
    text,
    contentHash,
    segments: [],
    citations: row.citations,
    findings: [],
    authorId: tx.actor.userId,
    instruction: null,
  });
  const after: AutoReplyRow = {
    ...row,
    version,
    text,
    content_hash: contentHash,
    segments: [],
    findings: [],
    first_approved_by: null,
    first_approved_at: null,
  };
  tx.emit(autoReplyEdited, { ...aboutAutoReply(after), after: auditedAutoReply(after) });
  return after;
};

interface Approval {
  row: AutoReplyRow;
  conversation: ConversationRow;
  answered: AnsweredRow | undefined;
  settings: FolderAutoReplyRow;
}

const approve = async (
  deps: DecideDeps,
  tx: Transaction,
  { row, conversation, answered, settings }: Approval,
): Promise<AutoReplyRow> => {
  if (!settings.needs_two || (row.first_approved_by ?? tx.actor.userId) !== tx.actor.userId) {
    const { signature } = settings;
    return acceptAutoReply(deps, tx, { row, conversation, answered, signature });
  }
  if (row.first_approved_by !== null) return asItIs(tx, row);
  const after = await saveAutoReply(tx, row, {
    first_approved_by: tx.actor.userId,
    first_approved_at: deps.clock.now(),
  });
  tx.emit(autoReplyFirstApproved, {
    ...aboutAutoReply(after),
    after: auditedAutoReply(after, { content_hash: after.content_hash }),
  });
  return after;
};

const reject = async (
  deps: DecideDeps,
  tx: Transaction,
  row: AutoReplyRow,
  reason: string,
): Promise<AutoReplyRow> => {
  const after = await saveAutoReply(tx, row, {
    status: 'rejected',
    reason,
    decided_by: tx.actor.userId,
    decided_at: deps.clock.now(),
  });
  tx.emit(autoReplyRejected, {
    ...aboutAutoReply(after),
    before: { status: row.status },
    // What a person writes as the reason may quote the mail: the row has it.
    after: auditedAutoReply(after),
  });
  wakeAutoReplyRun(tx, after);
  return after;
};

const regenerate = async (
  tx: Transaction,
  row: AutoReplyRow,
  instruction: string,
): Promise<AutoReplyRow> => {
  const after = await saveAutoReply(tx, row, {
    status: 'drafting',
    instruction,
    asked_by: tx.actor.userId,
    first_approved_by: null,
    first_approved_at: null,
  });
  tx.emit(autoReplyAsked, {
    ...aboutAutoReply(after),
    before: { status: row.status },
    after: auditedAutoReply(after),
  });
  wakeAutoReplyRun(tx, after);
  return after;
};

const reassign = async (
  tx: Transaction,
  row: AutoReplyRow,
  conversation: ConversationRow,
  userId: number | null,
): Promise<AutoReplyRow> => {
  if (userId === row.assigned_to) return asItIs(tx, row);
  if (userId !== null) {
    await requireColleagues(tx, {
      userIds: [userId],
      path: 'user_id',
      permission: 'auto_replies:decide',
      owned: { userId: conversation.assigned_to, callCentreId: conversation.call_centre_id },
    });
  }
  const after = await saveAutoReply(tx, row, { assigned_to: userId });
  tx.emit(autoReplyReassigned, {
    ...aboutAutoReply(after),
    before: { assigned_to: row.assigned_to },
    after: auditedAutoReply(after, { assigned_to: userId }),
    ...notifyDecider(tx, after),
  });
  return after;
};
