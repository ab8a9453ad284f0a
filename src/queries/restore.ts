import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import type { Database, Transaction } from '../platform/database.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

/** For `npm run restore:finish`, as relais_owner: a database that was restored from a dump (ADR 0018). */

/** Sessions of api and worker on this database. */
export const countAppConnections = async (ownerDatabase: Database): Promise<number> => {
  const [row] = await ownerDatabase`
    select count(*) as count
    from pg_stat_activity
    where datname = current_database() and usename = 'relais_app'
  `;
  return z.number().parse(row?.['count']);
};

const OpenActionRow = z.object({
  company_id: z.number(),
  slug: z.string(),
  id: z.string(),
  round: z.number(),
});
export type OpenActionRow = z.infer<typeof OpenActionRow>;

/** Open actions of all companies, in order of id. Index: actions_open. */
export const listOpenActions = async (
  ownerDatabase: Database,
  { after, limit }: { after: string | null; limit: number },
): Promise<OpenActionRow[]> =>
  parseRows(
    OpenActionRow,
    await ownerDatabase`
      select actions.company_id, companies.slug, actions.id, actions.round
      from actions
      join companies on companies.id = actions.company_id
      where actions.status in ('accepted', 'dispatching', 'awaiting_callback')
        and actions.id > ${after ?? NIL_UUID}::uuid
      order by actions.id
      limit ${limit}::integer
    `,
  );

const OpenReplyRow = z.object({
  id: z.number(),
  company_id: z.number(),
  slug: z.string(),
  message_uuid: z.string(),
  conversation_id: z.number(),
});
export type OpenReplyRow = z.infer<typeof OpenReplyRow>;

/** Open replies of all companies, in order of id. Index: messages_open. */
export const listOpenReplies = async (
  ownerDatabase: Database,
  { after, limit }: { after: number; limit: number },
): Promise<OpenReplyRow[]> =>
  parseRows(
    OpenReplyRow,
    await ownerDatabase`
      select messages.id, messages.company_id, companies.slug, messages.uuid as message_uuid,
        messages.conversation_id
      from messages
      join companies on companies.id = messages.company_id
      where messages.status in ('queued', 'sending', 'retrying')
        and messages.send_after is not null
        and messages.id > ${after}::bigint
      order by messages.id
      limit ${limit}::integer
    `,
  );

/** When the newest action was accepted: the dump is not older. Null: there is none. */
export const findNewestActionTime = async (ownerDatabase: Database): Promise<Date | null> =>
  parseFirst(
    z.object({ created_at: z.date() }),
    await ownerDatabase`select created_at from actions order by id desc limit 1`,
  )?.created_at ?? null;

/** The rounds that the database knows of these actions; an unknown action is omitted. */
export const findRounds = async (
  ownerDatabase: Database,
  actionIds: string[],
): Promise<Map<string, number>> => {
  const rows = parseRows(
    z.object({ id: z.string(), round: z.number() }),
    await ownerDatabase`select id, round from actions where id = any (${actionIds}::uuid[])`,
  );
  return new Map(rows.map(({ id, round }) => [id, round]));
};

/** Ends what may have been revoked after the dump. Out: how many there were. */
export const revokeAccess = async ({
  sql,
  actor,
}: Transaction): Promise<{ sessionCount: number; invitationCount: number }> => {
  const sessions = await sql`
    delete from sessions where company_id = ${actor.companyId}::bigint
  `;
  const invitations = await sql`
    delete from invitations where company_id = ${actor.companyId}::bigint
  `;
  return { sessionCount: sessions.count, invitationCount: invitations.count };
};

const SKIPPED_STREAM_NUMBERS = 1_000_000;
/** Drawn one by one, as others may draw: a tenth of a second per sequence. */
const SKIPPED_IDS = 100_000;

/** Open consoles have seen numbers of the stream that the restored head has not handed out yet. */
export const skipStreamNumbers = async ({ sql, actor }: Transaction): Promise<void> => {
  await sql`
    update company_heads
    set stream_sequence = stream_sequence + ${SKIPPED_STREAM_NUMBERS}::bigint
    where company_id = ${actor.companyId}::bigint
  `;
};

/**
 * Ids that were handed out after the dump are not handed out again, to other records. Then api and worker
 * accept the database.
 */
export const acceptDatabase = async (
  ownerDatabase: Database,
  { skipsIds }: { skipsIds: boolean },
): Promise<void> => {
  await ownerDatabase.begin(async (sql) => {
    if (skipsIds) {
      await sql`
        select count(nextval(format('%I.%I', schemaname, sequencename)::regclass))
        from pg_sequences, generate_series(1, ${SKIPPED_IDS}::integer)
        where schemaname = 'public'
      `;
    }
    await sql`
      insert into installation (database_identity, restored_at)
      values (database_identity(), now())
      on conflict (is_only) do update
      set database_identity = excluded.database_identity, restored_at = excluded.restored_at
    `;
  });
};
