import { z } from '@hono/zod-openapi';
import { parsePhone } from '../shared/phones.ts';
import { because } from '../shared/schema-faults.ts';
import { columnFields, type FieldType, type FormField } from './fields.ts';

/** What a visitor sends: the schema is built from the fields of the form. */

const TEXT_LENGTH_MAX = 500;
const TEXTAREA_LENGTH_MAX = 5000;
const EMAIL_LENGTH_MAX = 254;
const PHONE_LENGTH_MAX = 50;
const NUMBER_MAX = 1e15;

/**
 * A field that people don't see and programs fill in. No field of a form can have this name. A filled one
 * gets the answer of a success, and creates nothing.
 */
export const HONEYPOT = '_website';

export const isHoneypotFilled = (sent: Readonly<Record<string, unknown>>): boolean => {
  const value = Object.hasOwn(sent, HONEYPOT) ? sent[HONEYPOT] : undefined;
  return value !== undefined && value !== null && value !== '';
};

/** Unknown fields are refused. A blank text is like a field that was not sent, as browsers send both. */
export const submissionSchema = (fields: readonly FormField[]) =>
  z.strictObject({
    [HONEYPOT]: z.unknown().optional(),
    ...Object.fromEntries(fields.map((field) => [field.key, valueSchema(field)])),
  });

const valueSchema = (field: FormField): z.ZodType => {
  if (field.type === 'checkbox') {
    const box = z.boolean();
    return z.preprocess(
      readCheckbox,
      field.is_required ? box.refine((isTicked) => isTicked, because('required', {})) : box,
    );
  }
  const schema = schemaOf(field.type, field.options);
  return z.preprocess(
    field.type === 'number' ? readNumber : readText,
    field.is_required ? schema : schema.optional(),
  );
};

const schemaOf = (type: Exclude<FieldType, 'checkbox'>, options: readonly string[]): z.ZodType => {
  switch (type) {
    case 'text':
      return z.string().max(TEXT_LENGTH_MAX);
    case 'textarea':
      return z.string().max(TEXTAREA_LENGTH_MAX);
    case 'email':
      return z.email().max(EMAIL_LENGTH_MAX);
    case 'phone':
      return z
        .string()
        .max(PHONE_LENGTH_MAX)
        .refine(
          (text) => parsePhone(text) !== undefined,
          because('invalid_format', { format: 'phone' }),
        );
    case 'number':
      return z.number().min(-NUMBER_MAX).max(NUMBER_MAX);
    case 'date':
      return z.iso.date();
    case 'select':
      return z.enum([...options]);
  }
};

const readText = (value: unknown): unknown => {
  if (value === null) return undefined;
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return text === '' ? undefined : text;
};

/** Also as a text, which is all that a form sends: `12`, `-1.5`, or with the comma of French numbers. */
const readNumber = (value: unknown): unknown => {
  const text = readText(value);
  return typeof text === 'string' && /^-?\d{1,16}(?:[.,]\d{1,10})?$/.test(text)
    ? Number(text.replace(',', '.'))
    : text;
};

const TICKED: readonly unknown[] = ['on', 'true', '1'];
const UNTICKED: readonly unknown[] = ['off', 'false', '0', '', null, undefined];

/** A browser sends nothing for a box that is not ticked. */
const readCheckbox = (value: unknown): unknown => {
  if (TICKED.includes(value)) return true;
  return UNTICKED.includes(value) ? false : value;
};

export interface LeadContent {
  email: string | null;
  phone: string | null;
  name: string | null;
  companyName: string | null;
  data: Record<string, unknown>;
}

/** Splits checked values into the columns of a lead and its data. */
export const toLeadContent = (
  fields: readonly FormField[],
  values: Readonly<Record<string, unknown>>,
): LeadContent => {
  const byColumn = columnFields(fields);
  const textOf = (field: FormField | undefined): string | null => {
    const value = field && values[field.key];
    return typeof value === 'string' ? value : null;
  };
  const lifted = new Set(Object.values(byColumn));
  return {
    email: textOf(byColumn.email),
    phone: textOf(byColumn.phone),
    name: textOf(byColumn.name),
    companyName: textOf(byColumn.company_name),
    data: Object.fromEntries(
      fields.flatMap((field) =>
        lifted.has(field) || values[field.key] === undefined
          ? []
          : [[field.key, values[field.key]]],
      ),
    ),
  };
};

/** The answer in JSON. It repeats nothing of what was sent, and is the same for a repeat. */
export const SubmissionOut = z
  .object({
    message: z.string(),
    redirect_url: z.string().nullable(),
    is_confirmation_required: z.boolean(),
  })
  .openapi('FormSubmission');
