import { z } from 'zod';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import { UNDO_DAYS, undoUntil, unmerged, unmergedPoints } from '../../domain/contacts/merges.ts';
import { AppError, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import { findMerge, markUndone, moveLinks, type MergeRow } from '../../queries/contacts/merges.ts';
import { pointColumns } from '../../queries/contacts/points.ts';
import { markRestored } from '../../queries/contacts/states.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { CONTACT_MODELS } from './models.ts';

const Fields = z.looseObject(pointColumns);
const Snapshot = z.object({ before: Fields, after: Fields });
type Snapshot = z.infer<typeof Snapshot>;

/**
 * Undoes a merge: the loser is back with what belonged to it, the winner has its values from before. What
 * somebody has changed since stays. Twice: changes nothing more. Errors: `gone` after 30 days, `conflict` if
 * the winner is deleted or was merged itself.
 */
export const undoMerge = async (
  tx: Transaction,
  kind: ContactKind,
  input: { id: string; winnerId: number; now: Date },
): Promise<MergeRow> => {
  await lockSetting(tx, 'contact_merges');
  const merge = await findMerge(tx, kind, input);
  if (!merge) throw notFound('merge');
  if (merge.undone_at !== null) return merge;
  if (input.now > undoUntil(merge.created_at)) {
    throw new AppError('gone', `a merge can be undone for ${UNDO_DAYS} days`);
  }
  const { winner_id: winnerId, loser_id: loserId } = merge;
  const model = CONTACT_MODELS[kind];
  const [first, second] = [Math.min(winnerId, loserId), Math.max(winnerId, loserId)];
  const locked = [await model.lock(tx, first), await model.lock(tx, second)];
  const winner = locked.find((row) => row?.id === winnerId);
  const loser = locked.find((row) => row?.id === loserId);
  if (!winner || !loser) throw notFound(kind);
  if (winner.deleted_at !== null) {
    throw new AppError(
      'conflict',
      winner.merged_into_id === null
        ? `the record ${winnerId} is deleted: restore it first`
        : `the record ${winnerId} was merged itself: undo that merge first`,
    );
  }
  await model.write(tx, winnerId, unmergedFields(winner.fields, Snapshot.parse(merge.snapshot)));
  await markRestored(tx, kind, loserId);
  await moveLinks(tx, kind, {
    fromId: winnerId,
    toId: loserId,
    ids: { leads: merge.moved_lead_ids, people: merge.moved_person_ids },
  });
  const after = await model.lock(tx, winnerId);
  const undone = await markUndone(tx, merge.id);
  if (!after || !undone) throw notFound(kind);
  model.emit(tx, 'undone', {
    winnerId,
    loserId,
    mergeId: merge.id,
    version: after.version,
    before: winner.facts,
    after: { ...after.facts, restored: { id: loserId, ...loser.facts } },
  });
  return undone;
};

const unmergedFields = (
  now: Record<string, unknown>,
  { before, after }: Snapshot,
): Record<string, unknown> => {
  const current = Fields.parse(now);
  const others = Object.keys(current).map((name) => [
    name,
    unmerged(current[name], { before: before[name], after: after[name] }),
  ]);
  return {
    ...Object.fromEntries(others),
    emails: unmergedPoints(current.emails, { before: before.emails, after: after.emails }),
    phones: unmergedPoints(current.phones, { before: before.phones, after: after.phones }),
  };
};
