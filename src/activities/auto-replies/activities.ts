import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { inCompany } from '../../platform/database.ts';
import type { RunPromptDeps } from '../../services/ai/run-prompt.ts';
import { settleAutoReply } from '../../services/auto-replies/settle.ts';
import { storeDraft } from '../../services/auto-replies/store.ts';
import { transactFor } from '../shared/mails.ts';
import type { DraftOutcome } from '../../services/auto-replies/draft/write.ts';
import { attemptOf, withHeartbeats } from '../shared/heartbeat.ts';
import type { AutoReplyDecision, AutoReplyInput, AutoReplyLook } from './contract.ts';
import { judgeSignalled } from './signalled.ts';
import { loadDraftContext, modelWriter, type DraftWriter } from './write.ts';

/** Automatic replies (ADR 0027). */

export type AutoReplyActivityDeps = RunPromptDeps & Pick<Deps, 'log'>;

/** They take half an hour. */
const WRITE_ATTEMPT_COUNT_MAX = 12;

/** `write`: that of a test. */
export const createAutoReplyActivities = (
  deps: AutoReplyActivityDeps,
  write: DraftWriter = modelWriter(deps),
) => ({
  /**
   * Does what is due for a draft. Out: whether it is to be written, or the time until something is due, or how it
   * ended. Errors: `version_conflict` (retryable). Twice: what was done is not due any more.
   */
  async lookAtAutoReply(input: AutoReplyInput): Promise<AutoReplyLook> {
    const now = deps.clock.now();
    const look = await transactFor(deps)(input, (tx) =>
      settleAutoReply(tx, { id: input.autoReplyId, now }),
    );
    return look.kind === 'wait'
      ? { kind: 'wait', waitMs: Math.max(0, look.until.getTime() - now.getTime()) }
      : look;
  },

  /**
   * Has the next version written, and stores it; sends it if it may be sent without a person. Errors: those of the
   * model that may pass (retryable), `version_conflict`. Twice: the model is asked again, and what comes second finds
   * that the version has moved on.
   */
  async writeAutoReply(input: AutoReplyInput): Promise<void> {
    const context = await transactFor(deps)(input, (tx) => loadDraftContext(tx, input.autoReplyId));
    if (context === undefined) return;
    // Whatever fails each time, also what is stored: no attempt is the last one by itself, and each may cost a call.
    const outcome: DraftOutcome =
      attemptOf() > WRITE_ATTEMPT_COUNT_MAX
        ? { kind: 'failed', reason: 'unavailable' }
        : await withHeartbeats(() => write(input.companyId, context));
    await transactFor(deps)(input, (tx) =>
      storeDraft(deps, tx, { id: input.autoReplyId, version: context.version, outcome }),
    );
  },

  /**
   * Judges a decision that an operator signalled to the run, as the person it names. Out: what became of it. Twice: as
   * a second click.
   */
  async decideAutoReply(
    input: AutoReplyInput & { decision: AutoReplyDecision },
  ): Promise<{ outcome: string }> {
    const { companyId, autoReplyId, decision } = input;
    try {
      await inCompany(
        deps.database,
        { companyId, userId: decision.userId },
        (tx) => judgeSignalled(deps, tx, { id: autoReplyId, decision }),
        deps.announce,
      );
      return { outcome: 'carried out' };
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'version_conflict') throw error;
      const { details } = error;
      const reason = details !== undefined && 'reason' in details ? details.reason : error.code;
      return { outcome: `refused: ${String(reason)}` };
    }
  },
});

export type AutoReplyActivities = ReturnType<typeof createAutoReplyActivities>;
