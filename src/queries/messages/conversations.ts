import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { conversationColumns, ConversationRow } from '../conversations/records.ts';
import { parseFirst } from '../shared/rows.ts';

/** What mail writes of conversations, but for what `recordMessage` changes. */

export interface NewConversation {
  callCentreId: number | null;
  mailboxId: number;
  subject: string;
  isNewsletter: boolean;
  contactAddress: string | null;
  contactName: string | null;
  personId: number | null;
  organisationId: number | null;
  contactSkippedReason: string | null;
  /** Of its first message: the conversation began then. */
  occurredAt: Date;
}

const SUBJECT_LENGTH_MAX = 1_000;

/** Without messages: `recordMessage` counts the first one. */
export const insertConversation = async (
  { sql, actor }: Transaction,
  input: NewConversation,
): Promise<ConversationRow> => {
  const [row] = await sql`
    insert into conversations (
      company_id, call_centre_id, channel, mailbox_id, subject, is_newsletter, contact_address,
      contact_name, person_id, organisation_id, contact_skipped_reason, is_unread,
      last_message_at, created_at
    )
    values (
      ${actor.companyId}::bigint, ${input.callCentreId}::bigint, 'email', ${input.mailboxId}::bigint,
      ${input.subject.slice(0, SUBJECT_LENGTH_MAX).toWellFormed()}::text,
      ${input.isNewsletter}::boolean, ${input.contactAddress}::text, ${input.contactName}::text,
      ${input.personId}::bigint, ${input.organisationId}::bigint,
      ${input.contactSkippedReason}::text, false, ${input.occurredAt}::timestamptz,
      least(${input.occurredAt}::timestamptz, now())
    )
    returning ${conversationColumns(sql)}
  `;
  return ConversationRow.parse(row);
};

/** A mail of it is no newsletter: it moves to the inbox, and stays there. */
export const moveToInbox = ({ sql, actor, send }: Transaction, id: number): void =>
  send(sql`
    update conversations
    set is_newsletter = false, updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `);

/**
 * Its only mail came to mailboxes of two call centres: the whole company shares it, so that neither misses it.
 * A conversation that is under way stays with its call centre.
 */
export const shareNewConversation = (
  { sql, actor, send }: Transaction,
  input: { id: number; callCentreId: number | null },
): void =>
  send(sql`
    update conversations
    set call_centre_id = null, updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
      and message_count = 1
      and assigned_to is null
      and deleted_at is null
      and call_centre_id is distinct from ${input.callCentreId}::bigint
  `);

const ConversationContact = z.object({
  id: z.number(),
  contact_address: z.string().nullable(),
  contact_name: z.string().nullable(),
  person_id: z.number().nullable(),
  organisation_id: z.number().nullable(),
  is_newsletter: z.boolean(),
});

/** Locked: two replies at once create one contact. Undefined: it was deleted. */
export const lockConversationContact = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<z.infer<typeof ConversationContact> | undefined> =>
  parseFirst(
    ConversationContact,
    await sql`
      select id, contact_address, contact_name, person_id, organisation_id, is_newsletter
      from conversations
      where company_id = ${actor.companyId}::bigint
        and id = ${id}::bigint
        and deleted_at is null
      for no key update
    `,
  );

export interface ConversationContactChange {
  id: number;
  personId: number | null;
  organisationId: number | null;
  skippedReason: string | null;
}

export const saveConversationContact = (
  { sql, actor, send }: Transaction,
  input: ConversationContactChange,
): void =>
  send(sql`
    update conversations
    set person_id = ${input.personId}::bigint,
        organisation_id = coalesce(organisation_id, ${input.organisationId}::bigint),
        contact_skipped_reason = ${input.skippedReason}::text,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
  `);

/** As its contact last wrote it. */
export const renameContact = (
  { sql, actor, send }: Transaction,
  { id, address, name }: { id: number; address: string; name: string },
): void =>
  send(sql`
    update conversations
    set contact_name = ${name}::text
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::bigint
      and contact_address = ${address}::text
      and contact_name is distinct from ${name}::text
  `);
