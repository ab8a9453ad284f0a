import { z } from 'zod';
import { ITEM_OUTCOMES, type ItemOutcome } from '../../domain/mailboxes/sync.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Every message that was found in a mailbox, and what became of it. Key: folder, UIDVALIDITY and UID. */

export interface ItemKey {
  mailboxId: number;
  path: string;
  uidValidity: number;
  uid: number;
}

export interface ItemEnd extends ItemKey {
  cycleId: string;
  outcome: ItemOutcome;
  reason: string;
  messageId: number | null;
  /** Hexadecimal. */
  contentHash: string | null;
  internetMessageId: string | null;
  /** Null, as the date: the server did not say. */
  sizeBytes: number | null;
  receivedAt: Date | null;
  errorText: string | null;
  isNews: boolean;
}

/**
 * An item that has its outcome begins again: its message is there again, or another one has its UID (a server that
 * was restored). INTERNALDATE of a message never changes (RFC 3501, 2.3.3).
 */
const isBegunAgain = (sql: Transaction['sql']) => sql`(
  (mailbox_items.outcome = 'dropped' and mailbox_items.reason in ('gone', 'renumbered'))
  or mailbox_items.received_at <> excluded.received_at
)`;

/**
 * Records what became of a message. Twice: an item that has its outcome keeps it; one that waits gets the new
 * one. A failure of an item that waits changes its error only: the attempt was counted before (`countAttempt`).
 * A message that was not delivered harmed nothing: its attempts are counted from zero again.
 */
export const recordItem = ({ sql, actor, send }: Transaction, item: ItemEnd): void =>
  send(sql`
    insert into mailbox_items (
      company_id, mailbox_id, path, uid_validity, uid, cycle_id, outcome, reason, message_id,
      content_hash, internet_message_id, size_bytes, received_at, error_text, is_news
    )
    values (
      ${actor.companyId}::bigint, ${item.mailboxId}::bigint, ${item.path}::text,
      ${item.uidValidity}::bigint, ${item.uid}::bigint, ${item.cycleId}::uuid,
      ${item.outcome}::text, ${item.reason}::text, ${item.messageId}::bigint,
      decode(${item.contentHash}::text, 'hex'), ${item.internetMessageId}::text,
      ${item.sizeBytes}::bigint, ${item.receivedAt}::timestamptz, ${item.errorText}::text,
      ${item.isNews}::boolean
    )
    on conflict (mailbox_id, path, uid_validity, uid, company_id) do update
    set cycle_id = excluded.cycle_id, outcome = excluded.outcome, reason = excluded.reason,
        message_id = excluded.message_id, content_hash = excluded.content_hash,
        internet_message_id = excluded.internet_message_id, size_bytes = excluded.size_bytes,
        received_at = excluded.received_at, error_text = excluded.error_text,
        is_news = excluded.is_news, updated_at = now(),
        attempt_count = case
          when excluded.reason = 'not_delivered' then 0
          when ${isBegunAgain(sql)} then 1
          else mailbox_items.attempt_count
        end
    where mailbox_items.outcome = 'pending' or ${isBegunAgain(sql)}
  `);

const Attempt = z.object({ attempt_count: z.number(), created_at: z.date() });

/**
 * Counts an attempt before it is made: so a message that ends the process or the connection is counted too.
 * Out: the attempts with this one; undefined if the item has its outcome already.
 */
export const countAttempt = async (
  { sql, actor }: Transaction,
  item: ItemKey & Pick<ItemEnd, 'cycleId' | 'sizeBytes' | 'receivedAt' | 'isNews'>,
): Promise<z.infer<typeof Attempt> | undefined> =>
  parseFirst(
    Attempt,
    await sql`
      insert into mailbox_items (
        company_id, mailbox_id, path, uid_validity, uid, cycle_id, outcome, reason, size_bytes,
        received_at, is_news
      )
      values (
        ${actor.companyId}::bigint, ${item.mailboxId}::bigint, ${item.path}::text,
        ${item.uidValidity}::bigint, ${item.uid}::bigint, ${item.cycleId}::uuid, 'pending',
        'interrupted', ${item.sizeBytes}::bigint, ${item.receivedAt}::timestamptz,
        ${item.isNews}::boolean
      )
      on conflict (mailbox_id, path, uid_validity, uid, company_id) do update
      set attempt_count =
            case when ${isBegunAgain(sql)} then 1 else mailbox_items.attempt_count + 1 end,
          outcome = 'pending', reason = 'interrupted', cycle_id = excluded.cycle_id,
          received_at = excluded.received_at, updated_at = now()
      where mailbox_items.outcome = 'pending' or ${isBegunAgain(sql)}
      returning attempt_count, created_at
    `,
  );

