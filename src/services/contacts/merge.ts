import { v7 as uuidv7 } from 'uuid';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import {
  chosen,
  joinPoints,
  MOVED_COUNT_MAX,
  type MergeChoices,
} from '../../domain/contacts/merges.ts';
import { POINT_COUNT_MAX } from '../../domain/contacts/points.ts';
import { fault } from '../../domain/shared/faults.ts';
import { AppError, invalid, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  countLinks,
  findOpenMerge,
  insertMerge,
  moveLinks,
  type MergeRow,
} from '../../queries/contacts/merges.ts';
import { markDeleted } from '../../queries/contacts/states.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { CONTACT_MODELS, type MergeRecord } from './models.ts';
import { requireCurrent } from './states.ts';

interface MergeInput {
  winnerId: number;
  loserId: number;
  version: number;
  loserVersion: number;
  choices: MergeChoices;
}

/**
 * Merges one contact into another, in one transaction: the chosen fields, all e-mail addresses and
 * telephone numbers, and what belongs to the loser. The loser is deleted and otherwise unchanged, so the
 * undo has everything. Merges of a company run one after the other. Twice: answers the same merge.
 * Errors: `validation_failed` for a loser that does not exist; `version_conflict`; `conflict` if one is
 * deleted or too much would be moved.
 */
export const mergeContacts = async (
  tx: Transaction,
  kind: ContactKind,
  { winnerId, loserId, ...input }: MergeInput,
): Promise<MergeRow> => {
  if (winnerId === loserId) throw invalid([fault('loser_id', 'invalid', {})]);
  await lockSetting(tx, 'contact_merges');
  const model = CONTACT_MODELS[kind];
  const { winner, loser } = await lockBoth(tx, kind, { winnerId, loserId });
  if (loser.merged_into_id === winnerId) return requireOpenMerge(tx, kind, { winnerId, loserId });
  requireCurrent(winner, input.version);
  requireCurrent(loser, input.loserVersion, 'loser_version');
  await requireFew(tx, kind, loserId);

  const fields = joinFields(winner, loser, input.choices);
  await model.write(tx, winnerId, fields);
  await markDeleted(tx, kind, { id: loserId, mergedIntoId: winnerId });
  const moved = await moveLinks(tx, kind, { fromId: loserId, toId: winnerId });
  const after = await model.lock(tx, winnerId);
  if (!after) throw notFound(kind);
  const merge = await insertMerge(tx, kind, {
    id: uuidv7(),
    winnerId,
    loserId,
    snapshot: { before: winner.fields, after: after.fields },
    movedLeadIds: moved.leads,
    movedPersonIds: moved.people,
  });
  model.emit(tx, 'merged', {
    winnerId,
    loserId,
    mergeId: merge.id,
    version: after.version,
    before: winner.facts,
    after: {
      ...after.facts,
      merged: { id: loserId, ...loser.facts },
      moved: { leads: moved.leads.length, people: moved.people.length },
    },
  });
  return merge;
};

const requireOpenMerge = async (
  tx: Transaction,
  kind: ContactKind,
  input: { winnerId: number; loserId: number },
): Promise<MergeRow> => {
  const merge = await findOpenMerge(tx, kind, input);
  if (!merge) throw notFound('merge');
  return merge;
};

/** In the order of their ids. */
const lockBoth = async (
  tx: Transaction,
  kind: ContactKind,
  { winnerId, loserId }: { winnerId: number; loserId: number },
): Promise<{ winner: MergeRecord; loser: MergeRecord }> => {
  const { lock } = CONTACT_MODELS[kind];
  const first = await lock(tx, Math.min(winnerId, loserId));
  const second = await lock(tx, Math.max(winnerId, loserId));
  const [winner, loser] = winnerId < loserId ? [first, second] : [second, first];
  if (!winner) throw notFound(kind);
  if (!loser) throw invalid([fault('loser_id', 'unknown_record', { record: kind })]);
  return { winner, loser };
};

const requireFew = async (tx: Transaction, kind: ContactKind, loserId: number): Promise<void> => {
  const { leads, people } = await countLinks(tx, kind, loserId);
  if (leads + people <= MOVED_COUNT_MAX) return;
  throw new AppError('conflict', `a merge moves at most ${MOVED_COUNT_MAX} leads and people`);
};

const joinFields = (
  winner: MergeRecord,
  loser: MergeRecord,
  choices: MergeChoices,
): Record<string, unknown> => {
  const emails = joinPoints(choices['emails'], winner.emails, loser.emails);
  const phones = joinPoints(choices['phones'], winner.phones, loser.phones);
  const faults = Object.entries({ emails, phones }).flatMap(([path, points]) =>
    points.length > POINT_COUNT_MAX ? [fault(path, 'too_many', { max: POINT_COUNT_MAX })] : [],
  );
  if (faults.length > 0) throw invalid(faults);
  const others = Object.keys(winner.fields).map((name) => [
    name,
    chosen(choices[name], winner.fields[name], loser.fields[name]),
  ]);
  return { ...Object.fromEntries(others), emails, phones };
};
