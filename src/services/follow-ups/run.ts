import type { Transaction } from '../../platform/database.ts';
import { followUpWorkflowId } from '../../ids.ts';

/**
 * Tells the run of a follow-up that its row changed; starts it if there is none, or it has ended. Twice: a run
 * reads the row, and ends if nothing waits.
 */
export const wakeFollowUpRun = (tx: Transaction, id: number): void =>
  tx.command({
    workflowId: followUpWorkflowId(id),
    operation: 'signal_with_start',
    name: 'followUpWorkflow',
    input: { companyId: tx.actor.companyId, followUpId: id },
    signal: { name: 'followUpChanged', input: {} },
    subject: `follow_up/${id}`,
  });
