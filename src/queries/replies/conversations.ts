import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import type { SenderRow } from './senders.ts';

interface NewConversation {
  mailbox: Pick<SenderRow, 'id' | 'call_centre_id'>;
  subject: string;
  assignedTo: number | null;
  contact: { name: string; address: string } | null;
  now: Date;
}

/** One that begins with a message of ours. Out: its id. */
export const insertOutgoingConversation = async (
  { sql, actor }: Transaction,
  input: NewConversation,
): Promise<number> => {
  const address = input.contact?.address ?? null;
  const [row] = await sql`
    insert into conversations (
      company_id, call_centre_id, channel, mailbox_id, subject, status, assigned_to,
      contact_address, contact_name, is_unread, last_message_at
    )
    values (
      ${actor.companyId}::bigint, ${input.mailbox.call_centre_id}::bigint, 'email',
      ${input.mailbox.id}::bigint, ${input.subject}::text, 'en_cours', ${input.assignedTo}::bigint,
      ${address}::text, nullif(${input.contact?.name ?? ''}::text, ''),
      false,
      ${input.now}::timestamptz
    )
    returning id
  `;
  return z.object({ id: z.number() }).parse(row).id;
};
