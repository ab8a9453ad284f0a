import { z } from '@hono/zod-openapi';
import { wholeNumber } from '../shared/pages.ts';
import { Integer, Uuid } from '../shared/values.ts';

/**
 * A person decides that two contacts are the same: the loser is merged into the winner. Nothing of the loser
 * is changed but that it is deleted, so the merge can be undone.
 */

export const UNDO_DAYS = 30;
/** Leads and people that one merge may move: a longer one would hold its locks too long. */
export const MOVED_COUNT_MAX = 20_000;

/** Fields whose value a person chooses. `emails` and `phones`: all are kept; those of the choice come first. */
export const PERSON_MERGE_FIELDS = [
  'name',
  'organisation_id',
  'job_title',
  'address',
  'notes',
  'emails',
  'phones',
] as const;
export const ORGANISATION_MERGE_FIELDS = [
  'name',
  'website',
  'address',
  'notes',
  'emails',
  'phones',
] as const;

const Side = z.enum(['winner', 'loser']);
export type Side = z.infer<typeof Side>;
/** Whose value stays, by field. Without a choice: the winner's, or the loser's where the winner has none. */
export type MergeChoices = Partial<Record<string, Side | undefined>>;

const mergeIn = <const F extends string>(fields: readonly F[]) =>
  z.strictObject({
    loser_id: z
      .int()
      .positive()
      .openapi({ description: 'The record that is merged, and deleted.' }),
    version: Integer.min(1).openapi({ description: 'Of the record that stays.' }),
    loser_version: Integer.min(1),
    fields: z.partialRecord(z.enum(fields), Side).default({}).openapi({
      description:
        "Whose value stays. Without a choice: the winner's, or the loser's where the winner has none. Of e-mail addresses and telephone numbers all are kept; the chosen ones come first.",
    }),
  });

export const PersonMergeIn = mergeIn(PERSON_MERGE_FIELDS).openapi('PersonMergeIn');
export const OrganisationMergeIn =
  mergeIn(ORGANISATION_MERGE_FIELDS).openapi('OrganisationMergeIn');

export const ContactMergeParams = z.object({
  id: wholeNumber(z.int().positive()),
  merge_id: Uuid,
});

export const ContactMergeOut = z
  .object({
    id: z.uuid(),
    winner_id: z.number(),
    loser_id: z.number(),
    moved_leads: z.number(),
    moved_people: z.number(),
    created_at: z.iso.datetime(),
    undo_until: z.iso.datetime(),
    undone_at: z.iso.datetime().nullable(),
  })
  .openapi('ContactMerge');

export const ContactLinksOut = z
  .object({
    leads: z.number().openapi({ description: 'Leads that became this contact.' }),
    people: z.number().openapi({ description: 'People of this organisation.' }),
  })
  .openapi('ContactLinks');

const DAY_MS = 24 * 3600 * 1000;
export const undoUntil = (mergedAt: Date): Date =>
  new Date(mergedAt.getTime() + UNDO_DAYS * DAY_MS);

/** The value that stays. */
export const chosen = <T>(side: Side | undefined, winner: T, loser: T): T => {
  if (side !== undefined) return side === 'winner' ? winner : loser;
  return winner ?? loser;
};

/** All points of both, each value once; the main ones first. */
export const joinPoints = <P extends { value: string }>(
  side: Side | undefined,
  winner: readonly P[],
  loser: readonly P[],
): P[] => {
  const [first, second] = side === 'loser' ? [loser, winner] : [winner, loser];
  const known = new Set(first.map(({ value }) => value));
  return [...first, ...second.filter(({ value }) => !known.has(value))];
};

/** The value after the undo: the one before the merge, unless somebody has changed it since. */
export const unmerged = <T>(now: T, merge: { before: T; after: T }): T =>
  isSame(now, merge.after) ? merge.before : now;

/** The same for points. If somebody has changed them since, only those that the merge added are removed. */
export const unmergedPoints = <P extends { value: string }>(
  now: readonly P[],
  { before, after }: { before: readonly P[]; after: readonly P[] },
): readonly P[] => {
  if (isSame(now, after)) return before;
  const own = new Set(before.map(({ value }) => value));
  const added = new Set(after.map(({ value }) => value).filter((value) => !own.has(value)));
  return now.filter(({ value }) => !added.has(value));
};

/** Of JSON values with their keys in the same order. */
const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
