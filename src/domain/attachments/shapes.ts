import { z } from '@hono/zod-openapi';
import { ATTACHMENT_REFUSALS } from '../messages/parsed.ts';
import { wholeNumber } from '../shared/pages.ts';

/** Files of messages: received, or uploaded for one. */

/** What the mail servers of most receivers accept, with the Base64 around it. */
export const UPLOAD_SIZE_MAX_BYTES = 20 * 1024 * 1024;
/** Of one user: files that no message has taken yet. */
export const UNSENT_UPLOAD_COUNT_MAX = 100;
/** An upload that no message has taken is deleted then. */
export const UNSENT_UPLOAD_DAYS = 7;

export const AttachmentParams = z.object({ id: wholeNumber(z.int().positive()) });
export const MessageParams = AttachmentParams;

const choice = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();

export const AttachmentContentQuery = z.object({
  preview: choice.openapi({
    description:
      'Show a PNG, JPEG, GIF or WebP instead of saving it. Others are saved, a PDF too: browsers would run its scripts.',
  }),
});

export const MessageHtmlQuery = z.object({
  images: choice.openapi({
    description:
      'With the images of other servers, which then learn the address of the reader and that the message was opened.',
  }),
});

export const AttachmentOut = z
  .object({
    id: z.number(),
    conversation_id: z.number().nullable().openapi({
      description: 'Null: uploaded for a conversation that is not begun yet.',
    }),
    message_id: z.number().nullable().openapi({ description: 'Null: uploaded, not sent yet.' }),
    uploaded_by: z.number().nullable().openapi({ description: 'Null: received.' }),
    file_name: z.string(),
    media_type: z.string().openapi({ description: 'By its content, not by its name.' }),
    size_bytes: z.number(),
    is_inline: z.boolean(),
    content_id: z.string().nullable(),
    refused_reason: z.enum(ATTACHMENT_REFUSALS).nullable().openapi({
      description: 'Why the content was not kept.',
    }),
    created_at: z.iso.datetime(),
  })
  .openapi('Attachment');

/** What the console shows without running anything of it. */
export const isPreviewable = (mediaType: string): boolean =>
  /^(?:image\/(?:png|jpeg|gif|webp)|application\/pdf)$/.test(mediaType);
