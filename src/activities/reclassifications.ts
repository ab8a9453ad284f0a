import { classifyPrompt } from '../domain/ai/prompts/classify.ts';
import {
  AI_PART_OUTCOMES,
  isReclassificationOpen,
  type ReclassificationStatus,
} from '../domain/reclassifications/statuses.ts';
import { inCompany, type Transaction } from '../platform/database.ts';
import {
  findReclassification,
  type ReclassificationRow,
} from '../queries/reclassifications/records.ts';
import type { RunPromptDeps } from '../services/ai/run-prompt.ts';
import { filingOf } from '../services/inbox-folders/ask-model.ts';
import {
  asksModel,
  endAiPart,
  findNextAsked,
  recordAsked,
} from '../services/reclassifications/ask.ts';
import { endReclassification } from '../services/reclassifications/facts.ts';
import { reclassifyPage } from '../services/reclassifications/page.ts';
import { callModel } from './ai/call-model.ts';
import { attemptOf, withHeartbeats } from './shared/heartbeat.ts';

/** Applying the rules of folders to conversations that are there already. */

export interface ReclassificationInput {
  companyId: number;
  reclassificationId: string;
}

/** `status` is final unless `isDone` is false. `asksModel`: the rules are done, and the language model is next. */
export interface ReclassificationResult {
  status: ReclassificationStatus | 'gone';
  isDone: boolean;
  asksModel?: boolean;
  doneCount: number;
  totalCount: number;
}

type ReclassificationDeps = RunPromptDeps;

/** Conversations of one call, and how long it begins new ones: the last one may take two minutes. */
const CALL_ASKED_COUNT_MAX = 20;
const CALL_TIME_MAX_MS = 60_000;
/** A failure that may pass is tried again so often; then the run ends without asking about the others. */
const ATTEMPT_COUNT_MAX = 4;

/** Pages of one call: so a call is short, and few calls are needed. */
const CALL_PAGE_COUNT_MAX = 25;

export const createReclassificationActivities = (deps: ReclassificationDeps) => ({
  /**
   * Reclassifies the next conversations, at most 5,000, in transactions of 200. Out: how far it is.
   * Twice: continues after the pages that were committed. Key: `last_conversation_id`, which moves in the
   * transaction of its page.
   */
  async reclassifyConversations(input: ReclassificationInput): Promise<ReclassificationResult> {
    let result = resultOf(await find(deps, input));
    for (let page = 0; page < CALL_PAGE_COUNT_MAX && hasPages(result); page += 1) {
      await work(deps, input, (tx) => reclassifyPage(tx, input.reclassificationId));
      result = resultOf(await find(deps, input));
    }
    return result;
  },

  /**
   * Asks the language model about the next conversations that no rule took, one after the other, and records each
   * answer. Ends the run after the last one, or if the model can't be asked any more. Out: how far it is. Errors:
   * those of the model that may pass (retryable), a few times.
   * Twice: continues after the conversations that were recorded. Key: `ai_last_conversation_id`.
   */
  async reclassifyByModel(input: ReclassificationInput): Promise<ReclassificationResult> {
    await withHeartbeats(() => askWhileTime(deps, input));
    return resultOf(await find(deps, input));
  },

  /** Ends the row of a run that can't go on. Twice: one that has ended stays as it is. */
  async failReclassification(input: ReclassificationInput): Promise<ReclassificationResult> {
    await work(deps, input, async (tx) => {
      const row = await findReclassification(tx, {
        id: input.reclassificationId,
        isLocked: true,
      });
      if (row && isReclassificationOpen(row.status)) await endReclassification(tx, row, 'failed');
    });
    return resultOf(await find(deps, input));
  },
});

export type ReclassificationActivities = ReturnType<typeof createReclassificationActivities>;

const hasPages = ({ isDone, asksModel: isAsking }: ReclassificationResult): boolean =>
  !isDone && isAsking !== true;

const askWhileTime = async (
  deps: ReclassificationDeps,
  input: ReclassificationInput,
): Promise<void> => {
  const { reclassificationId: id } = input;
  if (attemptOf() > ATTEMPT_COUNT_MAX) {
    // The process died in all attempts before.
    return work(deps, input, (tx) => endAiPart(tx, { id, outcome: 'unavailable' }));
  }
  const until = performance.now() + CALL_TIME_MAX_MS;
  for (let asked = 0; asked < CALL_ASKED_COUNT_MAX && performance.now() < until; asked += 1) {
    if (!(await askNext(deps, input))) return;
  }
};

/** Out: false if the run has ended. */
const askNext = async (
  deps: ReclassificationDeps,
  input: ReclassificationInput,
): Promise<boolean> => {
  const { companyId, reclassificationId: id } = input;
  const asking = await work(deps, input, (tx) => findNextAsked(tx, id));
  if (asking === undefined) return false;
  const result = await callModel(deps, {
    companyId,
    prompt: classifyPrompt,
    input: asking.input,
    subject: { kind: 'conversation', id: String(asking.conversationId) },
    inputRefs: asking.inputRefs,
    isOverdue: attemptOf() >= ATTEMPT_COUNT_MAX,
  });
  const outcome = AI_PART_OUTCOMES.find((one) => one === result.outcome);
  if (outcome !== undefined) {
    await work(deps, input, (tx) => endAiPart(tx, { id, outcome }));
    return false;
  }
  const filing = filingOf(asking, result);
  await work(deps, input, (tx) => recordAsked(tx, { id, asking, filing }));
  return true;
};

const work = <T>(
  { database, announce }: ReclassificationDeps,
  { companyId }: ReclassificationInput,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> => inCompany(database, { companyId, userId: null }, run, announce);

const find = (
  deps: ReclassificationDeps,
  input: ReclassificationInput,
): Promise<ReclassificationRow | undefined> =>
  work(deps, input, (tx) => findReclassification(tx, { id: input.reclassificationId }));

const resultOf = (row: ReclassificationRow | undefined): ReclassificationResult => ({
  status: row?.status ?? 'gone',
  isDone: row === undefined || !isReclassificationOpen(row.status),
  ...(row !== undefined && asksModel(row) && { asksModel: true }),
  doneCount: row?.done_count ?? 0,
  totalCount: row?.total_count ?? 0,
});
