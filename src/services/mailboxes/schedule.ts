import { mailboxSyncWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';

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

const subjectOf = (mailboxId: number): string => `mailbox/${mailboxId}`;
