import { z } from '@hono/zod-openapi';
import { Phone } from '../contacts/points.ts';
import { MAIL_STATUSES } from '../shared/mail-status.ts';
import { wholeNumber } from '../shared/pages.ts';
import { because } from '../shared/schema-faults.ts';
import { Instant, Integer } from '../shared/values.ts';
import { Email } from '../users/shapes.ts';
import { LEAD_SOURCES } from './sources.ts';

/** Leads: somebody who may become a customer. `data` holds the fields of the form. */

const DATA_SIZE_MAX_CHARACTERS = 64 * 1024;

export const LeadParams = z.object({ id: wholeNumber(z.int().positive()) });

export const LeadName = z.string().trim().normalize('NFC').min(1).max(200);

export const LeadData = z
  .record(z.string().min(1).max(100), z.unknown())
  .refine(
    (data) => JSON.stringify(data).length <= DATA_SIZE_MAX_CHARACTERS,
    because('json_too_long', { max: DATA_SIZE_MAX_CHARACTERS }),
  );

const fields = {
  email: Email.nullable().optional(),
  name: LeadName.nullable().optional(),
  // A transform hides the null from the document.
  phone: Phone.nullable()
    .optional()
    .openapi({ type: ['string', 'null'] }),
  company_name: LeadName.nullable().optional(),
};

export const LeadIn = z
  .strictObject({
    ...fields,
    data: LeadData.optional(),
    call_centre_id: z.int().positive().nullable().optional().openapi({
      description: "Without: the caller's call centre.",
    }),
    assigned_to: z.int().positive().nullable().optional().openapi({
      description:
        'If absent: the agent who creates the lead; for other callers the lead is unassigned.',
    }),
  })
  .openapi('LeadIn');

export const LeadPatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    ...fields,
    data: LeadData.optional().openapi({
      description: 'Merged into the data; null removes a field.',
    }),
    called_at: Instant.nullable().optional().openapi({ description: 'When somebody called.' }),
  })
  .openapi('LeadPatch');

export const LeadStatusIn = z
  .strictObject({
    status: z.string().min(1).max(100),
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
  })
  .openapi('LeadStatusIn');

export const LeadOut = z
  .object({
    id: z.number(),
    label: z.string().openapi({ description: 'The name, or what else is known of the lead.' }),
    form_id: z.number().nullable(),
    form_name: z.string().nullable(),
    call_centre_id: z.number().nullable(),
    call_centre_name: z.string().nullable(),
    source: z.enum(LEAD_SOURCES),
    status: z.string(),
    assigned_to: z.number().nullable(),
    assigned_to_name: z.string().nullable(),
    email: z.string().nullable(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    company_name: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
    email_confirmed_at: z.iso.datetime().nullable(),
    confirmation_mail: z
      .object({
        status: z.enum(MAIL_STATUSES).openapi({
          description: '`uncertain`: the mail server may have accepted it; it is not sent again.',
        }),
        error: z.string().nullable().openapi({ description: 'Code of the last failure.' }),
        mailed_at: z.iso.datetime().nullable(),
      })
      .nullable()
      .openapi({
        description: 'The last mail that asked to confirm this address. Null: there is none.',
      }),
    called_at: z.iso.datetime().nullable(),
    converted_at: z.iso.datetime().nullable(),
    person_id: z.number().nullable(),
    organisation_id: z.number().nullable(),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('Lead');

export const LeadCsvRow = z.object({
  id: z.number(),
  created_at: z.string(),
  source: z.string(),
  status: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  company_name: z.string().nullable(),
  assigned_to: z.string().nullable(),
  call_centre: z.string().nullable(),
  form: z.string().nullable(),
  email_confirmed_at: z.string().nullable(),
  called_at: z.string().nullable(),
  converted_at: z.string().nullable(),
  /** JSON. */
  data: z.string(),
});
