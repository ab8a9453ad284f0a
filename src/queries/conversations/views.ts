import { z } from 'zod';
import { PRESENCE_STATES } from '../../domain/conversations/presence.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { conversationColumns, ConversationRow } from './records.ts';

/** One conversation as it is shown. */

export const ConversationView = ConversationRow.extend({
  assigned_to_name: z.string().nullable(),
  mailbox_name: z.string().nullable(),
  folder_name: z.string().nullable(),
  mailbox_email: z.string().nullable(),
  person_name: z.string().nullable(),
  project_name: z.string().nullable(),
  organisation_name: z.string().nullable(),
  last_message_id: z.number().nullable(),
  ai_decision: z
    .object({
      folder_id: z.number().nullable(),
      reason: z.looseObject({}),
      created_at: z.coerce.date(),
    })
    .nullable(),
});
export type ConversationView = z.infer<typeof ConversationView>;

/** Whatever the caller reaches. */
export const findConversationView = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<ConversationView | undefined> =>
  parseFirst(
    ConversationView,
    await sql`
      select ${conversationColumns(sql)}, assignees.name as assigned_to_name,
        mailboxes.name as mailbox_name, mailboxes.email as mailbox_email,
        folders.name as folder_name, people.name as person_name, projects.name as project_name,
        organisations.name as organisation_name, (
          select messages.id
          from messages
          where messages.company_id = conversations.company_id
            and messages.conversation_id = conversations.id
          order by messages.occurred_at desc, messages.id desc
          limit 1
        ) as last_message_id, (
          select jsonb_build_object(
            'folder_id', folder_decisions.folder_id,
            'reason', folder_decisions.reason,
            'created_at', folder_decisions.created_at
          )
          from folder_decisions
          where folder_decisions.company_id = conversations.company_id
            and folder_decisions.conversation_id = conversations.id
            and folder_decisions.source = 'ai'
          order by folder_decisions.id desc
          limit 1
        ) as ai_decision
      from conversations
      left join users assignees
        on assignees.company_id = conversations.company_id
        and assignees.id = conversations.assigned_to
      left join mailboxes
        on mailboxes.company_id = conversations.company_id
        and mailboxes.id = conversations.mailbox_id
      left join inbox_folders folders
        on folders.company_id = conversations.company_id and folders.id = conversations.folder_id
      left join people
        on people.company_id = conversations.company_id and people.id = conversations.person_id
      left join projects
        on projects.company_id = conversations.company_id and projects.id = conversations.project_id
      left join organisations
        on organisations.company_id = conversations.company_id
        and organisations.id = conversations.organisation_id
      where conversations.company_id = ${actor.companyId}::bigint
        and conversations.id = ${id}::bigint
        and conversations.deleted_at is null
    `,
  );

const ViewerRow = z.object({
  user_id: z.number(),
  name: z.string(),
  state: z.enum(PRESENCE_STATES),
  expires_at: z.date(),
});
export type ViewerRow = z.infer<typeof ViewerRow>;

const VIEWER_COUNT_MAX = 50;

/** Who looks at it now, by name. */
export const listViewers = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<ViewerRow[]> =>
  parseRows(
    ViewerRow,
    await sql`
      select presence.user_id, users.name, presence.state, presence.expires_at
      from conversation_presence presence
      join users on users.company_id = presence.company_id and users.id = presence.user_id
      where presence.company_id = ${actor.companyId}::bigint
        and presence.conversation_id = ${conversationId}::bigint
        and presence.expires_at > now()
      order by users.name, presence.user_id
      limit ${VIEWER_COUNT_MAX}::integer
    `,
  );
