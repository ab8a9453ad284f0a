import { z } from '@hono/zod-openapi';
import { PageQuery, MicrosecondsKey, TextKey } from '../shared/pages.ts';

/** What lists of people and of organisations have in common: search, filter and order. */

export const contactFilter = {
  q: z.string().trim().max(200).optional().openapi({
    description:
      'Words or prefixes of words; an e-mail address; telephone numbers in whatever way they are written.',
  }),
  lacks: z.enum(['email', 'phone']).optional().openapi({
    description: 'Only those without an e-mail address, or without a telephone number.',
  }),
};

export const CONTACT_SORTS = ['created_at', 'updated_at', 'name'] as const;
export type ContactSort = (typeof CONTACT_SORTS)[number];

const sort = z
  .enum(CONTACT_SORTS.flatMap((name) => [name, `-${name}` as const]))
  .default('name')
  .openapi({ description: 'With `-`, the largest or newest first.' });
export type ContactOrder = z.infer<typeof sort>;

export const ContactPage = PageQuery.extend({ ...contactFilter, sort });

/** `-name` → name, descending. */
export const orderOf = (order: ContactOrder): { sort: ContactSort; isDescending: boolean } => ({
  sort: CONTACT_SORTS.find((one) => order.endsWith(one)) ?? 'name',
  isDescending: order.startsWith('-'),
});

/** What the cursor of each sort holds: the key of the last row, and its id. */
export const CONTACT_CURSORS = {
  created_at: z.tuple([z.int(), z.int()]),
  updated_at: z.tuple([MicrosecondsKey, z.int()]),
  name: z.tuple([TextKey, z.int()]),
} as const satisfies Record<ContactSort, z.ZodType>;
