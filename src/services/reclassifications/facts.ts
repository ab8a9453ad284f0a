import { v7 as uuidv7 } from 'uuid';
import {
  reclassificationCancelled,
  reclassificationEnded,
  reclassificationStarted,
} from '../../domain/reclassifications/events.ts';
import { isReclassificationOpen } from '../../domain/reclassifications/statuses.ts';
import { reclassifyWorkflowId } from '../../ids.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { countMovable } from '../../queries/inbox-folders/filing.ts';
import { findRulebook } from '../../queries/inbox-folders/records.ts';
import {
  insertReclassification,
  setReclassificationStatus,
  supersedeReclassifications,
  type ReclassificationRow,
} from '../../queries/reclassifications/records.ts';

/** Starting, cancelling and ending a reclassification. */

/**
 * Under `lockSetting` of the folders: of two runs, the one that is asked for last stays. Out: its id.
 */
export const startReclassification = async (
  tx: Transaction,
  {
    folderId,
    targetFolderId = null,
    usesAi = false,
  }: { folderId: number | null; targetFolderId?: number | null; usesAi?: boolean },
): Promise<string> => {
  const superseded = await supersedeReclassifications(tx, { folderId });
  const { version } = await findRulebook(tx);
  const id = uuidv7();
  await insertReclassification(tx, {
    id,
    folderId,
    targetFolderId,
    rulesVersion: version,
    totalCount: await countMovable(tx, folderId),
    // A change of rules while the model is being asked does not lose that part.
    usesAi: folderId === null && (usesAi || superseded.some((older) => older.uses_ai)),
  });
  for (const older of superseded) {
    tx.emit(reclassificationEnded, {
      subjectId: older.id,
      after: { status: 'superseded', by: id },
    });
  }
  tx.emit(reclassificationStarted, {
    subjectId: id,
    after: { folder_id: folderId, target_folder_id: targetFolderId, rules_version: version },
  });
  startReclassificationRun(tx, id);
  return id;
};

/** Twice: one run, because its id is the reclassification's. */
export const startReclassificationRun = (tx: Transaction, id: string): void =>
  tx.command({
    workflowId: reclassifyWorkflowId(id),
    operation: 'start',
    name: 'reclassifyWorkflow',
    input: { companyId: tx.actor.companyId, reclassificationId: id },
    subject: `reclassification/${id}`,
  });

/**
 * What it moved stays. The page that is under way is finished first: it holds the lock. Errors: `conflict`
 * once it has ended, or if it empties a deleted folder. Twice: it is cancelled already.
 */
export const cancelReclassification = async (
  tx: Transaction,
  row: ReclassificationRow,
): Promise<void> => {
  if (row.status === 'cancelled') return;
  if (!mayCancel(row)) {
    throw new AppError(
      'conflict',
      row.is_folder_gone
        ? 'the conversations of a deleted folder must go somewhere'
        : `a reclassification that is ${row.status} can't be cancelled`,
    );
  }
  await setReclassificationStatus(tx, { id: row.id, status: 'cancelled' });
  tx.emit(reclassificationCancelled, {
    subjectId: row.id,
    before: { status: row.status },
    after: { status: 'cancelled', done_count: row.done_count, moved_count: row.moved_count },
  });
};

export const mayCancel = (row: ReclassificationRow): boolean =>
  isReclassificationOpen(row.status) && !row.is_folder_gone;

/** Under the lock of the row. */
export const endReclassification = async (
  tx: Transaction,
  row: Pick<ReclassificationRow, 'id' | 'done_count' | 'moved_count'>,
  status: 'succeeded' | 'failed',
): Promise<void> => {
  await setReclassificationStatus(tx, { id: row.id, status });
  tx.emit(reclassificationEnded, {
    subjectId: row.id,
    after: { status, done_count: row.done_count, moved_count: row.moved_count },
  });
};
