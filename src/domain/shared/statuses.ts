import { z } from '@hono/zod-openapi';
import { LOCALES } from '../companies/shapes.ts';

/** What the statuses of records and those of leads have in common. A company may change both lists. */

export const STATUS_TONES = [
  'neutral',
  'moving',
  'waiting',
  'good',
  'bad',
  'late',
  'info',
] as const;
export type StatusTone = (typeof STATUS_TONES)[number];

export const STATUS_COUNT_MAX = 50;

const text = z.string().trim().min(1).max(100);

export const StatusCode = text;

export const statusInFields = { label: text, tone: z.enum(STATUS_TONES) };

export const statusOutFields = {
  code: z.string(),
  label: z.string().openapi({ description: 'In French, or as the company wrote it.' }),
  labels: z
    .union([z.object({ fr: z.string(), en: z.string() }), z.null()])
    .openapi({ description: `In ${LOCALES.join(' and ')}; null if the company wrote its own.` }),
  tone: z.enum(STATUS_TONES),
};
