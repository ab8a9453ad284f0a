import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { leadColumns, LeadRow } from './records.ts';

/** Changes of leads. Of one: a compare-and-set on `version`. Out: undefined if the version is another. */

interface ChangeInput {
  id: number;
  version: number;
}

export interface LeadFields {
  email: string | null;
  name: string | null;
  phone: string | null;
  company_name: string | null;
  data: Record<string, unknown>;
  called_at: Date | null;
}

/** A new e-mail address is not confirmed: `isEmailChanged` takes the confirmation of the old one away. */
export const updateLeadFields = async (
  { sql, actor }: Transaction,
  input: ChangeInput & { fields: LeadFields; isEmailChanged: boolean },
): Promise<LeadRow | undefined> =>
  parseFirst(
    LeadRow,
    await sql`
      update leads
      set email = ${input.fields.email}::text,
          name = ${input.fields.name}::text,
          phone = ${input.fields.phone}::text,
          company_name = ${input.fields.company_name}::text,
          data = ${json(sql, input.fields.data)},
          called_at = ${input.fields.called_at}::timestamptz,
          ${input.isEmailChanged ? sql`email_confirmed_at = null,` : sql``}
          version = version + 1,
          updated_at = now()
      where leads.company_id = ${actor.companyId}::bigint
        and leads.id = ${input.id}::bigint
        and leads.version = ${input.version}::integer
      returning ${leadColumns(sql)}
    `,
  );

/** The links that were mailed to the old address of the lead stop working. */
export const expireConfirmations = ({ sql, actor, send }: Transaction, leadId: number): void =>
  send(sql`
    update lead_confirmations
    set expires_at = now()
    where company_id = ${actor.companyId}::bigint
      and lead_id = ${leadId}::bigint
      and confirmed_at is null
      and expires_at > now()
  `);

export const updateLeadStatus = async (
  { sql, actor }: Transaction,
  input: ChangeInput & { status: string },
): Promise<LeadRow | undefined> =>
  parseFirst(
    LeadRow,
    await sql`
      update leads
      set status = ${input.status}::text,
          version = version + 1,
          updated_at = now()
      where leads.company_id = ${actor.companyId}::bigint
        and leads.id = ${input.id}::bigint
        and leads.version = ${input.version}::integer
      returning ${leadColumns(sql)}
    `,
  );

/** All in one statement. The caller holds the locks. Out: the changed leads, by id. */
export const updateLeadStatuses = async (
  { sql, actor }: Transaction,
  input: { ids: readonly number[]; status: string },
): Promise<LeadRow[]> =>
  input.ids.length === 0
    ? []
    : parseRows(
        LeadRow,
        await sql`
          with changed as (
            update leads
            set status = ${input.status}::text,
                version = version + 1,
                updated_at = now()
            where leads.company_id = ${actor.companyId}::bigint
              and leads.id = any (${[...input.ids]}::bigint[])
            returning leads.*
          )
          select ${leadColumns(sql)} from changed as leads order by leads.id
        `,
      );

export const markLeadConverted = async (
  { sql, actor }: Transaction,
  input: ChangeInput & { status: string; personId: number; organisationId: number | null },
): Promise<LeadRow | undefined> =>
  parseFirst(
    LeadRow,
    await sql`
      update leads
      set status = ${input.status}::text,
          person_id = ${input.personId}::bigint,
          organisation_id = ${input.organisationId}::bigint,
          converted_at = now(),
          version = version + 1,
          updated_at = now()
      where leads.company_id = ${actor.companyId}::bigint
        and leads.id = ${input.id}::bigint
        and leads.version = ${input.version}::integer
      returning ${leadColumns(sql)}
    `,
  );
