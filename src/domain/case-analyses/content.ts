import { z } from 'zod';
import { RISK_LEVELS } from './kinds.ts';

/** What each section says, as it is stored and shown. */

const Part = z.object({
  text: z.string(),
  /** Of the items that say so. */
  item_keys: z.array(z.string()),
});

/** What a model names as a reference, and whether it stands in what was retrieved. */
const Reference = z.object({
  status: z.enum(['verified', 'not_found']),
  /** As the source is cited, or what the model wrote. */
  citation: z.string(),
  why: z.string().nullable(),
  /** Word by word from the source. Null: not found. */
  quote: z.string().nullable(),
  source_key: z.string().nullable(),
});
export type AnalysisReference = z.infer<typeof Reference>;

const dropped = { dropped_count: z.number() };

export const SECTION_CONTENTS = {
  summary: z.object({ points: z.array(Part), ...dropped, not_found: z.array(z.string()) }),
  risk: z.object({
    level: z.enum(RISK_LEVELS).nullable(),
    reasons: z.array(Part),
    ...dropped,
    not_found: z.array(z.string()),
  }),
  recommendations: z.object({
    recommendations: z.array(Part.extend({ why: z.string().nullable() })),
    ...dropped,
    not_found: z.array(z.string()),
  }),
  next_steps: z.object({
    steps: z.array(Part.extend({ due_on: z.iso.date().nullable() })),
    ...dropped,
    not_found: z.array(z.string()),
  }),
  references: z.object({ references: z.array(Reference) }),
} as const;
export type SectionContents = {
  [Kind in keyof typeof SECTION_CONTENTS]: z.infer<(typeof SECTION_CONTENTS)[Kind]>;
};
