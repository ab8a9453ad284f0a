import type { z } from '@hono/zod-openapi';
import { ConversationContactOut } from '../../domain/conversations/contact.ts';
import { conversationContactRead } from '../../domain/conversations/events.ts';
import { ConversationParams } from '../../domain/conversations/shapes.ts';
import { entityLabel } from '../../domain/entities/types.ts';
import { leadLabel } from '../../domain/leads/labels.ts';
import {
  scopeOf,
  type Caller,
  type Permission,
  type Scope,
} from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { findPerson, type PersonRow } from '../../queries/contacts/people.ts';
import {
  countActionsOf,
  listContactLeads,
  listContactTasks,
  listOtherConversations,
} from '../../queries/conversations/contact.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { searchEntities, searchEntityIds } from '../../queries/search/entities.ts';
import { personOut } from '../contacts/out.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { findInReach, instant } from './views.ts';

/** The endpoint that reads what is known of the contact of a conversation. */

export const conversationContactEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.contact',
      method: 'get',
      path: '/inbox/conversations/{id}/contact',
      permission: 'conversations:read',
      summary: 'The contact of a conversation, with their other conversations, leads and tasks',
      description:
        'Each kind within the reach of its own permission; without it, empty. Each read is recorded in the audit trail.',
      params: ConversationParams,
      load: findInReach,
      status: 200,
      answer: ConversationContactOut,
    },
    async ({ caller, scope, read }) =>
      read(async (tx, conversation) => {
        const body = await contactOf(tx, { caller, scope, conversation });
        tx.emit(conversationContactRead, {
          subjectId: conversation.id,
          after: {
            person_id: body.person?.id ?? null,
            conversation_ids: body.conversations.map(({ id }) => id),
            lead_ids: body.leads.map(({ id }) => id),
          },
        });
        return { body };
      }),
  );

interface Input {
  caller: Caller;
  scope: Scope;
  conversation: ConversationRow;
}

const contactOf = async (
  tx: Transaction,
  { caller, scope, conversation }: Input,
): Promise<z.infer<typeof ConversationContactOut>> => {
  const within = withinReachOf(caller);
  const { contact_address: address } = conversation;
  const person = await within('people:read', undefined, () => personOf(tx, conversation));
  const of = { ...conversation, person_id: person?.id ?? conversation.person_id };
  const leads = await within('leads:read', [], (reach) => listContactLeads(tx, of, reach));
  const tasks = await within('tasks:read', [], (reach) => listContactTasks(tx, of, reach));
  const others = await listOtherConversations(tx, of, scope);
  const records = await within('entities:read', [], () => recordsWith(tx, address));
  const actionCount = await within('actions:read', 0, (reach) =>
    countActionsOf(
      tx,
      records.map(({ id }) => id),
      reach,
    ),
  );
  return {
    person: person === undefined ? null : personOut(person),
    contact_address: address,
    contact_name: conversation.contact_name,
    contact_skipped_reason: conversation.contact_skipped_reason,
    conversations: others.map((row) => ({
      ...row,
      last_message_at: row.last_message_at.toISOString(),
    })),
    leads: leads.map((lead) => ({
      id: lead.id,
      label: leadLabel(lead),
      status: lead.status,
      created_at: lead.created_at.toISOString(),
    })),
    records: records.map(({ type, ref, label_data: data }) => ({
      type,
      ref,
      label: entityLabel(data, ref),
    })),
    action_count: actionCount,
    tasks: tasks.map((task) => ({ ...task, due_at: instant(task.due_at) })),
  };
};

const MERGE_DEPTH_MAX = 20;

/** Who the person was merged into, and so on: that one has what belongs to them now. */
const personOf = async (
  tx: Transaction,
  { person_id: personId }: ConversationRow,
): Promise<PersonRow | undefined> => {
  let person = personId === null ? undefined : await findPerson(tx, { id: personId });
  for (let depth = 0; depth < MERGE_DEPTH_MAX; depth += 1) {
    const nextId = person?.merged_into_id ?? null;
    if (nextId === null) break;
    person = await findPerson(tx, { id: nextId });
  }
  return person;
};

/** Reads a kind of records if the caller may. */
const withinReachOf =
  (caller: Caller) =>
  async <T>(permission: Permission, none: T, read: (scope: Scope) => Promise<T>): Promise<T> => {
    const scope = scopeOf(caller, permission);
    return scope === undefined ? none : read(scope);
  };

const RECORD_COUNT_MAX = 20;

/** The search finds an address as words; `is_named` is the address itself. */
const recordsWith = async (tx: Transaction, address: string | null) => {
  if (address === null) return [];
  const ids = await searchEntityIds(tx, { text: address, limit: RECORD_COUNT_MAX });
  if (ids.length === 0) return [];
  return (await searchEntities(tx, { text: address, ids })).filter((record) => record.is_named);
};
