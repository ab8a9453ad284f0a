import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { Instant, Uuid } from '../shared/values.ts';
import { LEAD_SOURCES } from './sources.ts';

/** What lists, counts, exports and bulk assignments of leads are filtered by. */

const STATUS_COUNT_MAX = 50;
const Status = z.string().min(1).max(100);
const Statuses = z.array(Status).min(1).max(STATUS_COUNT_MAX);

/** `none`: unassigned. `me`: assigned to the caller. */
const Assignee = z.union([z.enum(['none', 'me']), wholeNumber(z.int().positive())]);

const isTrue = z.enum(['true', 'false']).transform((value) => value === 'true');
const number = wholeNumber(z.int().positive());

const shared = {
  source: z.enum(LEAD_SOURCES).optional(),
  import_id: Uuid.optional(),
  from: Instant.optional().openapi({ description: 'Created then or later.' }),
  to: Instant.optional().openapi({ description: 'Created before then.' }),
  q: z.string().trim().max(200).optional().openapi({
    description: 'Words or prefixes of words; telephone numbers in whatever way they are written.',
  }),
};

export const LeadFilterQuery = z.object({
  status: z
    .string()
    .max(STATUS_COUNT_MAX * 101)
    .transform((list) => list.split(','))
    .pipe(Statuses)
    .optional()
    .openapi({ type: 'string', description: 'One status or several, separated by commas.' }),
  assigned_to: Assignee.optional().openapi({
    type: 'string',
    description: 'The id of a user; `none`: unassigned; `me`: assigned to the caller.',
  }),
  form_id: number.optional(),
  call_centre_id: number.optional(),
  is_confirmed: isTrue.optional().openapi({ description: 'The e-mail address is confirmed.' }),
  ...shared,
});
export type LeadFilter = z.infer<typeof LeadFilterQuery>;

/** The same in a JSON body. */
export const LeadFilterIn = z.strictObject({
  status: Statuses.optional(),
  assigned_to: z
    .union([z.enum(['none', 'me']), z.int().positive()])
    .optional()
    .openapi({
      description: 'The id of a user; `none`: unassigned; `me`: assigned to the caller.',
    }),
  form_id: z.int().positive().optional(),
  call_centre_id: z.int().positive().optional(),
  is_confirmed: z.boolean().optional(),
  ...shared,
});

export const LEAD_SORTS = ['created_at', 'updated_at', 'name', 'status'] as const;
export type LeadSort = (typeof LEAD_SORTS)[number];

export const LeadQuery = PageQuery.extend(LeadFilterQuery.shape).extend({
  sort: z
    .enum(LEAD_SORTS.flatMap((name) => [name, `-${name}` as const]))
    .default('-created_at')
    .openapi({ description: 'With `-`, the largest or newest first.' }),
});
