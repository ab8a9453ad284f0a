import { remindersWorkflowId } from '../../ids.ts';
import { insertClock, listQuietReminders } from '../../queries/reminders.ts';
import type { Reconciliation } from '../shared/reconciliation.ts';
import { wakeReminders } from './run.ts';

/** Starts the run of a company again, or its first one: its cases may be older than reminders. */
export const remindersReconciliation: Reconciliation = {
  listQuiet: async (database, input) =>
    (await listQuietReminders(database, input)).map((row) => ({
      companyId: row.company_id,
      id: String(row.company_id),
      workflowId: remindersWorkflowId(row.company_id),
    })),
  reconcile: async (tx) => {
    await insertClock(tx);
    wakeReminders(tx);
    return true;
  },
};
