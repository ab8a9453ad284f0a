import { z } from 'zod';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/**
 * The newest people or organisations with all words of the text, or with this e-mail address or telephone
 * number. Index: people_search or organisations_search, in the function.
 */
export const searchContactIds = async (
  { sql }: Transaction,
  { kind, text, limit }: { kind: ContactKind; text: string; limit: number },
): Promise<number[]> =>
  parseRows(
    z.object({ id: z.number() }),
    kind === 'person'
      ? await sql`select id from search_people(${text}::text, ${limit}::integer)`
      : await sql`select id from search_organisations(${text}::text, ${limit}::integer)`,
  ).map(({ id }) => id);
