import { z } from 'zod';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { CONTACT_TABLES } from './points.ts';

/**
 * The sources of a contact's timeline, each newest first. `at` is a text with microseconds, also as a
 * parameter, as in src/queries/entity-timeline.ts.
 */

export interface TimelineSourceInput {
  kind: ContactKind;
  /** The contact, and those that were merged into it. */
  ids: readonly number[];
  /** The position after which the page starts. */
  before: { at: string; key: string } | undefined;
  limit: number;
}

/** Sorts before and after every other position. */
const LATEST = { at: 'infinity', key: '' };

const instant = (sql: Transaction['sql'], column: string) =>
  sql`to_char(${sql(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const MERGE_DEPTH_MAX = 20;
const FAMILY_COUNT_MAX = 500;

export const listFamilyIds = async (
  tx: Transaction,
  kind: ContactKind,
  id: number,
): Promise<number[]> =>
  parseRows(z.object({ id: z.number() }), await selectFamily(tx, kind, id)).map((row) => row.id);

/** The contact and all that were merged into it, in any number of steps. Index: people_merged_into. */
export const selectFamily = ({ sql, actor }: Transaction, kind: ContactKind, id: number) => sql`
  with recursive family as (
    select ${id}::bigint as id, 1 as depth
    union all
    select member.id, family.depth + 1
    from family
    join ${sql(CONTACT_TABLES[kind].table)} as member
      on member.company_id = ${actor.companyId}::bigint
      and member.merged_into_id = family.id
    where family.depth < ${MERGE_DEPTH_MAX}::integer
  )
  select id from family limit ${FAMILY_COUNT_MAX}::integer
`;

const ChangeRow = z.object({
  key: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  contact_id: z.string(),
  operation: z.string(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
});

/** Literals: the planner compares them with the condition of the index audit_entries_contact_changes. */
const isChange = ({ sql }: Transaction, kind: ContactKind) => sql`
  resource_type in ('person', 'organisation')
  and entry ->> 'operation' in (
    'people.create', 'people.update', 'people.delete', 'people.restore',
    'organisations.create', 'organisations.update', 'organisations.delete', 'organisations.restore'
  )
  and resource_type = ${kind}::text
