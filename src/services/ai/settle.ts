import { costOf, type TokenPrices } from '../../domain/ai/budget.ts';
import { aiRunEnded } from '../../domain/ai/events.ts';
import type { AiErrorCode, AiOutcome } from '../../domain/ai/outcomes.ts';
import type { ModelAnswer, ReportedUsage } from '../../platform/ai/contract.ts';
import type { Transaction } from '../../platform/database.ts';
import { endAiRun } from '../../queries/ai/runs.ts';
import type { Reserved } from './reserve.ts';

/** What happens after a call: its row ends, and what it used replaces what it reserved. */

interface SettleInput {
  outcome: AiOutcome;
  errorCode: AiErrorCode | null;
  /** The output, or what could not be used. */
  shown: object | null;
  answer: ModelAnswer;
  latencyMs: number;
}

/** Twice: the first stays. */
export const settleCall = async (
  tx: Transaction,
  { runId, reservedTokens, prices }: Pick<Reserved, 'runId' | 'reservedTokens' | 'prices'>,
  { outcome, errorCode, shown, answer, latencyMs }: SettleInput,
): Promise<void> => {
  const usage = usageOf(answer);
  await endAiRun(tx, {
    id: runId,
    outcome,
    errorCode,
    output: shown,
    usage,
    usedTokens: usedTokens(answer, usage, reservedTokens),
    cost: usage && prices && priced(usage, prices),
    latencyMs,
  });
  tx.emit(aiRunEnded, { subjectId: runId });
};

export const usageOf = (answer: ModelAnswer): ReportedUsage =>
  'usage' in answer ? answer.usage : null;

/** After a timeout the server may have done all of it. Without a report, the most it can be. */
const usedTokens = (answer: ModelAnswer, usage: ReportedUsage, reservedTokens: number): number => {
  if (usage !== null) return usage.inputTokens + usage.outputTokens;
  return 'usage' in answer || answer.outcome === 'timeout' ? reservedTokens : 0;
};

const priced = (usage: NonNullable<ReportedUsage>, prices: TokenPrices) => ({
  amount: costOf(usage, prices),
  currency: prices.currency,
});
