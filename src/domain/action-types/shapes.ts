import { z } from '@hono/zod-openapi';
import { ACTION_ENTITY_TYPES } from '../entities/types.ts';
import { ROLES } from '../shared/permissions.ts';
import { because } from '../shared/schema-faults.ts';

/** The catalogue of a company: the default types, its changes to them, and its own types. */

/** `VERBE_ENTITE_METHODE`. Some types of seed 001 have no method or no entity: `GENERER_DEVIS`. */
export const ActionTypeCode = z
  .string()
  .max(100)
  .regex(/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){1,5}$/, 'action_type')
  .openapi({ example: 'RELANCE_CANDIDAT_EMAIL' });

const PROPERTY_COUNT_MAX = 50;
/** Compiled schemas stay in the memory of every api process. */
const METADATA_SCHEMA_SIZE_MAX_CHARACTERS = 16 * 1024;
export const METADATA_FORMATS = ['date', 'date-time', 'email'] as const;

const FieldItems = z
  .strictObject({
    type: z.enum(['string', 'number', 'integer']),
    minLength: z.int().min(0).optional(),
    maxLength: z.int().min(0).optional(),
  })
  .openapi('MetadataFieldItems');

/**
 * The subset of JSON Schema that describes a form. `pattern` is excluded: a regular expression of one
 * company could block the api process, which serves all companies.
 */
const Field = z
  .strictObject({
    type: z.enum(['string', 'number', 'integer', 'boolean', 'array']),
    title: z.string().max(200).optional(),
    description: z.string().max(500).optional(),
    enum: z
      .array(z.union([z.string().max(200), z.number()]))
      .min(1)
      .max(100)
      .optional(),
    examples: z.array(z.string().max(200)).max(100).optional().openapi({
      description: 'Values that a form proposes. Any other value is accepted too.',
    }),
    format: z.enum(METADATA_FORMATS).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.int().min(0).optional(),
    maxLength: z.int().min(0).optional(),
    minItems: z.int().min(0).optional(),
    maxItems: z.int().min(0).optional(),
    items: FieldItems.optional(),
  })
  .openapi('MetadataField');
export type MetadataField = z.infer<typeof Field>;

const MetadataSchema = z
  .strictObject({
    type: z.literal('object'),
    properties: z
      .record(z.string().min(1).max(100), Field)
      .refine(
        (fields) => Object.keys(fields).length <= PROPERTY_COUNT_MAX,
        because('too_many', { max: PROPERTY_COUNT_MAX }),
      ),
    // No body can have this field, so no action could be sent.
    required: z
      .array(z.string().refine((name) => name !== '__proto__', because('reserved_name', {})))
      .max(PROPERTY_COUNT_MAX)
      .optional(),
    additionalProperties: z.boolean().optional(),
  })
  .openapi('MetadataSchema');
export type MetadataSchema = z.infer<typeof MetadataSchema>;

/** Not `.nullable()`: the document would then call the component itself nullable. */
const OptionalMetadataSchema = z.union([MetadataSchema, z.null()]);

const isSmall = (schema: object): boolean =>
  JSON.stringify(schema).length <= METADATA_SCHEMA_SIZE_MAX_CHARACTERS;

export const ActionTypeIn = z
  .strictObject({
    label: z.string().trim().min(1).max(200),
    entity_types: z.array(z.enum(ACTION_ENTITY_TYPES)).min(1).max(ACTION_ENTITY_TYPES.length),
    roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
    metadata_schema: OptionalMetadataSchema.refine(
      (schema) => schema === null || isSmall(schema),
      because('json_too_long', { max: METADATA_SCHEMA_SIZE_MAX_CHARACTERS }),
    )
      .optional()
      .openapi({
        description:
          "Null or absent: the catalogue's schema; for an own type any object is accepted. `properties: {}` accepts any object for a catalogue type too.",
      }),
  })
  .openapi('ActionTypeIn');

export const ActionTypeOut = z
  .object({
    code: z.string(),
    label: z.string(),
    labels: z
      .object({ fr: z.string(), en: z.string() })
      .nullable()
      .openapi({ description: 'By language. Null if the company wrote its own label.' }),
    entity_types: z.array(z.enum(ACTION_ENTITY_TYPES)),
    roles: z.array(z.enum(ROLES)),
    metadata_schema: OptionalMetadataSchema,
    decision_type: z.string().openapi({
      description:
        'The `decisionType` of an action that names none. `success` for an own type of the company.',
    }),
    button: z.string().openapi({
      description: 'The `actionButton` of an action that a person sends from a record or a list.',
      example: 'relancer_email',
    }),
    is_own: z
      .boolean()
      .openapi({ description: 'Added by the company, not part of the catalogue.' }),
    is_customised: z
      .boolean()
      .openapi({ description: 'A catalogue type the company has changed.' }),
    route: z.object({ index: z.number(), workflow: z.string(), is_unrouted: z.boolean() }),
  })
  .openapi('ActionType');

export const ActionTypesOut = z
  .object({
    data: z.array(ActionTypeOut),
    warnings: z
      .array(z.object({ code: z.string(), message: z.string() }))
      .openapi({ description: 'Types that match no route.' }),
  })
  .openapi('ActionTypes');