`;

export const listContactChanges = async (
  tx: Transaction,
  { kind, ids, before = LATEST, limit }: TimelineSourceInput,
): Promise<z.infer<typeof ChangeRow>[]> => {
  const { sql, actor } = tx;
  return parseRows(
    ChangeRow,
    await sql`
      select change.key, ${instant(sql, 'change.at')} as at, users.name as by, change.contact_id,
        change.operation, change.before, change.after
      from (
        select 'c' || lpad(sequence::text, 19, '0') as key, occurred_at as at,
          resource_id as contact_id, entry ->> 'operation' as operation,
          (entry ->> 'user_id')::bigint as user_id, entry -> 'before' as before,
          entry -> 'after' as after
        from audit_entries
        where company_id = ${actor.companyId}::bigint
          and ${isChange(tx, kind)}
          and resource_id = any (${ids.map(String)}::text[])
          and entry ->> 'operation' not in ('people.create', 'organisations.create')
          and occurred_at <= ${before.at}::text::timestamptz
          and (occurred_at, 'c' || lpad(sequence::text, 19, '0') collate "C")
            < (${before.at}::text::timestamptz, ${before.key}::text collate "C")
        order by occurred_at desc, sequence desc
        limit ${limit}::integer
      ) change
      left join users
        on users.company_id = ${actor.companyId}::bigint and users.id = change.user_id
      order by change.at desc, change.key collate "C" desc
    `,
  );
};

const CreationRow = z.object({ at: z.string(), by: z.string().nullable() });

/** When the contact was created, and by whom; null for one that the trail does not know. */
export const findContactCreation = async (
  tx: Transaction,
  kind: ContactKind,
  id: number,
): Promise<z.infer<typeof CreationRow> | undefined> => {
  const { sql, actor } = tx;
  return parseFirst(
    CreationRow,
    await sql`
      select ${instant(sql, 'contact.created_at')} as at, creator.name as by
      from ${sql(CONTACT_TABLES[kind].table)} as contact
      left join lateral (
        select users.name
        from audit_entries
        join users
          on users.company_id = audit_entries.company_id
          and users.id = (audit_entries.entry ->> 'user_id')::bigint
        where audit_entries.company_id = contact.company_id
          and ${isChange(tx, kind)}
          and resource_id = contact.id::text
          and entry ->> 'operation' in ('people.create', 'organisations.create')
        order by occurred_at
        limit 1
      ) creator on true
      where contact.company_id = ${actor.companyId}::bigint and contact.id = ${id}::bigint
    `,
  );
};

const MergeMomentRow = z.object({
  key: z.string(),
  at: z.string(),
  kind: z.enum(['merged', 'merge_undone']),
  by: z.string().nullable(),
  contact_id: z.number(),
  id: z.string(),
  winner_id: z.number(),
  winner_name: z.string(),
  loser_id: z.number(),
  loser_name: z.string(),
  created_at: z.date(),
  undone_at: z.date().nullable(),
});

/**
 * When others were merged into these contacts, or the contact itself into another, and when that was undone.
 * Indexes: contact_merges_winner_person, contact_merges_loser_person.
 */
export const listMergeMoments = async (
  { sql, actor }: Transaction,
  { kind, id, ids, before = LATEST, limit }: TimelineSourceInput & { id: number },
): Promise<z.infer<typeof MergeMomentRow>[]> => {
  const { table, key } = CONTACT_TABLES[kind];
  const winnerKey = sql(`contact_merges.winner_${key}`);
  const loserKey = sql(`contact_merges.loser_${key}`);
  return parseRows(
    MergeMomentRow,
    await sql`
      select moment.kind, moment.key, ${instant(sql, 'moment.at')} as at, users.name as by,
        case when loser.id = ${id}::bigint then loser.id else winner.id end as contact_id,
        contact_merges.id, winner.id as winner_id, winner.name as winner_name,
        loser.id as loser_id, loser.name as loser_name, contact_merges.created_at, contact_merges.undone_at
      from contact_merges
      join ${sql(table)} as winner
        on winner.company_id = contact_merges.company_id and winner.id = ${winnerKey}
      join ${sql(table)} as loser
        on loser.company_id = contact_merges.company_id and loser.id = ${loserKey}
      cross join lateral (
        values
          ('merged', 'm' || contact_merges.id::text, contact_merges.created_at,
            contact_merges.merged_by),
          ('merge_undone', 'u' || contact_merges.id::text, contact_merges.undone_at,
            contact_merges.undone_by)
      ) as moment (kind, key, at, user_id)
      left join users
        on users.company_id = contact_merges.company_id and users.id = moment.user_id
      where contact_merges.company_id = ${actor.companyId}::bigint
        and (${winnerKey} = any (${[...ids]}::bigint[]) or ${loserKey} = ${id}::bigint)
        and (moment.at, moment.key collate "C")
          < (${before.at}::text::timestamptz, ${before.key}::text collate "C")
      order by moment.at desc, moment.key collate "C" desc
      limit ${limit}::integer
    `,
  );
};

const LeadMomentRow = z.object({
  key: z.string(),
  at: z.string(),
  by: z.string().nullable(),
  id: z.number(),
  name: z.string().nullable(),
  event: z.string(),
  contact_id: z.number(),
  status: z.string().nullable(),
  previous_status: z.string().nullable(),
  assigned_to_name: z.string().nullable(),
});

/**
 * The events of the contact's leads, as far as the caller's `leads:read` reaches. Indexes: leads_person,
 * leads_organisation, events_subject. An event has no author: it is that of the nearest audit entry of its
 * operation, which was written in the same transaction. Index: audit_entries_lead_changes.
 */
export const listLeadMoments = async (
  { sql, actor }: Transaction,
  { kind, ids, before = LATEST, limit, scope }: TimelineSourceInput & { scope: Scope },
): Promise<z.infer<typeof LeadMomentRow>[]> => {
  const contact = sql(`leads.${CONTACT_TABLES[kind].key}`);
  return parseRows(
    LeadMomentRow,
    await sql`
      select moment.key, ${instant(sql, 'moment.at')} as at, author.name as by, moment.id, moment.name,
        moment.event, moment.contact_id, moment.status, moment.previous_status,
        assignee.name as assigned_to_name
      from (
        select 'e' || events.id::text as key, events.occurred_at as at, leads.id,
          leads.name, events.type as event, ${contact} as contact_id,
          events.data ->> 'status' as status, events.data ->> 'previous_status' as previous_status,
          case when events.type = 'LeadAssigned' then (events.data ->> 'assigned_to')::bigint end
            as assigned_to
        from leads
        join events
          on events.company_id = leads.company_id
          and events.subject_type = 'lead'
          and events.subject_id = leads.id::text
        where leads.company_id = ${actor.companyId}::bigint
          and ${contact} = any (${[...ids]}::bigint[])
          and ${reachCondition(sql, scope, {
            userId: 'leads.assigned_to',
            callCentreId: 'leads.call_centre_id',
          })}
          and (events.occurred_at, 'e' || events.id::text collate "C")
            < (${before.at}::text::timestamptz, ${before.key}::text collate "C")
        order by events.occurred_at desc, events.id desc
        limit ${limit}::integer
      ) moment
      left join users assignee
        on assignee.company_id = ${actor.companyId}::bigint and assignee.id = moment.assigned_to
      left join lateral (
        select users.name
        from audit_entries
        join users
          on users.company_id = audit_entries.company_id
          and users.id = (audit_entries.entry ->> 'user_id')::bigint
        where audit_entries.company_id = ${actor.companyId}::bigint
          and audit_entries.resource_type = 'lead'
          and audit_entries.entry ->> 'operation' in (
            'leads.create', 'leads.update', 'leads.assign', 'leads.status', 'leads.convert',
            'leads.confirm_email'
          )
          and audit_entries.entry ->> 'operation' = case moment.event
            when 'LeadCreated' then 'leads.create'
            when 'LeadAssigned' then 'leads.assign'
            when 'LeadStatusUpdated' then 'leads.status'
            when 'LeadConverted' then 'leads.convert'
            when 'LeadEmailConfirmed' then 'leads.confirm_email'
          end
          and audit_entries.resource_id = moment.id::text
          and audit_entries.occurred_at between
            moment.at - interval '1 minute' and moment.at + interval '1 minute'
        order by abs(extract(epoch from audit_entries.occurred_at - moment.at))
        limit 1
      ) author on true
      order by moment.at desc, moment.key collate "C" desc
    `,
  );
};
