import {
  conversationAssigned,
  conversationMoved,
  conversationSnoozed,
  conversationUpdated,
} from '../../domain/conversations/events.ts';
import type { ConversationStatus } from '../../domain/conversations/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveConversation, type ConversationChanges } from '../../queries/conversations/changes.ts';
import { insertFolderDecision } from '../../queries/conversations/decisions.ts';
import { findConversation, type ConversationRow } from '../../queries/conversations/records.ts';
import type { SupersedeReason } from '../../domain/auto-replies/statuses.ts';
import { supersedeAutoReplies } from '../auto-replies/supersede.ts';
import { stopReplies } from '../replies/stop.ts';
import { conversationCommand } from './commands.ts';
import {
  aboutConversation,
  audienceOf,
  conversationState,
  notifyOthers,
  subjectOf,
} from './facts.ts';
import { emitStatus } from './status.ts';
import { NO_RESOLUTION, resolutionTimes } from './times.ts';

/** What a person asks for. An absent field stays. */
export interface AskedChange {
  status?: ConversationStatus | undefined;
  folder_id?: number | null | undefined;
  assigned_to?: number | null | undefined;
  priority?: number | undefined;
  snoozed_until?: Date | null | undefined;
  subject?: string | undefined;
}

/** One of several changes of one request: the first tells their users how many there are. */
export interface Together {
  /** 0: another one of the same request tells. */
  assignedCount: number;
  statusCount: number;
}
const ALONE: Together = { assignedCount: 1, statusCount: 1 };

/**
 * Changes a conversation; nothing more is sent in one that becomes spam. The caller holds its lock, has compared the version, and has checked folder and
 * assignee. Out: `before` itself if nothing is different.
 */
export const changeConversation = async (
  tx: Transaction,
  before: ConversationRow,
  asked: AskedChange,
  now: Date,
  together: Together = ALONE,
): Promise<ConversationRow> => {
  const changes = await changesOf(tx, before, asked, now);
  if (!isDifferent(before, changes)) return before;
  const after = await saveConversation(tx, before, { ...changes, version: before.version + 1 });
  emitChanges(tx, before, after, together);
  const reason = supersededBy(before, after);
  if (reason !== null) await supersedeAutoReplies(tx, { conversationId: after.id, reason });
  if (after.status !== 'spam' || before.status === 'spam') return after;
  const { id } = after;
  const stoppedCount = await stopReplies(tx, { conversationId: id, reason: 'conversation_spam' });
  return stoppedCount === 0 ? after : ((await findConversation(tx, { id })) ?? after);
};

/** What was written for another folder, or for work that has ended. */
const supersededBy = (before: ConversationRow, after: ConversationRow): SupersedeReason | null => {
  if (after.folder_id !== before.folder_id) return 'folder_changed';
  return after.status === before.status ? null : 'status_changed';
};

/** Work on it has ended. */
const isEnded = (status: ConversationStatus): boolean =>
  status === 'resolu' || status === 'archive';

const changesOf = async (
  tx: Transaction,
  before: ConversationRow,
  asked: AskedChange,
  now: Date,
): Promise<ConversationChanges> => ({
  ...(asked.status === undefined ? {} : await statusChanges(tx, before, asked.status, now)),
  ...(asked.folder_id === undefined ? {} : { folder_id: asked.folder_id, is_folder_manual: true }),
  ...(asked.assigned_to === undefined ? {} : { assigned_to: asked.assigned_to }),
  ...(asked.priority === undefined ? {} : { priority: asked.priority }),
  ...(asked.subject === undefined ? {} : { subject: asked.subject }),
  ...(asked.snoozed_until === undefined ? {} : { snoozed_until: asked.snoozed_until }),
});

/** Spam remembers the status before it. What ends, or is spam, is not snoozed any more. */
export const statusChanges = async (
  tx: Transaction,
  before: ConversationRow,
  status: ConversationStatus,
  now: Date,
): Promise<ConversationChanges> => {
  if (status === before.status) return {};
  if (status === 'spam') {
    return { status, status_before_spam: before.status, snoozed_until: null };
  }
  const common = { status, status_before_spam: null };
  if (!isEnded(status)) return { ...common, ...NO_RESOLUTION };
  const times = before.resolved_at === null ? await resolutionTimes(tx, before, now) : {};
  return { ...common, ...times, snoozed_until: null };
};

const isDifferent = (before: ConversationRow, changes: ConversationChanges): boolean =>
  Object.entries(changes).some(
    ([name, value]) =>
      JSON.stringify(value) !== JSON.stringify(before[name as keyof ConversationRow]),
  );

/** One fact for each kind of change. */
const emitChanges = (
  tx: Transaction,
  before: ConversationRow,
  after: ConversationRow,
  { assignedCount, statusCount }: Together,
): void => {
  const about = aboutConversation(after);
  if (after.status !== before.status) emitStatus(tx, before, after, statusCount);
  if (after.assigned_to !== before.assigned_to) emitAssigned(tx, before, after, assignedCount);
  if (
    after.folder_id !== before.folder_id ||
    (after.is_folder_manual && !before.is_folder_manual)
  ) {
    insertFolderDecision(tx, { conversationId: after.id, folderId: after.folder_id });
  }
  const [old, fresh] = [fieldsOf(before), fieldsOf(after)];
  if (JSON.stringify(old) !== JSON.stringify(fresh)) {
    tx.emit(conversationUpdated, { ...about, before: old, after: fresh });
  }
  if (after.snoozed_until?.getTime() === before.snoozed_until?.getTime()) return;
  tx.emit(conversationSnoozed, {
    ...about,
    before: { snoozed_until: before.snoozed_until?.toISOString() ?? null },
    after: { snoozed_until: after.snoozed_until?.toISOString() ?? null },
  });
  if (after.snoozed_until !== null) {
    tx.command(conversationCommand(tx.actor.companyId, after.id));
  }
};

const fieldsOf = (row: ConversationRow) => ({
  subject: row.subject,
  priority: row.priority,
  folder_id: row.folder_id,
  is_folder_manual: row.is_folder_manual,
});

const emitAssigned = (
  tx: Transaction,
  before: ConversationRow,
  after: ConversationRow,
  count: number,
): void => {
  tx.emit(conversationAssigned, {
    ...aboutConversation(after),
    data: { ...conversationState(after), previous_assigned_to: before.assigned_to },
    before: { assigned_to: before.assigned_to },
    after: { assigned_to: after.assigned_to },
    ...(count === 0 ? {} : notifyOthers(tx, [after.assigned_to], { ...subjectOf(after), count })),
  });
  // Who saw it as its assignee, and may not see it now, learns that it is gone.
  tx.emit(conversationMoved, { subjectId: after.id, audience: audienceOf(before) });
};
