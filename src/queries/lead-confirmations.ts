import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import { LOCALES } from '../domain/companies/shapes.ts';
import { MAIL_STATUSES, type MailStatus } from '../domain/shared/mail-status.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

/** Links that confirm the e-mail address of a lead, and the status of their mails. */

interface InsertInput {
  id: string;
  leadId: number;
  email: string;
  tokenHash: Buffer;
  lifetimeSeconds: number;
}

export const insertLeadConfirmation = async (
  { sql, actor }: Transaction,
  input: InsertInput,
): Promise<void> => {
  await sql`
    insert into lead_confirmations
      (id, company_id, lead_id, email, token_hash, mail_status, expires_at)
    values (
      ${input.id}::uuid, ${actor.companyId}::bigint, ${input.leadId}::bigint, ${input.email}::text,
      ${input.tokenHash}::bytea, 'waiting',
      now() + make_interval(secs => ${input.lifetimeSeconds}::integer)
    )
  `;
};

const FoundRow = z.object({ company_id: z.number(), confirmation_id: z.string() });

/** Before the company is known. */
export const findLeadConfirmation = async (
  database: Database,
  tokenHash: Buffer,
): Promise<z.infer<typeof FoundRow> | undefined> =>
  parseFirst(
    FoundRow,
    await database`
      select company_id, confirmation_id from find_lead_confirmation(${tokenHash}::bytea)
    `,
  );

const ConfirmationRow = z.object({
  lead_id: z.number(),
  confirmed_at: z.date().nullable(),
  is_expired: z.boolean(),
  /** The lead has another address now. */
  is_replaced: z.boolean(),
  locale: z.enum(LOCALES),
  company_name: z.string(),
});
export type ConfirmationRow = z.infer<typeof ConfirmationRow>;

/**
 * The form may be deleted: the lead is there, and so is the address. `isLocked`: waits for another request. The
 * caller holds the lock of the lead.
 */
export const describeConfirmation = async (
  { sql, actor }: Transaction,
  { id, isLocked = false }: { id: string; isLocked?: boolean },
): Promise<ConfirmationRow | undefined> =>
  parseFirst(
    ConfirmationRow,
    await sql`
      select lead_confirmations.lead_id, lead_confirmations.confirmed_at,
        lead_confirmations.expires_at <= now() as is_expired,
        leads.email is distinct from lead_confirmations.email as is_replaced,
        coalesce(forms.locale, companies.locale) as locale, companies.name as company_name
      from lead_confirmations
      join leads on leads.company_id = lead_confirmations.company_id
        and leads.id = lead_confirmations.lead_id
      join companies on companies.id = lead_confirmations.company_id
      left join forms on forms.company_id = leads.company_id and forms.id = leads.form_id
      where lead_confirmations.company_id = ${actor.companyId}::bigint
        and lead_confirmations.id = ${id}::uuid
      ${isLocked ? sql`for update of lead_confirmations` : sql``}
    `,
  );

/** Under the locks of the lead and of `describeConfirmation`. */
export const confirmLeadEmail = async (
  { sql, actor }: Transaction,
  input: { id: string; leadId: number },
): Promise<void> => {
  await sql`
    update lead_confirmations set confirmed_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::uuid
  `;
  await sql`
    update leads
    set email_confirmed_at = now(), version = version + 1, updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.leadId}::bigint
  `;
};

const MailRow = z.object({
  status: z.enum(MAIL_STATUSES),
  error: z.string().nullable(),
  token_hash: z.instanceof(Buffer),
  created_at: z.date(),
  expires_at: z.date(),
  email: z.string(),
  lead_id: z.number(),
  form_id: z.number().nullable(),
  assigned_to: z.number().nullable(),
  call_centre_id: z.number().nullable(),
  locale: z.enum(LOCALES),
  form_name: z.string(),
  company_name: z.string(),
});
export type ConfirmationMailRow = z.infer<typeof MailRow>;

/**
 * Locks the mail of a confirmation. Undefined if it is not to be sent any more: the link has expired or was
 * used, or the lead has another address. A mail that is being sent always ends.
 */
export const lockConfirmationMail = async (
  { sql, actor }: Transaction,
  { confirmationId }: { confirmationId: string },
): Promise<ConfirmationMailRow | undefined> =>
  parseFirst(
    MailRow,
    await sql`
      select lead_confirmations.mail_status as status, lead_confirmations.mail_error as error,
        lead_confirmations.token_hash, lead_confirmations.created_at,
        lead_confirmations.expires_at, lead_confirmations.email, leads.id as lead_id,
        leads.form_id, leads.assigned_to, leads.call_centre_id, forms.locale,
        forms.name as form_name, companies.name as company_name
      from lead_confirmations
      join leads on leads.company_id = lead_confirmations.company_id
        and leads.id = lead_confirmations.lead_id
      join forms on forms.company_id = leads.company_id and forms.id = leads.form_id
      join companies on companies.id = lead_confirmations.company_id
      where lead_confirmations.company_id = ${actor.companyId}::bigint
        and lead_confirmations.id = ${confirmationId}::uuid
        and (
          lead_confirmations.mail_status = 'sending'
          or (
            lead_confirmations.expires_at > now()
            and lead_confirmations.confirmed_at is null
            and leads.email = lead_confirmations.email
          )
        )
      for update of lead_confirmations
    `,
  );

/** Under the lock of `lockConfirmationMail`. */
export const setConfirmationMail = async (
  { sql, actor }: Transaction,
  input: {
    confirmationId: string;
    status: MailStatus;
    error: string | null;
    mailedAt: Date | null;
  },
): Promise<void> => {
  await sql`
    update lead_confirmations
    set mail_status = ${input.status}::text,
        mail_error = ${input.error}::text,
        mailed_at = ${input.mailedAt}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and id = ${input.confirmationId}::uuid
  `;
};

/** Mails without a final status, of links created a while ago, without a waiting command; by id. */
export const listQuietConfirmations = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<z.infer<typeof FoundRow>[]> =>
  parseRows(
    FoundRow,
    await database`
      select company_id, confirmation_id
      from list_quiet_lead_confirmations(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
