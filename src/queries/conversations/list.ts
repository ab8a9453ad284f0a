import { z } from 'zod';
import type { ConversationFilter, ConversationSort } from '../../domain/conversations/filter.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { selectFamily } from '../contacts/timeline.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { conversationColumns, ConversationRow, withinReach } from './records.ts';

/** Conversations as they are shown: with the names of what they refer to. */

const ListedConversation = ConversationRow.extend({
  assigned_to_name: z.string().nullable(),
  mailbox_name: z.string().nullable(),
  folder_name: z.string().nullable(),
});
export type ListedConversation = z.infer<typeof ListedConversation>;

/** What the order of a list compares; the id comes last. */
const SortKey = z.tuple([z.number(), z.number()]);
export type SortKey = z.infer<typeof SortKey>;
const SortedConversation = ListedConversation.extend({ sort_key: SortKey });
export type SortedConversation = z.infer<typeof SortedConversation>;

/** The conversations that a caller may see of those that match. `me` in the filter is the caller. */
export interface ConversationSelection {
  scope: Scope;
  filter: ConversationFilter;
}

/** So many of the newest conversations with the words of a text are looked at. */
const FOUND_COUNT_MAX = 5_000;

export const matching = (tx: Transaction, selection: ConversationSelection) => {
  const { sql, actor } = tx;
  const { scope, filter } = selection;
  return sql`
    conversations.company_id = ${actor.companyId}::bigint
    and conversations.deleted_at is null
    and ${withinReach(sql, scope)}
    and ${
      filter.status === undefined
        ? sql`conversations.status not in ('archive', 'spam')`
        : sql`conversations.status = any (${filter.status}::text[])`
    }
    ${hiddenUnless(sql, filter.newsletter, sql`conversations.is_newsletter`)}
    ${hiddenUnless(sql, filter.snoozed, sql`coalesce(conversations.snoozed_until > now(), false)`)}
    ${filter.folder_id === undefined ? sql`` : sql`and ${inFolder(sql, filter.folder_id)}`}
    ${filter.assigned_to === undefined ? sql`` : sql`and ${assignedTo(sql, filter.assigned_to, scope)}`}
    ${filter.unread === undefined ? sql`` : sql`and conversations.is_unread = ${filter.unread}::boolean`}
    ${
      filter.waiting === undefined
        ? sql``
        : sql`and conversations.waiting_since is ${filter.waiting ? sql`not` : sql``} null`
    }
    ${filter.channel === undefined ? sql`` : sql`and conversations.channel = ${filter.channel}::text`}
    ${filter.intent === undefined ? sql`` : sql`and conversations.intent = ${filter.intent}::text`}
    ${links(sql, filter)}
    ${ofContact(tx, filter)}
    ${filter.from === undefined ? sql`` : sql`and conversations.last_message_at >= ${filter.from}::timestamptz`}
    ${filter.to === undefined ? sql`` : sql`and conversations.last_message_at < ${filter.to}::timestamptz`}
    ${(filter.q ?? '') === '' ? sql`` : sql`and ${hasWords(sql, filter.q ?? '', scope)}`}
  `;
};

const hiddenUnless = (
  sql: Transaction['sql'],
  choice: 'true' | 'false' | 'any' | undefined,
  isHidden: ReturnType<typeof inFolder>,
) =>
  choice === 'any' ? sql`` : choice === 'true' ? sql`and ${isHidden}` : sql`and not ${isHidden}`;

const inFolder = (sql: Transaction['sql'], folder: number | 'none') =>
  folder === 'none'
    ? sql`conversations.folder_id is null`
    : sql`conversations.folder_id = ${folder}::bigint`;

const assignedTo = (sql: Transaction['sql'], who: number | 'none' | 'me', scope: Scope) =>
  who === 'none'
    ? sql`conversations.assigned_to is null`
    : sql`conversations.assigned_to = ${who === 'me' ? scope.userId : who}::bigint`;

const LINKS = ['mailbox_id', 'project_id', 'lead_id'] as const;

const links = (sql: Transaction['sql'], filter: ConversationFilter) =>
  LINKS.reduce(
    (condition, name) => {
      const id = filter[name];
      return id === undefined
        ? condition
        : sql`${condition} and conversations.${sql(name)} = ${id}::bigint`;
    },
    sql``,
  );

/** Those of contacts that were merged into this one are its own. */
const ofContact = (tx: Transaction, filter: ConversationFilter) =>
  (['person', 'organisation'] as const).reduce(
    (condition, kind) => {
      const id = filter[`${kind}_id`];
      return id === undefined
        ? condition
        : tx.sql`
          ${condition}
          and conversations.${tx.sql(`${kind}_id`)} = any (array(${selectFamily(tx, kind, id)}))
        `;
    },
    tx.sql``,
  );

