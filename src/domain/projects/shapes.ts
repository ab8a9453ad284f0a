import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { Integer } from '../shared/values.ts';

/** Projects: a customer's question, or the work for one. Conversations are linked to them. */

const DESCRIPTION_LENGTH_MAX = 10_000;

const Id = z.int().positive();
export const ProjectParams = z.object({ id: wholeNumber(Id) });

const fields = {
  name: z.string().trim().normalize('NFC').min(1).max(200),
  description: z.string().trim().min(1).max(DESCRIPTION_LENGTH_MAX).nullable(),
  person_id: Id.nullable(),
  organisation_id: Id.nullable(),
  is_closed: z.boolean(),
};

export const ProjectIn = z
  .strictObject({
    name: fields.name,
    description: fields.description.default(null),
    person_id: fields.person_id.default(null),
    organisation_id: fields.organisation_id.default(null),
    is_closed: fields.is_closed.default(false),
  })
  .openapi('ProjectIn');

export const ProjectPatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    ...z.object(fields).partial().shape,
  })
  .openapi('ProjectPatch');

export const ProjectQuery = PageQuery.extend({
  q: z.string().trim().max(200).optional().openapi({
    description: 'Words of the name, or of the name of its contact.',
  }),
  is_closed: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  person_id: wholeNumber(Id).optional(),
  organisation_id: wholeNumber(Id).optional(),
});

export const ProjectOut = z
  .object({
    id: z.number(),
    name: z.string(),
    description: z.string().nullable(),
    person_id: z.number().nullable(),
    person_name: z.string().nullable(),
    organisation_id: z.number().nullable(),
    organisation_name: z.string().nullable(),
    is_closed: z.boolean(),
    conversation_count: z
      .number()
      .openapi({ description: 'Its conversations within the reach of the caller.' }),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('Project');
