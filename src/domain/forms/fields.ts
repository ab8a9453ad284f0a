import { z } from '@hono/zod-openapi';
import { because, eachOnce } from '../shared/schema-faults.ts';

/** The fields of a form, as its owner defines them. */

export const FIELD_TYPES = [
  'text',
  'email',
  'phone',
  'number',
  'date',
  'select',
  'textarea',
  'checkbox',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

const FIELD_COUNT_MAX = 50;
const OPTION_COUNT_MAX = 100;
const LABEL_LENGTH_MAX = 200;
const HELP_LENGTH_MAX = 500;
const KEY_LENGTH_MAX = 50;

/** A name that JavaScript gives to every object. */
const RESERVED_KEYS = new Set(['constructor']);

const FieldKey = z
  .string()
  .max(KEY_LENGTH_MAX)
  .regex(/^[a-z][a-z0-9_]*$/, 'form_field_key')
  .refine((key) => !RESERVED_KEYS.has(key), because('reserved_name', {}))
  .openapi({
    description:
      'The name of the field in requests and in the data of the lead. `name` and `company`, as fields of the type `text`, fill the name and the company of the lead.',
    example: 'budget',
  });

const options = z
  .array(z.string().trim().min(1).max(LABEL_LENGTH_MAX))
  .max(OPTION_COUNT_MAX)
  .superRefine(eachOnce((option) => option));

const fieldShape = {
  key: FieldKey,
  type: z.enum(FIELD_TYPES),
  label: z.string().trim().min(1).max(LABEL_LENGTH_MAX),
  is_required: z.boolean().default(false).openapi({
    description: 'A required checkbox must be ticked, as for a consent.',
  }),
  help: z.string().trim().max(HELP_LENGTH_MAX).default(''),
  options: options.default([]).openapi({ description: 'Of a `select`; empty for other types.' }),
};

export const FormField = z
  .strictObject(fieldShape)
  .superRefine(({ type, options: given }, context) => {
    if (type === 'select' && given.length === 0) {
      context.addIssue({ code: 'custom', path: ['options'], ...because('required', {}) });
    }
    if (type !== 'select' && given.length > 0) {
      context.addIssue({
        code: 'custom',
        path: ['options'],
        ...because('too_many', { max: 0 }),
      });
    }
  })
  .openapi('FormField');
export type FormField = z.infer<typeof FormField>;

export const FormFields = z
  .array(FormField)
  .min(1)
  .max(FIELD_COUNT_MAX)
  .openapi({ description: 'In their order on the page.' })
  .superRefine(eachOnce(({ key }) => key, 'key'));

/** The columns of a lead that fields fill. Every other value stays in the data of the lead. */
export const LEAD_COLUMNS = ['email', 'phone', 'name', 'company_name'] as const;
export type LeadColumn = (typeof LEAD_COLUMNS)[number];

/**
 * The field that fills each column of the lead: the first of the type `email`, the first of the type
 * `phone`, and the fields of the type `text` with the keys `name` and `company`.
 */
export const columnFields = (
  fields: readonly FormField[],
): Record<LeadColumn, FormField | undefined> => ({
  email: fields.find(({ type }) => type === 'email'),
  phone: fields.find(({ type }) => type === 'phone'),
  name: fields.find(({ type, key }) => type === 'text' && key === 'name'),
  company_name: fields.find(({ type, key }) => type === 'text' && key === 'company'),
});

/** The column of the lead that this field fills; null if its value stays in the data. */
export const columnOf = (fields: readonly FormField[], key: string): LeadColumn | null => {
  const byColumn = columnFields(fields);
  return LEAD_COLUMNS.find((column) => byColumn[column]?.key === key) ?? null;
};

/** A confirmation needs an address to send it to. */
export const canConfirm = (fields: readonly FormField[]): boolean =>
  columnFields(fields).email?.is_required === true;

export const FieldOut = z
  .object({ ...fieldShape, lead_column: z.union([z.enum(LEAD_COLUMNS), z.null()]) })
  .openapi('FormFieldDetails');
