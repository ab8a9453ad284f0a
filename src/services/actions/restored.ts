import { isSettled, type ActionOutcome } from '../../domain/actions/statuses.ts';
import { actionWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import type { RunState } from '../../platform/temporal.ts';
import { findClaim } from '../../queries/actions/claims.ts';
import { lockAction, type ActionRow } from '../../queries/actions/records.ts';
import { hasCommand } from '../../queries/shared/commands.ts';
import { outcomeOfRun, settleWithoutAnswer } from './lost-answers.ts';

/**
 * What becomes of an open action of a restored database (ADR 0018).
 * `settled`: its run in Temporal knows how it ended.
 * `waiting`: n8n has it and its run waits for the answer.
 * `unsent`: it was never sent, so it will be.
 * `in_doubt`: it may have been sent after the dump. It fails, and a person decides.
 */
export type RestoredFate = 'settled' | 'waiting' | 'unsent' | 'in_doubt';

export interface RestoredAction {
  id: string;
  round: number;
}

interface ResolveInput {
  run: RunState;
  /** Temporal has every run since the dump: a run that it does not know was never started. */
  isTemporalKept: boolean;
  isDryRun: boolean;
  now: Date;
}

const IN_DOUBT: ActionOutcome = { status: 'failed', code: 'in_doubt' };

/**
 * Decides about one open action, while no worker runs. Null: it has settled meanwhile.
 * Twice: a settled action is not changed, the others stay as they are.
 */
export const resolveRestoredAction = async (
  tx: Transaction,
  { id, round }: RestoredAction,
  { run, isTemporalKept, isDryRun, now }: ResolveInput,
): Promise<RestoredFate | null> => {
  const action = await lockAction(tx, id);
  if (!action || action.round !== round || isSettled(action.status)) return null;
  const outcome = run.state === 'ended' ? outcomeOfRun(run.result) : undefined;
  const fate =
    outcome === undefined ? await fateWithoutOutcome(tx, action, run, isTemporalKept) : 'settled';
  if (isDryRun || fate === 'waiting' || fate === 'unsent') return fate;
  await settleWithoutAnswer(tx, action, outcome ?? IN_DOUBT, now, {
    isRunning: run.state === 'running',
  });
  return fate;
};

const fateWithoutOutcome = async (
  tx: Transaction,
  action: ActionRow,
  { state }: RunState,
  isTemporalKept: boolean,
): Promise<RestoredFate> => {
  if (state === 'running') return (await hasReachedN8n(tx, action)) ? 'waiting' : 'in_doubt';
  if (state === 'ended' || !isTemporalKept) return 'in_doubt';
  const workflowId = actionWorkflowId(action.id, action.round);
  return (await hasCommand(tx, { workflowId, operation: 'start' })) ? 'unsent' : 'in_doubt';
};

/** The run of such an action sends nothing more. */
const hasReachedN8n = async (tx: Transaction, action: ActionRow): Promise<boolean> =>
  action.status === 'awaiting_callback' ||
  (action.status === 'dispatching' &&
    (await findClaim(tx, { actionId: action.id, round: action.round })) !== undefined);
