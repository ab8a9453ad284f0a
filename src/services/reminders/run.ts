import { remindersWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import { hasClock, insertClock } from '../../queries/reminders.ts';

/**
 * Has the run of the company look now; starts it if there is none. Twice: a run reads the rows, and does what is
 * due once.
 */
export const wakeReminders = (tx: Transaction): void =>
  tx.command({
    workflowId: remindersWorkflowId(tx.actor.companyId),
    operation: 'signal_with_start',
    name: 'remindersWorkflow',
    input: { companyId: tx.actor.companyId },
    signal: { name: 'remindersChanged', input: {} },
    subject: `company/${tx.actor.companyId}`,
  });

/** The first of a company that needs reminders. Its run never ends, so the others find it. */
export const startReminders = async (tx: Transaction): Promise<void> => {
  if (await insertClock(tx)) wakeReminders(tx);
};

/** The time zone changed: the instants of its days are others. */
export const moveReminders = async (tx: Transaction): Promise<void> => {
  if (await hasClock(tx)) wakeReminders(tx);
};
