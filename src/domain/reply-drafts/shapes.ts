import { z } from '@hono/zod-openapi';
import { Integer } from '../shared/values.ts';

/** What a user has begun to write in a conversation. Unchecked but for its size: it is not a reply yet. */

/** A draft is deleted so long after its last change. */
export const DRAFT_RETENTION_DAYS = 90;

const TEXT_LENGTH_MAX = 100_000;
const RECIPIENT_COUNT_MAX = 50;
const ATTACHMENT_COUNT_MAX = 20;

/** As it is typed, perhaps not an address yet. */
const Recipients = z.array(z.string().max(400)).max(RECIPIENT_COUNT_MAX);

const content = {
  text: z.string().max(TEXT_LENGTH_MAX),
  subject: z.string().max(1000).nullable().default(null),
  to: Recipients.default([]),
  cc: Recipients.default([]),
  bcc: Recipients.default([]),
  attachment_ids: z.array(z.int().positive()).max(ATTACHMENT_COUNT_MAX).default([]).openapi({
    description: 'Uploaded files. They are checked when the reply is sent.',
  }),
};

export const ReplyDraftContent = z.object(content);
export type ReplyDraftContent = z.infer<typeof ReplyDraftContent>;

export const ReplyDraftIn = z
  .strictObject({
    version: Integer.min(0).openapi({
      description: 'The version the change is based on; 0 if there was no draft.',
    }),
    ...content,
  })
  .openapi('ReplyDraftIn');

export const ReplyDraftOut = z
  .object({
    version: z.number().openapi({ description: '0: there is no draft.' }),
    ...content,
    updated_at: z.iso.datetime().nullable(),
  })
  .openapi('ReplyDraft');
