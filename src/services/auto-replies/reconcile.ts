import { isOpen } from '../../domain/auto-replies/statuses.ts';
import { autoReplyWorkflowId } from '../../ids.ts';
import { listQuietAutoReplies } from '../../queries/auto-replies/records.ts';
import type { Reconciliation } from '../shared/reconciliation.ts';
import { lockAutoReply } from './lock.ts';
import { wakeAutoReplyRun } from './run.ts';

/** Starts the lost run of an open draft again: the row says what it has to do. */
export const autoReplyReconciliation: Reconciliation = {
  listQuiet: async (database, input) =>
    (await listQuietAutoReplies(database, input)).map((row) => ({
      companyId: row.company_id,
      id: row.auto_reply_id,
      workflowId: autoReplyWorkflowId(row.auto_reply_id),
    })),
  reconcile: async (tx, { id }) => {
    const locked = await lockAutoReply(tx, id);
    if (locked === undefined || !isOpen(locked.row.status)) return false;
    wakeAutoReplyRun(tx, locked.row);
    return true;
  },
};