/** Index: messages_search, in the function: row level security would keep it from being used here. */
const hasWords = (sql: Transaction['sql'], text: string, scope: Scope) => sql`
  conversations.id = any (
    array(
      select found.id
      from search_conversations(
        ${text}::text, ${scope.reach}::text, ${scope.userId}::bigint, ${scope.callCentreId}::bigint,
        ${FOUND_COUNT_MAX}::integer
      ) as found
    )
  )
`;

/** After any real wait: who does not wait comes last. In microseconds, a safe integer. */
const NO_WAIT = '2200-01-01T00:00:00Z';

const microseconds = (sql: Transaction['sql'], at: ReturnType<typeof inFolder>) =>
  sql`(extract(epoch from ${at}) * 1000000)::bigint`;

/**
 * What a list is sorted by: a first value and the date, as numbers for the cursor. Indexes: conversations_recent,
 * conversations_folder, conversations_assigned_to for dates; other sorts sort what matches.
 */
const firstKeyOf = (sql: Transaction['sql'], sort: ConversationSort) => {
  switch (sort) {
    case 'date':
    case '-date':
      return null;
    case 'priority':
      return sql`-conversations.priority::bigint`;
    case 'waiting':
      return microseconds(sql, sql`coalesce(conversations.waiting_since, ${NO_WAIT}::timestamptz)`);
    case 'status':
      return sql`array_position(
        array['urgent', 'nouveau', 'en_cours', 'resolu', 'archive', 'spam'], conversations.status
      )::bigint`;
  }
};

const orderOf = (sql: Transaction['sql'], sort: ConversationSort) => {
  const first = firstKeyOf(sql, sort);
  const date = sql`conversations.last_message_at`;
  const shownDate = microseconds(sql, date);
  const dateOf = (at: number) =>
    sql`timestamptz 'epoch' + ${at}::bigint * interval '1 microsecond'`;
  if (first === null) {
    const isDescending = sort === '-date';
    const direction = isDescending ? sql`desc` : sql`asc`;
    return {
      shown: sql`jsonb_build_array(0, ${shownDate})`,
      order: sql`${date} ${direction}, conversations.id ${direction}`,
      after: ([, at]: SortKey, id: number) =>
        sql`(${date}, conversations.id) ${isDescending ? sql`<` : sql`>`} (${dateOf(at)}, ${id}::bigint)`,
    };
  }
  return {
    shown: sql`jsonb_build_array(${first}, ${shownDate})`,
    order: sql`${first}, ${date} desc, conversations.id desc`,
    after: ([key, at]: SortKey, id: number) => sql`
      (${first} > ${key}::bigint
        or (${first} = ${key}::bigint
          and (${date}, conversations.id) < (${dateOf(at)}, ${id}::bigint)))
    `,
  };
};

interface ListInput extends ConversationSelection {
  sort: ConversationSort;
  /** The sort key and the id of the last row of the page before. */
  after: { key: SortKey; id: number } | undefined;
  limit: number;
}

export const listConversations = async (
  tx: Transaction,
  input: ListInput,
): Promise<SortedConversation[]> => {
  const { sql } = tx;
  const { shown, order, after } = orderOf(sql, input.sort);
  return parseRows(
    SortedConversation,
    await sql`
      select ${conversationColumns(sql)}, assignees.name as assigned_to_name,
        mailboxes.name as mailbox_name, folders.name as folder_name, page.sort_key
      from (
        select conversations.id, ${shown} as sort_key
        from conversations
        where ${matching(tx, input)}
          ${input.after === undefined ? sql`` : sql`and ${after(input.after.key, input.after.id)}`}
        order by ${order}
        limit ${input.limit}::integer
      ) as page
      join conversations
        on conversations.company_id = ${tx.actor.companyId}::bigint and conversations.id = page.id
      left join users assignees
        on assignees.company_id = conversations.company_id
        and assignees.id = conversations.assigned_to
      left join mailboxes
        on mailboxes.company_id = conversations.company_id
        and mailboxes.id = conversations.mailbox_id
      left join inbox_folders folders
        on folders.company_id = conversations.company_id and folders.id = conversations.folder_id
      order by ${order}
    `,
  );
};

/** Of the matching conversations, the first `limit` by id. */
export const lockMatching = async (
  tx: Transaction,
  { limit, ...selection }: ConversationSelection & { limit: number },
): Promise<ConversationRow[]> =>
  parseRows(
    ConversationRow,
    await tx.sql`
      select ${conversationColumns(tx.sql)}
      from conversations
      where ${matching(tx, selection)}
      order by conversations.id
      limit ${limit}::integer
      for no key update
    `,
  );

/** Counts the matching conversations, up to `limit`. */
export const countConversations = async (
  tx: Transaction,
  input: ConversationSelection & { limit: number },
): Promise<number> => {
  const row = parseFirst(
    z.object({ count: z.number() }),
    await tx.sql`
      select count(*) as count
      from (
        select 1 from conversations where ${matching(tx, input)} limit ${input.limit}::integer
      ) as found
    `,
  );
  return row?.count ?? 0;
};
