import { v7 as uuidv7 } from 'uuid';
import type { TestApi, TestCompany } from '../api.ts';
import type { InboxRows } from './inbox.ts';

/** Automatic replies: one for each thing that can be done with one, in a conversation of its own. */

export const AUTO_REPLY_HASH = 'ab'.repeat(32);

const STATUSES = {
  read: 'waiting',
  approve: 'waiting',
  reject: 'waiting',
  regenerate: 'waiting',
  reassign: 'waiting',
  lift: 'refused',
} as const;

/** Ids, by what is done with them. */
export type AutoReplyRows = Record<keyof typeof STATUSES, string>;

export const insertAutoReplyRows = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  { id: companyId, callCentreId, owner }: TestCompany,
  { mailboxId, inboxFolderId }: Pick<InboxRows, 'mailboxId' | 'inboxFolderId'>,
): Promise<AutoReplyRows> => {
  await sql`
    insert into folder_auto_replies (company_id, folder_id) values (${companyId}, ${inboxFolderId})
  `;
  const insert = async (status: string): Promise<string> => {
    const id = uuidv7();
    await sql`
      with new_conversation as (
        insert into conversations (
          company_id, call_centre_id, channel, mailbox_id, subject, folder_id, assigned_to,
          contact_address, contact_name
        )
        values (
          ${companyId}, ${callCentreId}, 'email', ${mailboxId}, 'Tarif', ${inboxFolderId},
          ${owner.id}, 'marie.dumitru@example.com', 'Marie Dumitru'
        )
        returning id
      ),
      new_message as (
        insert into messages (
          company_id, conversation_id, channel, mailbox_id, direction, sender_name, sender_address,
          subject, text, occurred_at
        )
        select ${companyId}, id, 'email', ${mailboxId}, 'in', 'Marie Dumitru',
          'marie.dumitru@example.com', 'Tarif', 'Combien ?', now()
        from new_conversation
        returning id, conversation_id
      ),
      new_reply as (
        insert into auto_replies (
          id, company_id, conversation_id, message_id, folder_id, mode, status, version, text,
          subject, recipient_name, recipient_address, thread_head_id, content_hash, expires_at
        )
        select ${id}, ${companyId}, conversation_id, id, ${inboxFolderId}, 'validation', ${status},
          1, 'Bonjour', 'Re: Tarif', 'Marie Dumitru', 'marie.dumitru@example.com', id,
          decode(${AUTO_REPLY_HASH}, 'hex'), now() + interval '1 day'
        from new_message
        returning company_id, id
      )
      insert into auto_reply_versions (company_id, auto_reply_id, version, text, content_hash)
      select company_id, id, 1, 'Bonjour', decode(${AUTO_REPLY_HASH}, 'hex') from new_reply
    `;
    return id;
  };
  return {
    read: await insert(STATUSES.read),
    approve: await insert(STATUSES.approve),
    reject: await insert(STATUSES.reject),
    regenerate: await insert(STATUSES.regenerate),
    reassign: await insert(STATUSES.reassign),
    lift: await insert(STATUSES.lift),
  };
};
