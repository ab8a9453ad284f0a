import { z } from 'zod';
import { RISK_LEVELS } from '../../case-analyses/kinds.ts';
import type { Material } from '../../case-analyses/material.ts';
import { declarePrompt } from './prompt.ts';

/** One prompt for each section of the analysis of a case. All read the same material. */

const PART_COUNT_MAX = 10;
const TEXT_LENGTH_MAX = 600;
const KEY_COUNT_MAX = 10;

const text = z.string().trim().min(1).max(TEXT_LENGTH_MAX);
const key = z.string().max(40);
const itemKeys = z.array(key).max(KEY_COUNT_MAX);

const COMMON = [
  'You read the file of a case (`dossier`) for a colleague who works on it. Write in `language`, plain text, one or two sentences each.',
  '`items` are what the file holds, `sources` are passages of references that were retrieved for it.',
  'Name in `item_keys` the items that say so, by their `key`. Say nothing that no item says. An empty list is a good answer.',
  'Never name a law, an article, a decision or an address that is not in `items` or `sources`.',
];

const userOf = ({ language, today, case_type, items, sources }: Material) => ({
  language,
  today,
  case_type,
  items: items.map(({ key: name, kind, date, title, text: said }) => ({
    key: name,
    kind,
    date,
    title,
    text: said,
  })),
  sources: sources.map(({ key: name, title, citation, text: said }) => ({
    key: name,
    title,
    citation,
    text: said,
  })),
});

const shared = { version: 1, user: userOf, inputCharacterMax: 200_000, outputTokenMax: 2_000 };
const system = (...lines: string[]): string => [...COMMON, ...lines].join('\n');

const part = z.strictObject({ text, item_keys: itemKeys });

export const caseSummaryPrompt = declarePrompt({
  ...shared,
  purpose: 'case_summary',
  system: system(
    '`points`: what the case is about, what was done, where it stands now; the most important first.',
  ),
  output: z.strictObject({ points: z.array(part).max(PART_COUNT_MAX) }),
});

export const caseRiskPrompt = declarePrompt({
  ...shared,
  purpose: 'case_risk',
  system: system(
    '`level`: how much the client has to lose if nothing is done. `reasons`: why, the gravest first; deadlines that pass count most.',
  ),
  output: z.strictObject({
    level: z.enum(RISK_LEVELS),
    reasons: z.array(part).max(PART_COUNT_MAX),
  }),
});

export const caseRecommendationsPrompt = declarePrompt({
  ...shared,
  purpose: 'case_recommendations',
  system: system(
    '`recommendations`: what the company should advise or decide. `why`: what it gains, or null.',
  ),
  output: z.strictObject({
    recommendations: z
      .array(z.strictObject({ text, why: text.nullable(), item_keys: itemKeys }))
      .max(PART_COUNT_MAX),
  }),
});

export const caseNextStepsPrompt = declarePrompt({
  ...shared,
  purpose: 'case_next_steps',
  system: system(
    '`steps`: what somebody of the company does next, in order, each one task. `due_on`: the day by which an item says it must be done (ISO date), or null.',
  ),
  output: z.strictObject({
    steps: z
      .array(z.strictObject({ text, due_on: z.iso.date().nullable(), item_keys: itemKeys }))
      .max(PART_COUNT_MAX),
  }),
});

export const caseReferencesPrompt = declarePrompt({
  ...shared,
  purpose: 'case_references',
  system: system(
    '`references`: the passages of `sources` that matter for the case. `source_key`: the `key` of the source. `quote`: the words of the source that matter, copied word by word. `why`: what they mean for the case.',
    '`citation`: how the reference is cited. With a reference that is in no source, `source_key` and `quote` are null.',
  ),
  output: z.strictObject({
    references: z
      .array(
        z.strictObject({
          citation: z.string().trim().min(1).max(300),
          source_key: key.nullable(),
          quote: z.string().trim().max(1_000).nullable(),
          why: text.nullable(),
        }),
      )
      .max(PART_COUNT_MAX),
  }),
});
