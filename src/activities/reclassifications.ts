import type { Deps } from '../deps.ts';
import {
  isReclassificationOpen,
  type ReclassificationStatus,
} from '../domain/reclassifications/statuses.ts';
import { inCompany, type Committed, type Transaction } from '../platform/database.ts';
import {
  findReclassification,
  type ReclassificationRow,
} from '../queries/reclassifications/records.ts';
import { endReclassification } from '../services/reclassifications/facts.ts';
import { reclassifyPage } from '../services/reclassifications/page.ts';

/** Applying the rules of folders to conversations that are there already. */

export interface ReclassificationInput {
  companyId: number;
  reclassificationId: string;
}

/** `status` is final unless `isDone` is false. */
export interface ReclassificationResult {
  status: ReclassificationStatus | 'gone';
  isDone: boolean;
  doneCount: number;
  totalCount: number;
}

type ReclassificationDeps = Pick<Deps, 'database'> & { announce: (committed: Committed) => void };

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
    for (let page = 0; page < CALL_PAGE_COUNT_MAX && !result.isDone; page += 1) {
      await work(deps, input, (tx) => reclassifyPage(tx, input.reclassificationId));
      result = resultOf(await find(deps, input));
    }
    return result;
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
  doneCount: row?.done_count ?? 0,
  totalCount: row?.total_count ?? 0,
});
