import { z } from 'zod';
import { CONTACT_ITEM_COUNT_MAX } from '../../domain/conversations/contact.ts';
import { CONVERSATION_STATUSES } from '../../domain/conversations/statuses.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { withinReach as leadsWithinReach } from '../leads/records.ts';
import { selectFamily } from '../contacts/timeline.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { withinReach, type ConversationRow } from './records.ts';

/** What belongs to the contact of a conversation, each kind within its own reach. */

type Of = Pick<ConversationRow, 'id' | 'person_id' | 'contact_address' | 'lead_id'>;

const OtherConversation = z.object({
  id: z.number(),
  subject: z.string(),
  status: z.enum(CONVERSATION_STATUSES),
  last_message_at: z.date(),
  is_unread: z.boolean(),
});

/** The newest first. Indexes: conversations_person, conversations_contact_address. */
export const listOtherConversations = async (
  tx: Transaction,
  of: Of,
  scope: Scope,
): Promise<z.infer<typeof OtherConversation>[]> => {
  const { sql, actor } = tx;
  return parseRows(
    OtherConversation,
    await sql`
      select conversations.id, conversations.subject, conversations.status,
        conversations.last_message_at, conversations.is_unread
      from conversations
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.deleted_at is null
        and conversations.id <> ${of.id}::bigint
        and (
          ${isOfPerson(tx, of)}
          or conversations.contact_address = ${of.contact_address}::text
        )
        and ${withinReach(sql, scope)}
      order by conversations.last_message_at desc, conversations.id desc
      limit ${CONTACT_ITEM_COUNT_MAX}::integer
    `,
  );
};

const isOfPerson = (tx: Transaction, { person_id: id }: Of) =>
  id === null
    ? tx.sql`false`
    : tx.sql`conversations.person_id = any (array(${selectFamily(tx, 'person', id)}))`;

const ContactLead = z.object({
  id: z.number(),
  status: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  company_name: z.string().nullable(),
  created_at: z.date(),
});

/** The newest first. Indexes: leads_person, leads_email. */
export const listContactLeads = async (
  { sql, actor }: Transaction,
  of: Of,
  scope: Scope,
): Promise<z.infer<typeof ContactLead>[]> =>
  parseRows(
    ContactLead,
    await sql`
      select leads.id, leads.status, leads.name, leads.email, leads.phone, leads.company_name,
        leads.created_at
      from leads
      where leads.company_id = ${actor.companyId}::bigint
        and (
          leads.id = ${of.lead_id}::bigint
          or leads.person_id = ${of.person_id}::bigint
          or leads.email = ${of.contact_address}::text
        )
        and ${leadsWithinReach(sql, scope)}
      order by leads.id desc
      limit ${CONTACT_ITEM_COUNT_MAX}::integer
    `,
  );

export const countActionsOf = async (
  { sql, actor }: Transaction,
  entityIds: readonly number[],
  scope: Scope,
): Promise<number> =>
  parseFirst(
    z.object({ count: z.number() }),
    await sql`
      select count(*) as count
      from actions
      where company_id = ${actor.companyId}::bigint
        and entity_id = any (${[...entityIds]}::bigint[])
        and ${reachCondition(sql, scope, { userId: 'decide_par', callCentreId: 'call_centre_id' })}
    `,
  )?.count ?? 0;

const ContactTask = z.object({
  id: z.number(),
  title: z.string(),
  due_at: z.date().nullable(),
  assigned_to_name: z.string().nullable(),
  conversation_id: z.number().nullable(),
});

/** Open ones, the first due first. Indexes: tasks_conversation, tasks_person. */
export const listContactTasks = async (
  { sql, actor }: Transaction,
  of: Of,
  scope: Scope,
): Promise<z.infer<typeof ContactTask>[]> =>
  parseRows(
    ContactTask,
    await sql`
      select tasks.id, tasks.title, tasks.due_at, assignees.name as assigned_to_name,
        tasks.conversation_id
      from tasks
      left join users assignees
        on assignees.company_id = tasks.company_id and assignees.id = tasks.assigned_to
      where tasks.company_id = ${actor.companyId}::bigint
        and tasks.deleted_at is null
        and tasks.done_at is null
        and (tasks.conversation_id = ${of.id}::bigint or tasks.person_id = ${of.person_id}::bigint)
        and ${reachCondition(sql, scope, {
          userId: 'tasks.assigned_to',
          callCentreId: 'tasks.call_centre_id',
        })}
      order by tasks.due_at nulls last, tasks.id
      limit ${CONTACT_ITEM_COUNT_MAX}::integer
    `,
  );
