import type { ContactKind } from '../../domain/contacts/kinds.ts';
import { undoUntil } from '../../domain/contacts/merges.ts';
import type { ContactTimelineEntry } from '../../domain/contacts/timeline.ts';
import { fieldChanges } from '../../domain/entity-timeline/shapes.ts';
import { scopeOf, type Caller } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findContactCreation,
  listContactChanges,
  listFamilyIds,
  listLeadMoments,
  listMergeMoments,
  type TimelineSourceInput,
} from '../../queries/contacts/timeline.ts';

interface TimelineInput {
  kind: ContactKind;
  id: number;
  before: { at: string; key: string } | undefined;
  limit: number;
}

/** The newest `limit` entries of all sources together. */
export const contactTimeline = async (
  tx: Transaction,
  caller: Caller,
  input: TimelineInput,
): Promise<ContactTimelineEntry[]> => {
  const ids = await listFamilyIds(tx, input.kind, input.id);
  const source = { ...input, ids };
  const sources = await Promise.all([
    changesOf(tx, source),
    creationOf(tx, input),
    mergesOf(tx, source),
    leadsOf(tx, caller, source),
  ]);
  return sources.flat().toSorted(newestFirst).slice(0, input.limit);
};

const newestFirst = (left: ContactTimelineEntry, right: ContactTimelineEntry): number => {
  const [leftKey, rightKey] = [`${left.at} ${left.id}`, `${right.at} ${right.id}`];
  if (leftKey === rightKey) return 0;
  return leftKey < rightKey ? 1 : -1;
};

const NOTHING = { by: null, changes: [], merge: null, lead: null };

const changesOf = async (
  tx: Transaction,
  input: TimelineSourceInput,
): Promise<ContactTimelineEntry[]> =>
  (await listContactChanges(tx, input)).map((row) => {
    const kind = kindOf(row.operation);
    return {
      ...NOTHING,
      id: row.key,
      kind,
      at: row.at,
      by: row.by,
      contact_id: Number(row.contact_id),
      changes: kind === 'changed' ? fieldChanges(row.before ?? {}, row.after ?? {}) : [],
    };
  });

const kindOf = (operation: string): 'deleted' | 'restored' | 'changed' => {
  if (operation.endsWith('.delete')) return 'deleted';
  return operation.endsWith('.restore') ? 'restored' : 'changed';
};

/** Sorts before anything else of its instant. */
const CREATION_KEY = 'a';

const creationOf = async (
  tx: Transaction,
  { kind, id, before }: TimelineInput,
): Promise<ContactTimelineEntry[]> => {
  const found = await findContactCreation(tx, kind, id);
  if (!found) return [];
  const entry = {
    ...NOTHING,
    ...found,
    id: CREATION_KEY,
    kind: 'created' as const,
    contact_id: id,
  };
  const isPast = before !== undefined && `${found.at} ${entry.id}` >= `${before.at} ${before.key}`;
  return isPast ? [] : [entry];
};

const mergesOf = async (
  tx: Transaction,
  input: TimelineSourceInput & { id: number },
): Promise<ContactTimelineEntry[]> =>
  (await listMergeMoments(tx, input)).map(({ key, kind, at, by, ...row }) => ({
    ...NOTHING,
    id: key,
    kind,
    at,
    by,
    contact_id: row.contact_id,
    merge: {
      id: row.id,
      winner_id: row.winner_id,
      winner_name: row.winner_name,
      loser_id: row.loser_id,
      loser_name: row.loser_name,
      undo_until: undoUntil(row.created_at).toISOString(),
      undone_at: row.undone_at?.toISOString() ?? null,
    },
  }));

const leadsOf = async (
  tx: Transaction,
  caller: Caller,
  input: TimelineSourceInput,
): Promise<ContactTimelineEntry[]> => {
  const scope = scopeOf(caller, 'leads:read');
  if (scope === undefined) return [];
  const rows = await listLeadMoments(tx, { ...input, scope });
  return rows.map(({ key, at, by, contact_id: contactId, ...lead }) => ({
    ...NOTHING,
    id: key,
    kind: 'lead',
    at,
    by,
    contact_id: contactId,
    lead,
  }));
};
