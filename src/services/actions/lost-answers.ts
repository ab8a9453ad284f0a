import { z } from 'zod';
import {
  SETTLED_STATUSES,
  type ActionOutcome,
  type SettledStatus,
} from '../../domain/actions/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ActionRow } from '../../queries/actions/records.ts';
import { settleAction } from './settle.ts';

/** Settles an action without an answer of n8n, or whose answer the database lost (ADR 0013, ADR 0018). */

const RunResult = z.object({ status: z.enum(SETTLED_STATUSES) });

/** Only a missed deadline ends as expired, and only a cancel as cancelled. */
const CODES = {
  succeeded: 'restored',
  failed: 'restored',
  expired: 'deadline_missed',
  cancelled: 'cancelled',
} as const satisfies Record<SettledStatus, ActionOutcome['code']>;

/** The outcome that a run returned. Undefined: it returned none. */
export const outcomeOfRun = (result: unknown): ActionOutcome | undefined => {
  const { data } = RunResult.safeParse(result);
  return data && { status: data.status, code: CODES[data.status] };
};

/** The caller holds the lock of the action's row. `isRunning`: its run is told, so that it ends. */
export const settleWithoutAnswer = (
  tx: Transaction,
  action: ActionRow,
  outcome: ActionOutcome,
  settledAt: Date,
  { isRunning }: { isRunning: boolean } = { isRunning: false },
): Promise<void> =>
  settleAction(tx, action, {
    ...outcome,
    message: '',
    statutDossier: null,
    isLate: false,
    isSimulated: false,
    settledAt,
    isKnownToWorkflow: !isRunning,
  });