/** An attempt that a failure of the provider or of Relais ended is none. */
export const giveAttemptBack = async (
  { sql, actor }: Transaction,
  item: ItemKey,
): Promise<void> => {
  await sql`
    update mailbox_items
    set attempt_count = greatest(0, attempt_count - 1)
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${item.mailboxId}::bigint
      and path = ${item.path}::text
      and uid_validity = ${item.uidValidity}::bigint
      and uid = ${item.uid}::bigint
      and outcome = 'pending'
  `;
};

/** Leaves an item waiting that can't be asked for now. After those of other messages it is tried again. */
export const postponeItem = async (
  { sql, actor }: Transaction,
  { id, cycleId }: { id: number; cycleId: string },
): Promise<void> => {
  await sql`
    update mailbox_items
    set reason = 'not_delivered', cycle_id = ${cycleId}::uuid, updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint and outcome = 'pending'
  `;
};

const KnownRow = z.object({ uid: z.number(), received_at: z.date().nullable() });
export type KnownRow = z.infer<typeof KnownRow>;

/** Messages of these UIDs that have an item; also those that wait. */
export const listKnown = async (
  { sql, actor }: Transaction,
  input: Omit<ItemKey, 'uid'> & { uids: readonly number[] },
): Promise<KnownRow[]> =>
  parseRows(
    KnownRow,
    await sql`
      select uid, received_at
      from mailbox_items
      where company_id = ${actor.companyId}::bigint
        and mailbox_id = ${input.mailboxId}::bigint
        and path = ${input.path}::text
        and uid_validity = ${input.uidValidity}::bigint
        and uid = any(${[...input.uids]}::bigint[])
        and not (outcome = 'dropped' and reason in ('gone', 'renumbered'))
    `,
  );

/** Messages that were read, the newest first. */
export const listReadSmall = async (
  { sql, actor }: Transaction,
  input: Omit<ItemKey, 'uid'> & { sizeMaxBytes: number; limit: number },
): Promise<number[]> =>
  parseRows(
    z.object({ uid: z.number() }),
    await sql`
      select uid
      from mailbox_items
      where company_id = ${actor.companyId}::bigint
        and mailbox_id = ${input.mailboxId}::bigint
        and path = ${input.path}::text
        and uid_validity = ${input.uidValidity}::bigint
        and message_id is not null
        and size_bytes between 1 and ${input.sizeMaxBytes}::bigint
      order by id desc
      limit ${input.limit}::integer
    `,
  ).map(({ uid }) => uid);

/** A folder without state that has items was read before. */
export const hasItems = async (
  { sql, actor }: Transaction,
  { mailboxId, path }: { mailboxId: number; path: string },
): Promise<boolean> => {
  const found = await sql`
    select
    from mailbox_items
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${mailboxId}::bigint
      and path = ${path}::text
    limit 1
  `;
  return found.length > 0;
};

const WaitingRow = z.object({
  id: z.number(),
  path: z.string(),
  uid_validity: z.number(),
  uid: z.number(),
  is_news: z.boolean(),
  created_at: z.date(),
});
export type WaitingRow = z.infer<typeof WaitingRow>;

/** Those that wait and were not tried in this cycle. Those that may break the connection come last. */
export const listWaitingItems = async (
  { sql, actor }: Transaction,
  input: {
    mailboxId: number;
    cycleId: string | null;
    sentPaths: readonly string[];
    isSent: boolean;
    limit: number;
  },
): Promise<WaitingRow[]> =>
  parseRows(
    WaitingRow,
    await sql`
      select id, path, uid_validity, uid, is_news, created_at
      from mailbox_items
      where company_id = ${actor.companyId}::bigint
        and mailbox_id = ${input.mailboxId}::bigint
        and outcome = 'pending'
        and cycle_id is distinct from ${input.cycleId}::uuid
        and (path = any(${[...input.sentPaths]}::text[])) = ${input.isSent}::boolean
      order by reason = 'interrupted', updated_at, id
      limit ${input.limit}::integer
    `,
  );

/** Given up since then. Null: all. */
export const countQuarantined = async (
  { sql, actor }: Transaction,
  { mailboxId, since }: { mailboxId: number; since: Date | null },
): Promise<number> =>
  parseFirst(
    z.object({ count: z.number() }),
    await sql`
      select count(*) as count
      from mailbox_items
      where company_id = ${actor.companyId}::bigint
        and mailbox_id = ${mailboxId}::bigint
        and outcome = 'quarantined'
        and updated_at > coalesce(${since}::timestamptz, '-infinity')
    `,
  )?.count ?? 0;

