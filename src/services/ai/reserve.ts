import { v7 as uuidv7 } from 'uuid';
import { budgetDay, tokensAtMost, type TokenPrices } from '../../domain/ai/budget.ts';
import { maskData, type JsonObject, type SecretKind } from '../../domain/ai/masking.ts';
import type { AiErrorCode } from '../../domain/ai/outcomes.ts';
import { isOverSenderBudget } from '../../domain/ai/sender-budget.ts';
import { systemMessage, type Prompt } from '../../domain/ai/prompts/prompt.ts';
import type { Deps } from '../../deps.ts';
import type { ModelMessage, ModelServer } from '../../platform/ai/contract.ts';
import type { Transaction } from '../../platform/database.ts';
import { countTokens, reserveTokens } from '../../queries/ai/budget.ts';
import { findSenderUsage } from '../../queries/ai/sender-usage.ts';
import { insertAiRun, type RecordRef } from '../../queries/ai/runs.ts';
import { boundDomainOf } from '../messages/strangers.ts';
import { findAccess, type AiConfig, type ModelAccess } from './access.ts';

/** What happens before a call, in one transaction: what is sent is masked, and its tokens are reserved. */

export interface CallSubject {
  /** The record that the call is about. */
  subject: RecordRef | null;
  /** The records whose text is sent. */
  inputRefs: readonly RecordRef[];
  /** Whose mail it is about, if no person asked for the call: it has a part of the budget only. */
  sender: string | null;
}

/** What the model wrote before, and why it was refused. */
export interface Refused {
  raw: string;
  fault: string;
}

export interface Reserved {
  outcome: 'reserved';
  runId: string;
  reservedTokens: number;
  server: ModelServer;
  isDemo: boolean;
  messages: ModelMessage[];
  prices: TokenPrices | null;
  maskedKinds: SecretKind[];
}

export type Reservation =
  | Reserved
  | { outcome: 'ai_not_configured' }
  | {
      outcome: 'over_budget' | 'blocked_secrets' | 'refused';
      errorCode: AiErrorCode | null;
      runId: string;
      isDemo: boolean;
      maskedKinds: SecretKind[];
    };

interface ReserveInput extends CallSubject {
  prompt: Prompt<never, unknown>;
  schema: Record<string, unknown>;
  data: JsonObject;
  refused: Refused | undefined;
}

/** Errors: `unavailable` if the company's key can't be decrypted. */
export const reserveCall = async (
  deps: Pick<Deps, 'encryptionKeys' | 'clock'> & { config: AiConfig },
  tx: Transaction,
  input: ReserveInput,
): Promise<Reservation> => {
  const { settings, access, dailyTokenMax } = await findAccess(deps, tx);
  if (access === undefined) return { outcome: 'ai_not_configured' };
  const { prompt } = input;
  const day = budgetDay(deps.clock.now());
  const fail = failing(tx, access, input, day);
  if (JSON.stringify(input.data).length > prompt.inputCharacterMax) {
    return fail('refused', 'input_too_long', []);
  }
  const masked =
    settings.secretsPolicy === 'off' ? { value: input.data, kinds: [] } : maskData(input.data);
  if (settings.secretsPolicy === 'block' && masked.kinds.length > 0) {
    return fail('blocked_secrets', null, masked.kinds);
  }
  const server = access.openServer();
  const messages = messagesOf(prompt, masked.value, input.refused);
  const count = tokensAtMost(
    [...messages.map(({ content }) => content), JSON.stringify(input.schema)],
    prompt.outputTokenMax,
  );
  const { sender } = input;
  if (sender !== null && (await isSenderOver(deps, tx, { sender, day, count, dailyTokenMax }))) {
    return fail('over_budget', 'sender_limit', masked.kinds);
  }
  if (!(await reserveTokens(tx, { day, count, max: dailyTokenMax }))) {
    return fail('over_budget', null, masked.kinds);
  }
  const runId = uuidv7();
  await insertAiRun(tx, {
    ...runOf(access, input, day),
    id: runId,
    reservedTokens: count,
    outcome: 'running',
    errorCode: null,
  });
  return {
    outcome: 'reserved',
    runId,
    reservedTokens: count,
    server,
    isDemo: access.isDemo,
    messages,
    prices: settings.prices,
    maskedKinds: masked.kinds,
  };
};

/** False if the company has no tokens left either: then that is the reason. */
const isSenderOver = async (
  { clock }: Pick<Deps, 'clock'>,
  tx: Transaction,
  input: { sender: string; day: string; count: number; dailyTokenMax: number },
): Promise<boolean> => {
  const { sender: address, day, count, dailyTokenMax } = input;
  if ((await countTokens(tx, day)) + count > dailyTokenMax) return false;
  const domain = await boundDomainOf(tx, address);
  const usage = await findSenderUsage(tx, { address, domain, now: clock.now() });
  return isOverSenderBudget(usage, dailyTokenMax);
};

/** A call that is not made has a row too: owners see why. */
const failing =
  (tx: Transaction, access: ModelAccess, input: ReserveInput, day: string) =>
  async (
    outcome: 'over_budget' | 'blocked_secrets' | 'refused',
    errorCode: AiErrorCode | null,
    maskedKinds: SecretKind[],
  ): Promise<Reservation> => {
    const id = uuidv7();
    const run = runOf(access, input, day);
    await insertAiRun(tx, { ...run, id, reservedTokens: 0, outcome, errorCode });
    return { outcome, errorCode, runId: id, isDemo: access.isDemo, maskedKinds };
  };

const runOf = (
  { model, isDemo }: ModelAccess,
  { prompt: { purpose, version }, subject, inputRefs }: ReserveInput,
  day: string,
) => ({ purpose, promptVersion: version, model, isDemo, subject, inputRefs, day });

const messagesOf = (
  prompt: Prompt<never, unknown>,
  data: JsonObject,
  refused: Refused | undefined,
): ModelMessage[] => [
  { role: 'system', content: systemMessage(prompt) },
  { role: 'user', content: JSON.stringify(data) },
  ...(refused === undefined
    ? []
    : [
        { role: 'assistant' as const, content: refused.raw },
        {
          role: 'user' as const,
          content: JSON.stringify({ refused_because: refused.fault, answer_again: true }),
        },
      ]),
];
