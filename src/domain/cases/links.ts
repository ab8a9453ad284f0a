import { z } from '@hono/zod-openapi';
import { wholeNumber } from '../shared/pages.ts';
import { Uuid } from '../shared/values.ts';

/** What a case is about: conversations, leads and actions. */

export const LINK_COUNT_MAX = 200;

const Id = z.int().positive();
export const CaseLinkParams = z.object({ id: wholeNumber(Id), link_id: wholeNumber(Id) });

export const CaseLinkIn = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('conversation'), id: Id }),
    z.strictObject({ kind: z.literal('lead'), id: Id }),
    z.strictObject({ kind: z.literal('action'), id: Uuid }),
  ])
  .openapi('CaseLinkIn');
export type CaseLinkTarget = z.infer<typeof CaseLinkIn>;

export const CaseLinkOut = z
  .object({
    id: z.number(),
    label: z.string(),
    contact: z.object({ id: z.number().nullable(), name: z.string() }).nullable().openapi({
      description: 'Of a conversation: whom it is with. It may be another than the client.',
    }),
    status: z.string(),
    kind: z.enum(['conversation', 'lead', 'action']),
    target_id: z.string().openapi({ description: 'The id of the conversation, lead or action.' }),
    created_at: z.iso.datetime(),
  })
  .openapi('CaseLink');

export const CaseLinksOut = z.object({ data: z.array(CaseLinkOut) }).openapi('CaseLinks');
