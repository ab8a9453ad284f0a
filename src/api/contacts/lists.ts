import type { z } from '@hono/zod-openapi';
import { CONTACT_CURSORS, orderOf, type ContactPage } from '../../domain/contacts/lists.ts';
import { decodeCursor } from '../../domain/shared/pages.ts';
import type { ContactFilter, ListContactsInput } from '../../queries/contacts/lists.ts';

/** Queries of the lists as the SQL takes them. */

type FilterQuery = Pick<z.infer<typeof ContactPage>, 'q' | 'lacks'> & {
  organisation_id?: number | undefined;
};

export const filterOf = (query: FilterQuery): ContactFilter => ({
  text: query.q,
  lacks: query.lacks,
  organisationId: query.organisation_id,
});

/** One row more than a page has. Errors: `validation_failed` for a cursor of another order. */
export const pageInput = (query: FilterQuery & z.infer<typeof ContactPage>): ListContactsInput => {
  const order = orderOf(query.sort);
  const after = decodeCursor(query.cursor, CONTACT_CURSORS[order.sort]);
  return { ...filterOf(query), ...order, after, limit: query.limit + 1 };
};
