import { v7 as uuidv7 } from 'uuid';
import { mailboxTouched } from '../../domain/mailboxes/events.ts';
import {
  inCompany,
  type Committed,
  type Database,
  type Transaction,
} from '../../platform/database.ts';
import { countCycle, insertCycle } from '../../queries/mailboxes/cycles.ts';

/** The row of the cycle that runs, and its progress. A cycle that finds nothing gets no row. */

export interface CycleKeeper {
  /** Null: it has no row yet. */
  id: () => string | null;
  /** Makes the row if there is none. Out: its id. */
  ensure: () => Promise<string>;
  ensureIn: (tx: Transaction) => Promise<string>;
  /** Messages that are found and have no outcome yet; negative: fewer than it seemed. */
  expect: (count: number) => void;
  /** Messages were stored. Shows it, at most once a second. */
  progress: () => Promise<void>;
  /** Whether messages were stored. */
  hasProgress: () => boolean;
  /** Counts what became of the messages. */
  count: (tx: Transaction) => Promise<void>;
}

interface KeeperInput {
  database: Database;
  announce: (committed: Committed) => void;
  companyId: number;
  mailboxId: number;
  /** Null: a scheduled one. */
  openId: string | null;
}

const PROGRESS_MS = 1_000;

export const keepCycle = ({
  database,
  announce,
  companyId,
  mailboxId,
  openId,
}: KeeperInput): CycleKeeper => {
  let id = openId;
  let expectedCount = 0;
  let shownMs = 0;
  let hasProgress = false;
  const run = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    inCompany(database, { companyId, userId: null }, work, announce);
  const ensureIn = async (tx: Transaction): Promise<string> => {
    if (id !== null) return id;
    const made = uuidv7();
    await insertCycle(tx, {
      id: made,
      mailboxId,
      trigger: 'schedule',
      status: 'running',
      range: null,
    });
    tx.emit(mailboxTouched, { subjectId: mailboxId });
    return made;
  };
  const count = async (tx: Transaction): Promise<void> => {
    if (id !== null) await countCycle(tx, { id, expectedCount: Math.max(0, expectedCount) });
  };
  return {
    id: () => id,
    ensureIn,
    ensure: async () => {
      id ??= await run(ensureIn);
      return id;
    },
    expect: (change) => {
      expectedCount += change;
    },
    count,
    hasProgress: () => hasProgress,
    progress: async () => {
      hasProgress = true;
      if (id === null || performance.now() - shownMs < PROGRESS_MS) return;
      shownMs = performance.now();
      await run(async (tx) => {
        await count(tx);
        tx.emit(mailboxTouched, { subjectId: mailboxId });
      });
    },
  };
};
