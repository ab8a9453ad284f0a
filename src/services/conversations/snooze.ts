import { conversationWoken } from '../../domain/conversations/events.ts';
import { conversationWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveConversation } from '../../queries/conversations/changes.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import { listQuietConversations } from '../../queries/conversations/quiet.ts';
import { hasCommand } from '../../queries/shared/commands.ts';
import type { Reconciliation } from '../shared/reconciliation.ts';
import { conversationCommand } from './commands.ts';
import { aboutConversation, notifyOthers, subjectOf } from './facts.ts';

/**
 * Shows a conversation again whose time has come, as unread, and tells its assignee. Out: when it is due; null
 * if it is not snoozed. Twice: it is not snoozed any more.
 */
export const wakeConversation = async (
  tx: Transaction,
  { conversationId, now }: { conversationId: number; now: Date },
): Promise<Date | null> => {
  const before = await findConversation(tx, { id: conversationId, isLocked: true });
  const dueAt = before?.snoozed_until ?? null;
  if (!before || dueAt === null || dueAt > now) return dueAt;
  const after = await saveConversation(tx, before, {
    snoozed_until: null,
    is_unread: true,
    version: before.version + 1,
  });
  tx.emit(conversationWoken, {
    ...aboutConversation(after),
    before: { snoozed_until: dueAt.toISOString() },
    after: { snoozed_until: null },
    ...notifyOthers(tx, [after.assigned_to], subjectOf(after)),
  });
  return null;
};

/** Starts a lost run of a snoozed conversation again. */
export const conversationReconciliation: Reconciliation = {
  listQuiet: async (database, input) =>
    (await listQuietConversations(database, input)).map((row) => ({
      companyId: row.company_id,
      id: String(row.conversation_id),
      workflowId: conversationWorkflowId(row.conversation_id),
    })),
  reconcile: async (tx, { companyId, id, workflowId }) => {
    const row = await findConversation(tx, { id: Number(id), isLocked: true });
    if (!row || (row.snoozed_until === null && row.answer_due_at === null)) return false;
    if (await hasCommand(tx, { workflowId, operation: 'signal_with_start' })) return false;
    tx.command(conversationCommand(companyId, row.id));
    return true;
  },
};
