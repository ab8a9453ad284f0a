import { z } from '@hono/zod-openapi';
import { wholeNumber } from '../shared/pages.ts';

/** How often people changed the folder that a language model gave. */

export const ACCURACY_DAYS_MAX = 365;
const ACCURACY_DAYS_DEFAULT = 30;

export const AiAccuracyQuery = z.object({
  days: wholeNumber(z.int().min(1).max(ACCURACY_DAYS_MAX))
    .default(ACCURACY_DAYS_DEFAULT)
    .openapi({ description: 'Until now.' }),
});

export const AiAccuracyOut = z
  .object({
    days: z.int(),
    answered_count: z.int().openapi({
      description:
        'Conversations that the model gave a folder, or found none for: of each, its last answer.',
    }),
    corrected_count: z.int().openapi({
      description: 'Of these, those that a person moved to another folder, or out of it.',
    }),
    accuracy: z.number().nullable().openapi({
      description: 'The share that nobody changed, from 0 to 1. Null: the model answered nothing.',
    }),
    failed_count: z.int().openapi({ description: 'Without a usable answer: not in the share.' }),
    folders: z.array(
      z.object({
        folder_id: z.number().nullable().openapi({ description: 'Null: no folder.' }),
        folder_name: z.string().nullable(),
        filed_count: z.int().openapi({ description: 'The model put them here.' }),
        corrected_away_count: z.int().openapi({
          description: 'Of these, a person moved them elsewhere.',
        }),
        corrected_into_count: z.int().openapi({
          description: 'The model put them elsewhere, and a person moved them here.',
        }),
      }),
    ),
  })
  .openapi('AiAccuracy');
export type AiAccuracy = z.infer<typeof AiAccuracyOut>;

interface Counted {
  folder_id: number | null;
  folder_name: string | null;
  is_moved: boolean;
  moved_to: number | null;
  moved_to_name: string | null;
  is_answered: boolean;
  count: number;
}

export const accuracyOf = (rows: readonly Counted[], days: number): AiAccuracy => {
  const answered = rows.filter(({ is_answered: isAnswered }) => isAnswered);
  const answeredCount = countOf(answered);
  const correctedCount = countOf(answered.filter(isCorrected));
  return {
    days,
    answered_count: answeredCount,
    corrected_count: correctedCount,
    accuracy: answeredCount === 0 ? null : 1 - correctedCount / answeredCount,
    failed_count: countOf(rows) - answeredCount,
    folders: foldersOf(answered),
  };
};

const isCorrected = ({ is_moved: isMoved, moved_to: to, folder_id: from }: Counted): boolean =>
  isMoved && to !== from;

const countOf = (rows: readonly Counted[]): number =>
  rows.reduce((sum, { count }) => sum + count, 0);

/** Those with most conversations first. */
const foldersOf = (rows: readonly Counted[]): AiAccuracy['folders'] => {
  const corrected = rows.filter(isCorrected);
  const names = new Map<number | null, string | null>([
    ...rows.map((row) => [row.folder_id, row.folder_name] as const),
    ...corrected.map((row) => [row.moved_to, row.moved_to_name] as const),
  ]);
  return [...names]
    .map(([id, name]) => ({
      folder_id: id,
      folder_name: name,
      filed_count: countOf(rows.filter((row) => row.folder_id === id)),
      corrected_away_count: countOf(corrected.filter((row) => row.folder_id === id)),
      corrected_into_count: countOf(corrected.filter((row) => row.moved_to === id)),
    }))
    .toSorted((left, right) => right.filed_count - left.filed_count);
};
