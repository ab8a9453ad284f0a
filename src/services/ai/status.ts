import { budgetDay } from '../../domain/ai/budget.ts';
import type { Deps } from '../../deps.ts';
import type { Transaction } from '../../platform/database.ts';
import { countTokens } from '../../queries/ai/budget.ts';
import { findAccess, type AiConfig } from './access.ts';

/** Which model a company has, and what is left of today's budget. */

export interface AiStatus {
  status: 'ready' | 'ai_not_configured';
  source: 'company' | 'installation' | null;
  model: string | null;
  isDemo: boolean;
  day: string;
  tokenCount: number;
  tokenMax: number;
}

export const readAiStatus = async (
  deps: Pick<Deps, 'encryptionKeys' | 'clock'> & { config: AiConfig },
  tx: Transaction,
): Promise<AiStatus> => {
  const { access, dailyTokenMax } = await findAccess(deps, tx);
  const day = budgetDay(deps.clock.now());
  return {
    status: access === undefined ? 'ai_not_configured' : 'ready',
    source: access?.source ?? null,
    model: access?.model ?? null,
    isDemo: access?.isDemo ?? false,
    day,
    tokenCount: await countTokens(tx, day),
    tokenMax: dailyTokenMax,
  };
};
