import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { because } from '../shared/schema-faults.ts';
import { Integer } from '../shared/values.ts';
import { CANNED_REPLY_VARIABLES, findUnknownVariable } from './variables.ts';

/** Canned replies: answers that are written once and used often. */

const BODY_LENGTH_MAX = 20_000;

const Id = z.int().positive();
export const CannedReplyParams = z.object({ id: wholeNumber(Id) });

const Name = z.string().trim().normalize('NFC').min(1).max(100);
const Body = z
  .string()
  .trim()
  .min(1)
  .max(BODY_LENGTH_MAX)
  .superRefine((body, context) => {
    const variable = findUnknownVariable(body);
    if (variable === undefined) return;
    const allowed = [...CANNED_REPLY_VARIABLES];
    context.addIssue({ code: 'custom', ...because('unknown_variable', { variable, allowed }) });
  })
  .openapi({
    description: `Plain text. Variables: ${CANNED_REPLY_VARIABLES.map((name) => `\`{{${name}}}\``).join(', ')}.`,
  });

export const CannedReplyIn = z.strictObject({ name: Name, body: Body }).openapi('CannedReplyIn');

export const CannedReplyPatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    name: Name.optional(),
    body: Body.optional(),
  })
  .openapi('CannedReplyPatch');

export const CannedReplyQuery = PageQuery.extend({
  q: z.string().trim().max(200).optional().openapi({ description: 'Words of the name or text.' }),
});

export const CannedReplyOut = z
  .object({
    id: z.number(),
    name: z.string(),
    body: z.string(),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('CannedReply');

export const CannedReplyRenderIn = z
  .strictObject({ conversation_id: Id })
  .openapi('CannedReplyRenderIn');

export const CannedReplyRenderOut = z.object({ text: z.string() }).openapi('CannedReplyRender');
