import { z } from '@hono/zod-openapi';
import { Locale } from '../companies/shapes.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { because, eachOnce } from '../shared/schema-faults.ts';
import { TimeZone } from '../shared/time-zone.ts';
import { Integer } from '../shared/values.ts';
import { canConfirm, FieldOut, FormFields } from './fields.ts';

/** Forms on web sites that create leads. */

const ORIGIN_COUNT_MAX = 20;
const ORIGIN_LENGTH_MAX = 300;
const MESSAGE_LENGTH_MAX = 1000;
const URL_LENGTH_MAX = 2000;

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * Letters, digits, `-` and `_`, or an IPv6 address. A URL may have `;`, `,` or `*` in its host, which have a
 * meaning in `Content-Security-Policy`: the page of the form names these hosts there.
 */
const PLAIN_HOST = /^(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]+\])$/;

/** An exact origin, as browsers send it: https, or http on this machine for tests. */
const isOrigin = (text: string): boolean => {
  const url = URL.parse(text);
  if (url === null || url.origin !== text || !PLAIN_HOST.test(url.hostname)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
};

const Origin = z
  .string()
  .trim()
  .max(ORIGIN_LENGTH_MAX)
  .refine(isOrigin, because('invalid_format', { format: 'origin' }))
  .openapi({ example: 'https://www.example.com' });

const isRedirect = (text: string): boolean => {
  const url = URL.parse(text);
  return (
    url !== null && url.username === '' && url.password === '' && PLAIN_HOST.test(url.hostname)
  );
};

const shape = {
  name: z.string().trim().min(1).max(200),
  fields: FormFields,
  call_centre_id: z
    .union([z.int().positive(), z.null()])
    .openapi({ description: 'The call centre of its leads.' }),
  locale: Locale.openapi({ description: 'Of the hosted page, its messages and the mail.' }),
  is_confirmation_required: z.boolean().openapi({
    description:
      'Mails a link to confirm the address. Needs a required field of the type `email`, and a mail server.',
  }),
  allowed_origins: z
    .array(Origin)
    .max(ORIGIN_COUNT_MAX)
    .openapi({
      description:
        'Origins of web sites whose pages may send and frame the form. The hosted page and programs that send no `Origin` always may.',
    })
    .superRefine(eachOnce((origin) => origin)),
  is_active: z.boolean().openapi({ description: 'An inactive form takes nothing.' }),
  success_message: z
    .union([z.string().trim().min(1).max(MESSAGE_LENGTH_MAX), z.null()])
    .openapi({ description: "Shown after sending; null: Relais's own words." }),
  redirect_url: z
    .union([
      z
        .url({ protocol: /^https$/ })
        .max(URL_LENGTH_MAX)
        .refine(isRedirect, because('invalid_format', { format: 'url' })),
      z.null(),
    ])
    .openapi({ description: 'Where a browser goes after sending; null: to a page of Relais.' }),
};

const refuseUnconfirmable = (
  form: { is_confirmation_required?: boolean; fields?: z.infer<typeof FormFields> },
  context: z.RefinementCtx,
): void => {
  if (form.is_confirmation_required !== true || form.fields === undefined) return;
  if (canConfirm(form.fields)) return;
  context.addIssue({ code: 'custom', path: ['fields'], ...because('needs_email_field', {}) });
};

export const FormIn = z
  .strictObject({
    ...shape,
    call_centre_id: shape.call_centre_id.default(null),
    locale: shape.locale.default('fr'),
    is_confirmation_required: shape.is_confirmation_required.default(false),
    allowed_origins: shape.allowed_origins.default([]),
    is_active: shape.is_active.default(true),
    success_message: shape.success_message.default(null),
    redirect_url: shape.redirect_url.default(null),
  })
  .superRefine(refuseUnconfirmable)
  .openapi('FormIn');

export const FormPatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    ...z.strictObject(shape).partial().shape,
  })
  .openapi('FormPatch');

export const FormParams = z.object({ id: wholeNumber(z.int().positive()) });

export const FormQuery = PageQuery.extend({
  is_active: z.enum(['true', 'false']).optional(),
  call_centre_id: wholeNumber(z.int().positive()).optional(),
});

export const FormOut = z
  .object({
    id: z.number(),
    version: z.number(),
    ...shape,
    name: z.string(),
    fields: z.array(FieldOut),
    allowed_origins: z.array(z.string()),
    success_message: z.string().nullable(),
    redirect_url: z.string().nullable(),
    token: z.string().openapi({ description: 'Public: it is in each page that shows the form.' }),
    hosted_url: z.string().openapi({ description: 'The page with the form.' }),
    submit_url: z.string().openapi({ description: 'Where a form of one’s own sends its fields.' }),
    embed_html: z.string().openapi({ description: 'For a page of one of the allowed origins.' }),
    last_lead_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('Form');

export const STATS_WINDOWS = { '7d': 7, '28d': 28 } as const;

export const FormStatsQuery = z.object({
  window: z.enum(['7d', '28d']).default('28d'),
  time_zone: TimeZone,
});

const counts = {
  submissions: z.number(),
  confirmed: z.number(),
  converted: z.number(),
};

export const FormStatsOut = z
  .object({
    window: z.enum(['7d', '28d']),
    totals: z.object(counts),
    days: z.array(z.object({ day: z.iso.date(), ...counts })).openapi({
      description:
        'Every day, oldest first: the leads that came on this day, and how many of them are confirmed and converted by now.',
    }),
  })
  .openapi('FormStatistics');
