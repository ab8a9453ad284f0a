import { z } from '@hono/zod-openapi';
import { wholeNumber } from '../shared/pages.ts';
import { because } from '../shared/schema-faults.ts';
import { Integer } from '../shared/values.ts';
import { contactFilter, ContactPage } from './lists.ts';
import { EmailPoints, Phone, PhonePoints, pointsOut } from './points.ts';

/**
 * Contacts: people (a client, or somebody who works for an organisation) and organisations. Deleted ones
 * are in no list; their page says what became of them.
 */

const Id = z.int().positive();
export const ContactParams = z.object({ id: wholeNumber(Id) });

const text = (max: number) => z.string().trim().min(1).max(max);
export const CONTACT_NAME_LENGTH_MAX = 200;
export const ContactName = text(CONTACT_NAME_LENGTH_MAX);

/** `www.example.com` is read as `https://www.example.com`. */
const Website = z.preprocess(
  (value) =>
    typeof value === 'string' && !/^[a-z][a-z0-9+.-]*:/i.test(value.trim())
      ? `https://${value.trim()}`
      : value,
  z.url({ protocol: /^https?$/ }).max(500),
);

const shared = {
  address: text(1000).nullable(),
  notes: text(10_000).nullable(),
};
const personFields = { organisation_id: Id.nullable(), job_title: text(200).nullable(), ...shared };
const organisationFields = {
  website: Website.nullable().openapi({ type: ['string', 'null'], format: 'uri' }),
  ...shared,
};

const points = { emails: EmailPoints.default([]), phones: PhonePoints.default([]) };
const pointChanges = { emails: EmailPoints.optional(), phones: PhonePoints.optional() };

export const PersonIn = z
  .strictObject({
    name: ContactName,
    organisation_id: personFields.organisation_id.default(null),
    job_title: personFields.job_title.default(null),
    address: shared.address.default(null),
    notes: shared.notes.default(null),
    ...points,
  })
  .openapi('PersonIn');

export const OrganisationIn = z
  .strictObject({
    name: ContactName,
    website: organisationFields.website.default(null),
    address: shared.address.default(null),
    notes: shared.notes.default(null),
    ...points,
  })
  .openapi('OrganisationIn');

const version = Integer.min(1).openapi({ description: 'The version the change is based on.' });

export const PersonPatch = z
  .strictObject({
    version,
    name: ContactName.optional(),
    organisation_id: personFields.organisation_id.optional(),
    job_title: personFields.job_title.optional(),
    address: shared.address.optional(),
    notes: shared.notes.optional(),
    ...pointChanges,
  })
  .openapi('PersonPatch');

export const OrganisationPatch = z
  .strictObject({
    version,
    name: ContactName.optional(),
    website: organisationFields.website.optional(),
    address: shared.address.optional(),
    notes: shared.notes.optional(),
    ...pointChanges,
  })
  .openapi('OrganisationPatch');

const OrganisationName = z.object({ id: z.number(), name: z.string() }).openapi('OrganisationName');

const state = {
  version: z.number(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  deleted_at: z.iso.datetime().nullable(),
  merged_into_id: z.number().nullable().openapi({
    description: 'It was merged into this record, and deleted with it.',
  }),
};

export const PersonOut = z
  .object({
    id: z.number(),
    name: z.string(),
    organisation: z.union([OrganisationName, z.null()]),
    job_title: z.string().nullable(),
    address: z.string().nullable(),
    notes: z.string().nullable(),
    ...pointsOut,
    ...state,
  })
  .openapi('Person');

export const OrganisationOut = z
  .object({
    id: z.number(),
    name: z.string(),
    website: z.string().nullable(),
    address: z.string().nullable(),
    notes: z.string().nullable(),
    people_count: z.number().openapi({ description: 'People of this organisation.' }),
    ...pointsOut,
    ...state,
  })
  .openapi('Organisation');

const organisationFilter = {
  organisation_id: wholeNumber(Id).optional().openapi({ description: 'People of this one.' }),
};
export const PersonFilterQuery = z.object({ ...contactFilter, ...organisationFilter });
export const PersonQuery = ContactPage.extend(organisationFilter);
export const OrganisationFilterQuery = z.object(contactFilter);
export const OrganisationQuery = ContactPage;

/** At least one of both, so that a search for nothing does not answer "no duplicates". */
export const MatchQuery = z
  .object({
    email: z.string().trim().toLowerCase().max(254).optional(),
    phone: Phone.optional(),
    except_id: wholeNumber(Id).optional().openapi({ description: 'The record that is compared.' }),
  })
  .refine(({ email, phone }) => email !== undefined || phone !== undefined, {
    path: ['email'],
    ...because('required_or', { field: 'phone' }),
  });

export const ContactMatch = z
  .object({
    id: z.number(),
    name: z.string(),
    ...pointsOut,
    matched: z
      .array(z.string())
      .openapi({ description: 'The e-mail addresses and telephone numbers that are the same.' }),
  })
  .openapi('ContactMatch');

export const MATCH_COUNT_MAX = 20;
export const MatchesOut = z.object({ data: z.array(ContactMatch) }).openapi('ContactMatches');

const duplicates = z.array(ContactMatch).openapi({
  description: `Up to ${MATCH_COUNT_MAX} other records with the same e-mail address or telephone number.`,
});
export const PersonCreatedOut = PersonOut.extend({ duplicates }).openapi('CreatedPerson');
export const OrganisationCreatedOut = OrganisationOut.extend({ duplicates }).openapi(
  'CreatedOrganisation',
);
