import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import { DIGEST_TIME_DEFAULT } from '../../domain/notifications/defaults.ts';
import { ROLES } from '../../domain/shared/permissions.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** When users get their daily digests. */

const DigestRow = z.object({
  at_time: z.string(),
  time_zone: z.string(),
  next_at: z.date().nullable(),
  last_on: z.string().nullable(),
});
export type DigestRow = z.infer<typeof DigestRow>;

export const findDigest = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<DigestRow | undefined> =>
  parseFirst(
    DigestRow,
    await sql`
      select at_time, time_zone, next_at, last_on::text
      from notification_digests
      where company_id = ${actor.companyId}::bigint and user_id = ${userId}::bigint
    `,
  );

/** Creates it if it is missing, and locks it: before the notifications of its user. */
export const lockDigest = async (
  { sql, actor }: Transaction,
  { userId, timeZone }: { userId: number; timeZone: string },
): Promise<DigestRow> => {
  const [row] = await sql`
    insert into notification_digests (company_id, user_id, at_time, time_zone)
    values (
      ${actor.companyId}::bigint, ${userId}::bigint, ${DIGEST_TIME_DEFAULT}::text, ${timeZone}::text
    )
    on conflict (company_id, user_id) do update set updated_at = now()
    returning at_time, time_zone, next_at, last_on::text
  `;
  return DigestRow.parse(row);
};

/** Under the lock of the digest. */
export const setDigest = async (
  { sql, actor }: Transaction,
  { userId, ...digest }: DigestRow & { userId: number },
): Promise<void> => {
  await sql`
    update notification_digests
    set at_time = ${digest.at_time}::text,
        time_zone = ${digest.time_zone}::text,
        next_at = ${digest.next_at}::timestamptz,
        last_on = ${digest.last_on}::date,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and user_id = ${userId}::bigint
  `;
};

export const hasDailyKind = async (
  { sql, actor }: Transaction,
  userId: number,
): Promise<boolean> => {
  const rows = await sql`
    select
    from notification_preferences
    where company_id = ${actor.companyId}::bigint
      and user_id = ${userId}::bigint
      and email
      and is_daily
    limit 1
  `;
  return rows.length > 0;
};

const OwnedDigestRow = DigestRow.extend({
  user_id: z.number(),
  next_at: z.date(),
  is_active: z.boolean(),
  role: z.enum(ROLES),
  call_centre_id: z.number().nullable(),
});
export type OwnedDigestRow = z.infer<typeof OwnedDigestRow>;

const lockDigests = (sql: Transaction['sql'], condition: ReturnType<Transaction['sql']>) => sql`
  select notification_digests.user_id, notification_digests.at_time,
    notification_digests.time_zone, notification_digests.next_at,
    notification_digests.last_on::text, users.is_active, users.role, users.call_centre_id
  from notification_digests
  join users
    on users.company_id = notification_digests.company_id
    and users.id = notification_digests.user_id
  where notification_digests.next_at is not null
    and ${condition}
  order by notification_digests.next_at, notification_digests.user_id
`;

/** Those whose time has come, the earliest first. Locks them. Index: notification_digests_next_at. */
export const lockDueDigests = async (
  { sql, actor }: Transaction,
  { now, limit }: { now: Date; limit: number },
): Promise<OwnedDigestRow[]> =>
  parseRows(
    OwnedDigestRow,
    await sql`
      ${lockDigests(
        sql,
        sql`notification_digests.company_id = ${actor.companyId}::bigint
          and notification_digests.next_at <= ${now}::timestamptz`,
      )}
      limit ${limit}::integer
      for no key update of notification_digests
    `,
  );

/** Those whose next time was computed for another time zone. Locks them. */
export const lockDigestsOfOtherZones = async (
  { sql, actor }: Transaction,
  { timeZone, limit }: { timeZone: string; limit: number },
): Promise<OwnedDigestRow[]> =>
  parseRows(
    OwnedDigestRow,
    await sql`
      ${lockDigests(
        sql,
        sql`notification_digests.company_id = ${actor.companyId}::bigint
          and notification_digests.time_zone <> ${timeZone}::text`,
      )}
      limit ${limit}::integer
      for no key update of notification_digests
    `,
  );

export const findNextDigestAt = async ({ sql, actor }: Transaction): Promise<Date | null> => {
  const [row] = await sql`
    select min(next_at) as next_at
    from notification_digests
    where company_id = ${actor.companyId}::bigint and next_at is not null
  `;
  return z.object({ next_at: z.date().nullable() }).parse(row).next_at;
};

const QuietRow = z.object({
  company_id: z.number(),
  mail_id: z.string(),
  user_id: z.number(),
  digest_on: z.string(),
});

/** Digests that have not ended, without a waiting command. */
export const listQuietDigests = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<z.infer<typeof QuietRow>[]> =>
  parseRows(
    QuietRow,
    await database`
      select company_id, mail_id, user_id, digest_on::text
      from list_quiet_digests(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
