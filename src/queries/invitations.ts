import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import type { Database, Transaction } from '../platform/database.ts';
import { INVITATION_LIFETIME_SECONDS } from '../domain/accounts/shapes.ts';
import { LOCALES } from '../domain/companies/shapes.ts';
import { ROLES } from '../domain/shared/permissions.ts';
import { MAIL_STATUSES, type MailStatus } from '../domain/shared/mail-status.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

/** Links to choose a password, at most one open per user, and the status of their mails. */

interface OpenInvitationInput {
  userId: number;
  tokenHash: Buffer;
  /** Identifies this link. Null for a link that is only shown. */
  issueId: string | null;
  isMailed: boolean;
}

/** Opens an invitation. An earlier one of the same user stops working. Out: its expiry. */
export const openInvitation = async (
  { sql, actor }: Transaction,
  { userId, tokenHash, issueId, isMailed }: OpenInvitationInput,
): Promise<Date> => {
  const [row] = await sql`
    insert into invitations
      (company_id, user_id, token_hash, issue_id, mail_status, created_by, expires_at)
    values (
      ${actor.companyId}::bigint, ${userId}::bigint, ${tokenHash}::bytea, ${issueId}::uuid,
      ${isMailed ? 'waiting' : null}::text, ${actor.userId}::bigint,
      now() + make_interval(secs => ${INVITATION_LIFETIME_SECONDS}::integer)
    )
    on conflict (company_id, user_id) do update
    set token_hash = excluded.token_hash,
        issue_id = excluded.issue_id,
        mail_status = excluded.mail_status,
        mail_error = null,
        mailed_at = null,
        created_by = excluded.created_by,
        created_at = now(),
        expires_at = excluded.expires_at
    returning expires_at
  `;
  return z.date().parse(row?.['expires_at']);
};

export const deleteUserInvitation = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<void> => {
  await sql`
    delete from invitations
    where company_id = ${actor.companyId}::bigint
      and user_id = ${userId}::bigint
  `;
};

/** Deletes the invitations that a user created: the user knows the links. Out: the invited user ids. */
export const deleteInvitationsCreatedBy = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<number[]> => {
  const rows = await sql`
    delete from invitations
    where company_id = ${actor.companyId}::bigint
      and created_by = ${userId}::bigint
    returning user_id
  `;
  return rows.map((row) => z.number().parse(row['user_id']));
};

const InvitationMailRow = z.object({
  status: z.enum(MAIL_STATUSES),
  error: z.string().nullable(),
  token_hash: z.instanceof(Buffer),
  created_at: z.date(),
  expires_at: z.date(),
  email: z.string(),
  name: z.string(),
  locale: z.enum(LOCALES),
  call_centre_id: z.number().nullable(),
  company_name: z.string(),
  role: z.enum(ROLES),
  inviter_name: z.string().nullable(),
});
export type InvitationMailRow = z.infer<typeof InvitationMailRow>;

const InvitationRow = InvitationMailRow.pick({
  email: true,
  name: true,
  role: true,
  company_name: true,
  inviter_name: true,
  expires_at: true,
});

/** What the holder of the link may know. Undefined if it was used or replaced meanwhile. */
export const describeInvitation = async (
  { sql, actor }: Transaction,
  invitationId: number,
): Promise<z.infer<typeof InvitationRow> | undefined> =>
  parseFirst(
    InvitationRow,
    await sql`
      select users.email, users.name, users.role, companies.name as company_name,
        inviters.name as inviter_name, invitations.expires_at
      from invitations
      join users on users.company_id = invitations.company_id and users.id = invitations.user_id
      join companies on companies.id = invitations.company_id
      left join users inviters
        on inviters.company_id = invitations.company_id and inviters.id = invitations.created_by
      where invitations.company_id = ${actor.companyId}::bigint
        and invitations.id = ${invitationId}::bigint
    `,
  );

/**
 * Locks the invitation. Undefined if the link does not work any more: accepted, replaced, expired, or
 * its user disabled.
 */
export const lockInvitationMail = async (
  { sql, actor }: Transaction,
  { userId, issueId }: { userId: number; issueId: string },
): Promise<InvitationMailRow | undefined> =>
  parseFirst(
    InvitationMailRow,
    await sql`
      select invitations.mail_status as status, invitations.mail_error as error,
        invitations.token_hash, invitations.created_at, invitations.expires_at, users.email, users.name, users.locale,
        users.call_centre_id, companies.name as company_name, users.role,
        inviters.name as inviter_name
      from invitations
      join users on users.company_id = invitations.company_id and users.id = invitations.user_id
      join companies on companies.id = invitations.company_id
      left join users inviters
        on inviters.company_id = invitations.company_id and inviters.id = invitations.created_by
      where invitations.company_id = ${actor.companyId}::bigint
        and invitations.user_id = ${userId}::bigint
        and invitations.issue_id = ${issueId}::uuid
        and invitations.mail_status is not null
        and invitations.expires_at > now()
        and users.is_active
      for update of invitations
    `,
  );

/** Under the lock of `lockInvitationMail`. */
export const setInvitationMail = async (
  { sql, actor }: Transaction,
  input: { issueId: string; status: MailStatus; error: string | null; mailedAt: Date | null },
): Promise<void> => {
  await sql`
    update invitations
    set mail_status = ${input.status}::text,
        mail_error = ${input.error}::text,
        mailed_at = ${input.mailedAt}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and issue_id = ${input.issueId}::uuid
  `;
};

const QuietMailRow = z.object({
  company_id: z.number(),
  user_id: z.number(),
  issue_id: z.string(),
});

/** Mails without a final status, of links created a while ago, without a waiting command; by issue id. */
export const listQuietInvitationMails = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<z.infer<typeof QuietMailRow>[]> =>
  parseRows(
    QuietMailRow,
    await database`
      select company_id, user_id, issue_id
      from list_quiet_invitation_mails(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
