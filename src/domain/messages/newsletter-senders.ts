import { z } from '@hono/zod-openapi';
import { PageQuery } from '../shared/pages.ts';

/** What a person decided about the mail of a sender. */

const ADDRESS_LENGTH_MAX = 320;

/** Wider than the address of a contact: programs send from addresses like `bounce+a=b.example@…`. */
const SenderAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(ADDRESS_LENGTH_MAX)
  .regex(/^[^\s@\p{C}]+@[^\s@\p{C}]+$/u)
  .openapi({ example: 'lettre@example.com' });

export const NewsletterSenderIn = z
  .strictObject({
    address: SenderAddress,
    is_newsletter: z.boolean().openapi({
      description: 'False: its mail is never a newsletter, whatever its headers say.',
    }),
  })
  .openapi('NewsletterSenderIn');

export const NewsletterSenderQuery = PageQuery;

export const NewsletterSenderOut = z
  .object({
    address: z.string(),
    is_newsletter: z.boolean(),
    decided_by: z.number().nullable(),
    decided_by_name: z.string().nullable(),
    created_at: z.iso.datetime(),
  })
  .openapi('NewsletterSender');

/** Of one request. */
export const MOVED_CONVERSATION_COUNT_MAX = 5_000;

export const NewsletterSenderDecidedOut = NewsletterSenderOut.extend({
  moved_count: z.number().openapi({ description: 'Conversations that changed their place.' }),
  has_more: z.boolean().openapi({
    description: `More than ${MOVED_CONVERSATION_COUNT_MAX}: the same request moves the next ones.`,
  }),
}).openapi('DecidedNewsletterSender');
