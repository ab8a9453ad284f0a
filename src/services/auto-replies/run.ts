import { autoReplyWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';

/**
 * Tells the run of a draft that its row changed; starts one if there is none, or it has ended. Twice: a run reads the
 * row, and ends if nothing is open.
 */
export const wakeAutoReplyRun = (
  tx: Transaction,
  { id, conversation_id: conversationId }: { id: string; conversation_id: number },
): void =>
  tx.command({
    workflowId: autoReplyWorkflowId(id),
    operation: 'signal_with_start',
    name: 'autoReplyWorkflow',
    input: { companyId: tx.actor.companyId, autoReplyId: id },
    signal: { name: 'autoReplyChanged', input: {} },
    subject: `conversation/${conversationId}`,
  });
