import { z } from '@hono/zod-openapi';
import { parsePhone } from '../shared/phones.ts';
import { because } from '../shared/schema-faults.ts';
import { Email } from '../users/shapes.ts';

/**
 * E-mail addresses and telephone numbers of a person or an organisation: the first is the main one. They
 * are stored in one form, lower case and E.164, so that two spellings of one value are compared as equal.
 */

/** Of each kind. A merge may not exceed it either. */
export const POINT_COUNT_MAX = 50;

export const Phone = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .transform((text, context) => {
    const phone = parsePhone(text);
    if (phone !== undefined) return phone;
    context.addIssue({ code: 'custom', ...because('invalid_format', { format: 'phone' }) });
    return z.NEVER;
  })
  .openapi({ type: 'string', example: '06 12 34 56 78' });

const label = z.string().trim().min(1).max(50).nullable().default(null).openapi({
  description: 'What it is used for: `bureau`, `mobile`.',
});

export interface ContactPoint {
  value: string;
  label: string | null;
}

/** A repeated value is kept once, with its first label. */
const withoutRepeats = (points: ContactPoint[]): ContactPoint[] =>
  points.filter((point, at) => points.findIndex(({ value }) => value === point.value) === at);

const EmailPoint = z.strictObject({ value: Email, label }).openapi('EmailPointIn');
const PhonePoint = z
  .strictObject({
    value: Phone.openapi({
      description: 'In whatever way it is written; without a country code it is French.',
    }),
    label,
  })
  .openapi('PhonePointIn');

const description = 'The first is the main one. In a change, the list replaces the whole list.';
export const EmailPoints = z
  .array(EmailPoint)
  .max(POINT_COUNT_MAX)
  .transform(withoutRepeats)
  .openapi({ description });
export const PhonePoints = z
  .array(PhonePoint)
  .max(POINT_COUNT_MAX)
  .transform(withoutRepeats)
  .openapi({ description });

const PointOut = z
  .object({ value: z.string(), label: z.string().nullable() })
  .openapi('ContactPoint');

export const pointsOut = { emails: z.array(PointOut), phones: z.array(PointOut) };
