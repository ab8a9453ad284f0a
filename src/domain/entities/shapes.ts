import { z } from '@hono/zod-openapi';
import { ENTITY_TYPES } from './types.ts';
import { PageQuery } from '../shared/pages.ts';
import { because } from '../shared/schema-faults.ts';
import { EntityRef, Integer } from '../shared/values.ts';

/** Business records: identified by (type, ref); `data` is free-form; `version` prevents lost updates. */

const DATA_SIZE_MAX_CHARACTERS = 64 * 1024;

/** The only field of `data` that the system uses: lists filter by it, callbacks may change it. */
const StatutDossier = z.string().min(1).max(100).nullish();

export const EntityData = z
  .record(z.string().min(1).max(100), z.unknown())
  .refine(
    (data) => JSON.stringify(data).length <= DATA_SIZE_MAX_CHARACTERS,
    because('json_too_long', { max: DATA_SIZE_MAX_CHARACTERS }),
  )
  .refine((data) => StatutDossier.safeParse(data['statutDossier']).success, {
    path: ['statutDossier'],
    ...because('wrong_length', { min: 1, max: 100 }),
  });

export const EntityTypeParam = z.object({ type: z.enum(ENTITY_TYPES) });
export const EntityParams = EntityTypeParam.extend({ ref: EntityRef });

export const EntityIn = z.strictObject({ ref: EntityRef, data: EntityData }).openapi('EntityIn');

export const EntityPatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    data: EntityData.openapi({ description: 'Merged into the data; null removes a field.' }),
  })
  .openapi('EntityPatch');

const STATUS_LIST_LENGTH_MAX = 2000;

const splitStatuses = (list: string): string[] =>
  (list.match(/(?:\\[\\,]|[^,])+/g) ?? ['']).map((status) => status.replaceAll(/\\([\\,])/g, '$1'));

const filter = {
  q: z.string().trim().max(200).optional().openapi({
    description: 'Words or prefixes of words; telephone numbers in whatever way they are written.',
  }),
  statut_dossier: z
    .string()
    .max(STATUS_LIST_LENGTH_MAX)
    .transform(splitStatuses)
    .optional()
    .openapi({
      type: 'string',
      description:
        'One status or several, separated by commas. A comma within a status is written `\\,`.',
    }),
};

export const EntityFilterQuery = z.object(filter);

export const SORTED_BY = ['created_at', 'updated_at', 'ref', 'label', 'statut_dossier'] as const;
export type EntitySort = (typeof SORTED_BY)[number];

export const EntityQuery = PageQuery.extend(filter).extend({
  sort: z
    .enum(SORTED_BY.flatMap((name) => [name, `-${name}` as const]))
    .default('-created_at')
    .openapi({ description: 'With `-`, the largest or newest first.' }),
});

export const EntityOut = z
  .object({
    id: z.number(),
    type: z.enum(ENTITY_TYPES),
    ref: z.string(),
    label: z.string(),
    data: z.record(z.string(), z.unknown()),
    statut_dossier: z.string().nullable(),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('Entity');

/** Merges a patch: null removes, anything else replaces. */
export const mergeData = (
  data: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries({ ...data, ...patch }).filter(([, value]) => value !== null));