export const UNREAD_OUTCOMES = ['pending', 'quarantined'] as const;

/** Messages of all companies that wait or were given up. */
export const countUnreadMails = async (
  database: Database,
): Promise<{ outcome: (typeof UNREAD_OUTCOMES)[number]; count: number }[]> =>
  parseRows(
    z.object({ outcome: z.enum(UNREAD_OUTCOMES), count: z.number() }),
    await database`select outcome, count from count_unread_mails()`,
  );

/** Gives up an item that waits or is quarantined. Twice: it is dropped already. */
export const dropItem = async (
  { sql, actor }: Transaction,
  input: { id: number; reason: string },
): Promise<void> => {
  await sql`
    update mailbox_items
    set outcome = 'dropped', reason = ${input.reason}::text, updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
      and outcome in ('pending', 'quarantined')
  `;
};

/** Ends an item that waits. Twice: it has its outcome already. */
export const endItemOf = async (
  { sql, actor }: Transaction,
  input: ItemKey & { outcome: ItemOutcome; reason: string; cycleId: string },
): Promise<void> => {
  await sql`
    update mailbox_items
    set outcome = ${input.outcome}::text, reason = ${input.reason}::text,
        cycle_id = ${input.cycleId}::uuid, updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and mailbox_id = ${input.mailboxId}::bigint
      and path = ${input.path}::text
      and uid_validity = ${input.uidValidity}::bigint
      and uid = ${input.uid}::bigint
      and outcome = 'pending'
  `;
};

/** Gives an item its attempts again. */
export const reopenItem = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    update mailbox_items
    set outcome = 'pending', reason = 'asked_again', attempt_count = 0, cycle_id = null,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::bigint
      and outcome in ('pending', 'quarantined', 'dropped')
  `;
};

const ItemRow = z.object({
  id: z.number(),
  mailbox_id: z.number(),
  path: z.string(),
  uid: z.number(),
  cycle_id: z.string().nullable(),
  outcome: z.enum(ITEM_OUTCOMES),
  reason: z.string(),
  message_id: z.number().nullable(),
  conversation_id: z.number().nullable(),
  size_bytes: z.number().nullable(),
  received_at: z.date().nullable(),
  attempt_count: z.number(),
  error_text: z.string().nullable(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type ItemRow = z.infer<typeof ItemRow>;

const selectItem = (sql: Transaction['sql']) => sql`
  select mailbox_items.id, mailbox_items.mailbox_id, mailbox_items.path, mailbox_items.uid,
    mailbox_items.cycle_id, mailbox_items.outcome, mailbox_items.reason, mailbox_items.message_id,
    messages.conversation_id, mailbox_items.size_bytes, mailbox_items.received_at,
    mailbox_items.attempt_count, mailbox_items.error_text, mailbox_items.created_at,
    mailbox_items.updated_at
  from mailbox_items
  left join messages
    on messages.company_id = mailbox_items.company_id and messages.id = mailbox_items.message_id
`;

export const findItem = async (
  { sql, actor }: Transaction,
  input: { mailboxId: number; id: number; isLocked?: boolean },
): Promise<ItemRow | undefined> =>
  parseFirst(
    ItemRow,
    await sql`
      ${selectItem(sql)}
      where mailbox_items.company_id = ${actor.companyId}::bigint
        and mailbox_items.mailbox_id = ${input.mailboxId}::bigint
        and mailbox_items.id = ${input.id}::bigint
      ${input.isLocked === true ? sql`for no key update of mailbox_items` : sql``}
    `,
  );

/** Newest first. */
export const listItems = async (
  { sql, actor }: Transaction,
  input: {
    mailboxId: number;
    cycleId: string | undefined;
    outcome: ItemOutcome | undefined;
    beforeId: number | undefined;
    limit: number;
  },
): Promise<ItemRow[]> =>
  parseRows(
    ItemRow,
    await sql`
      ${selectItem(sql)}
      where mailbox_items.company_id = ${actor.companyId}::bigint
        and mailbox_items.mailbox_id = ${input.mailboxId}::bigint
        ${input.cycleId === undefined ? sql`` : sql`and mailbox_items.cycle_id = ${input.cycleId}::uuid`}
        ${input.outcome === undefined ? sql`` : sql`and mailbox_items.outcome = ${input.outcome}::text`}
        ${input.beforeId === undefined ? sql`` : sql`and mailbox_items.id < ${input.beforeId}::bigint`}
      order by mailbox_items.id desc
      limit ${input.limit}::integer
    `,
  );
