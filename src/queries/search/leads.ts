import { z } from 'zod';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';
import { withinReach } from '../leads/records.ts';

const FoundLead = z.object({
  id: z.number(),
  status: z.string(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  company_name: z.string().nullable(),
});
export type FoundLead = z.infer<typeof FoundLead>;

/** The newest leads within reach that have all words of the text. Index: leads_search, in the function. */
export const searchLeads = async (
  { sql, actor }: Transaction,
  { text, scope, limit }: { text: string; scope: Scope; limit: number },
): Promise<FoundLead[]> =>
  parseRows(
    FoundLead,
    await sql`
      select leads.id, leads.status, leads.email, leads.name, leads.phone, leads.company_name
      from search_leads(
        ${text}::text, ${scope.reach}::text, ${scope.userId}::bigint,
        ${scope.callCentreId}::bigint, ${limit}::integer
      ) as found
      join leads on leads.company_id = ${actor.companyId}::bigint and leads.id = found.id
      where ${withinReach(sql, scope)}
      order by leads.id desc
    `,
  );
