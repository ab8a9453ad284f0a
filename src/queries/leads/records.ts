import { z } from 'zod';
import { LEAD_SOURCES, type LeadSource } from '../../domain/leads/sources.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst } from '../shared/rows.ts';

/** Reads, locks, inserts and changes one lead. Lists: list.ts. Many leads: assignment.ts, import.ts. */

export const LeadRow = z.object({
  id: z.number(),
  form_id: z.number().nullable(),
  call_centre_id: z.number().nullable(),
  source: z.enum(LEAD_SOURCES),
  status: z.string(),
  assigned_to: z.number().nullable(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  company_name: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  email_confirmed_at: z.date().nullable(),
  called_at: z.date().nullable(),
  converted_at: z.date().nullable(),
  person_id: z.number().nullable(),
  organisation_id: z.number().nullable(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type LeadRow = z.infer<typeof LeadRow>;

export const leadColumns = (sql: Transaction['sql']) => sql`
  leads.id, leads.form_id, leads.call_centre_id, leads.source, leads.status, leads.assigned_to,
  leads.email, leads.name, leads.phone, leads.company_name, leads.data, leads.email_confirmed_at,
  leads.called_at, leads.converted_at, leads.person_id, leads.organisation_id, leads.version,
  leads.created_at, leads.updated_at
`;

/** A lead without an assignee is of its call centre. */
export const withinReach = (sql: Transaction['sql'], scope: Scope) =>
  reachCondition(sql, scope, {
    userId: 'leads.assigned_to',
    callCentreId: 'leads.call_centre_id',
  });

export interface InsertLeadInput {
  source: LeadSource;
  status: string;
  formId: number | null;
  callCentreId: number | null;
  assignedTo: number | null;
  email: string | null;
  name: string | null;
  phone: string | null;
  companyName: string | null;
  data: Record<string, unknown>;
}

export const insertLead = async (
  { sql, actor }: Transaction,
  input: InsertLeadInput,
): Promise<LeadRow> => {
  const row = parseFirst(
    LeadRow,
    await sql`
      insert into leads (
        company_id, source, status, form_id, call_centre_id, assigned_to, email, name, phone,
        company_name, data
      )
      values (
        ${actor.companyId}::bigint, ${input.source}::text, ${input.status}::text,
        ${input.formId}::bigint, ${input.callCentreId}::bigint, ${input.assignedTo}::bigint,
        ${input.email}::text, ${input.name}::text, ${input.phone}::text,
        ${input.companyName}::text, ${json(sql, input.data)}
      )
      returning ${leadColumns(sql)}
    `,
  );
  if (!row) throw new Error('an insert must return its row');
  return row;
};

/** In the company, whatever the caller reaches. */
export const findLead = async (
  { sql, actor }: Transaction,
  { id, isLocked = false }: { id: number; isLocked?: boolean },
): Promise<LeadRow | undefined> =>
  parseFirst(
    LeadRow,
    await sql`
      select ${leadColumns(sql)}
      from leads
      where leads.company_id = ${actor.companyId}::bigint and leads.id = ${id}::bigint
      ${isLocked ? sql`for no key update` : sql``}
    `,
  );
