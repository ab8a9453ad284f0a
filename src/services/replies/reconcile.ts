import { isSendingOpen } from '../../domain/replies/statuses.ts';
import { replyWorkflowId } from '../../ids.ts';
import { listQuietReplies } from '../../queries/replies/messages.ts';
import type { Reconciliation } from '../shared/reconciliation.ts';
import { hastenReplyRun, startReplyRun } from './run.ts';
import { lockOutgoing } from './settle.ts';

/**
 * Starts a lost run again: the rows say what it has to do, so one more run is never one more mail. A run that
 * Temporal ended is followed by another one; the message is given up after two days, by its own rule.
 */
export const replyReconciliation: Reconciliation = {
  listQuiet: async (database, input) =>
    (await listQuietReplies(database, input)).map((row) => ({
      companyId: row.company_id,
      id: row.message_uuid,
      workflowId: replyWorkflowId(row.message_uuid),
    })),
  reconcile: async (tx, { id: uuid }, { state }) => {
    const row = await lockOutgoing(tx, { uuid });
    if (row === undefined || !isSendingOpen(row.status)) return false;
    if (state === 'missing') startReplyRun(tx, row);
    else hastenReplyRun(tx, row);
    return true;
  },
};
