import { z } from '@hono/zod-openapi';
import { ENTITY_TYPES } from '../entities/types.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { because } from '../shared/schema-faults.ts';
import { Integer } from '../shared/values.ts';

/**
 * Saved views: filters, sort and columns of a list under a name, of one user or shared with the company.
 * The values are those of the console's address: only the console reads them.
 */

/** Each type of records is a list of its own: their columns and statuses differ. */
export const SAVED_VIEW_LISTS = [
  'actions',
  'audit',
  'conversations',
  'leads',
  'people',
  'organisations',
  'webhooks',
  'tasks',
  'projects',
  'cases',
  ...ENTITY_TYPES.map((type) => `entities.${type}` as const),
] as const;

/** Of one user and list. A longer menu is hard to search. */
export const SAVED_VIEW_COUNT_MAX = 100;
const FILTER_COUNT_MAX = 20;
const COLUMN_COUNT_MAX = 50;

const FieldName = z
  .string()
  .max(50)
  .regex(/^[a-z][a-z0-9_]*$/);

const fields = {
  name: z.string().trim().min(1).max(100),
  is_shared: z.boolean().openapi({
    description: 'Everyone in the company sees it. Needs `saved_views:share`.',
  }),
  filters: z
    .record(FieldName, z.string().max(2000))
    .refine(
      (filters) => Object.keys(filters).length <= FILTER_COUNT_MAX,
      because('too_many', { max: FILTER_COUNT_MAX }),
    ),
  sort: z.string().max(50).nullable(),
  columns: z.array(FieldName).max(COLUMN_COUNT_MAX).nullable().openapi({
    description: 'The columns in their order; null for those that the list shows by itself.',
  }),
};

export const SavedViewIn = z
  .strictObject({ list: z.enum(SAVED_VIEW_LISTS), ...fields })
  .openapi('SavedViewIn');

export const SavedViewPatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    name: fields.name.optional(),
    is_shared: fields.is_shared.optional(),
    filters: fields.filters.optional(),
    sort: fields.sort.optional(),
    columns: fields.columns.optional(),
  })
  .openapi('SavedViewPatch');

export const SavedViewParams = z.object({ id: wholeNumber(z.int().positive()) });

export const SavedViewQuery = PageQuery.extend({ list: z.enum(SAVED_VIEW_LISTS).optional() });

export const SavedViewOut = z
  .object({
    id: z.number(),
    list: z.enum(SAVED_VIEW_LISTS),
    name: z.string(),
    is_shared: z.boolean(),
    user_id: z.number(),
    user_name: z.string(),
    may_change: z.boolean().openapi({ description: 'The caller may change and delete it.' }),
    filters: z.record(z.string(), z.string()),
    sort: z.string().nullable(),
    columns: z.array(z.string()).nullable(),
    version: z.number(),
  })
  .openapi('SavedView');
