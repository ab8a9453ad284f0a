import { z } from '@hono/zod-openapi';
import { ContactPage } from '../contacts/lists.ts';
import { Phone } from '../contacts/points.ts';
import { CONTACT_NAME_LENGTH_MAX, ContactMatch, ContactName } from '../contacts/shapes.ts';
import { Integer } from '../shared/values.ts';
import { Email } from '../users/shapes.ts';

/**
 * Clients, with the paths and fields of seed 004. A client is a person of the contacts: these routes show its
 * main e-mail address and number, and name its organisation.
 */

const fields = {
  name: ContactName,
  email: Email.nullable(),
  // A transform hides the null from the document.
  phone: Phone.nullable().openapi({ type: ['string', 'null'] }),
  company: z.string().trim().min(1).max(CONTACT_NAME_LENGTH_MAX).nullable(),
  address: z.string().trim().min(1).max(1000).nullable(),
};

export const ClientIn = z
  .strictObject({
    name: fields.name,
    email: fields.email.default(null),
    phone: fields.phone.default(null),
    company: fields.company.default(null).openapi({
      description: 'The organisation of this name, or a new one.',
    }),
    address: fields.address.default(null),
  })
  .openapi('ClientIn');

export const ClientPatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    name: fields.name.optional(),
    email: fields.email.optional().openapi({
      description: 'Takes the place of the main one; null removes that one.',
    }),
    phone: fields.phone.optional().openapi({
      type: ['string', 'null'],
      description: 'Takes the place of the main one; null removes that one.',
    }),
    company: fields.company.optional(),
    address: fields.address.optional(),
  })
  .openapi('ClientPatch');

export const ClientQuery = ContactPage;

export const ClientOut = z
  .object({
    id: z.number(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    company: z.string().nullable(),
    address: z.string().nullable(),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    deleted_at: z.iso.datetime().nullable(),
  })
  .openapi('Client');

export const ClientCreatedOut = ClientOut.extend({
  duplicates: z.array(ContactMatch).openapi({
    description: 'Other contacts with the same e-mail address or telephone number.',
  }),
}).openapi('CreatedClient');
