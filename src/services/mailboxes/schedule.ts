import { mailboxSyncWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ScheduleState } from '../../platform/temporal.ts';
import { lockScheduled } from '../../queries/mailboxes/health.ts';

/** The schedule of a mailbox in Temporal: a cycle every minute. */

const INTERVAL_SECONDS = 60;
const JITTER_SECONDS = 5;

/** Creates it, pauses it or resumes it. Twice: it is as wanted already. */
export const putSchedule = (
  { command, actor }: Transaction,
  { mailboxId, isPaused }: { mailboxId: number; isPaused: boolean },
): void =>
  command({
    operation: 'schedule_put',
    workflowId: mailboxSyncWorkflowId(mailboxId),
    name: 'emailSyncWorkflow',
    input: { companyId: actor.companyId, mailboxId },
    schedule: {
      intervalSeconds: INTERVAL_SECONDS,
      offsetSeconds: mailboxId % INTERVAL_SECONDS,
      jitterSeconds: JITTER_SECONDS,
      isPaused,
    },
    subject: subjectOf(mailboxId),
  });

/** Twice: it is gone already. */
export const removeSchedule = ({ command }: Transaction, mailboxId: number): void =>
  command({
    operation: 'schedule_delete',
    workflowId: mailboxSyncWorkflowId(mailboxId),
    subject: subjectOf(mailboxId),
  });

/**
 * Writes the command that makes the schedule as its mailbox wants it. Out: false if it is so already.
 * Twice: the command sets a state that is already set.
 */
export const repairSchedule = async (
  tx: Transaction,
  mailboxId: number,
  found: ScheduleState,
): Promise<boolean> => {
  const wanted = await lockScheduled(tx, mailboxId);
  if (wanted?.isWanted !== true) {
    if (found === 'missing') return false;
    removeSchedule(tx, mailboxId);
    return true;
  }
  if (found === (wanted.isPaused ? 'paused' : 'running')) return false;
  putSchedule(tx, { mailboxId, isPaused: wanted.isPaused });
  return true;
};

const subjectOf = (mailboxId: number): string => `mailbox/${mailboxId}`;
