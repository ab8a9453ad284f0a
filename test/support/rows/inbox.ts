import { v7 as uuidv7 } from 'uuid';
import type { TestApi, TestCompany } from '../api.ts';
import type { ContactRows } from './contacts.ts';

/** One row in every table of the inbox. */

export interface InboxRows {
  mailboxId: number;
  cycleId: string;
  itemId: number;
  inboxFolderId: number;
  conversationId: number;
  /** For a merge. */
  otherConversationId: number;
  messageId: number;
  /** For a split. */
  laterMessageId: number;
  messageUuid: string;
  /** One that could not be sent. */
  outgoingMessageId: number;
  attachmentId: number;
  noteId: number;
  taskId: number;
  followUpId: number;
  projectId: number;
  cannedReplyId: number;
  reclassificationId: string;
  knowledgeArticleId: number;
  /** One that has ended. */
  knowledgeImportId: string;
}

export const insertInboxRows = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  { id: companyId, slug, owner, callCentreId }: TestCompany,
  { personId }: Pick<ContactRows, 'personId'>,
): Promise<InboxRows> => {
  const idOf = async (query: Promise<readonly { id?: unknown }[]>): Promise<number> => {
    const [row] = await query;
    return Number(row?.id);
  };
  const mailboxId = await idOf(sql`
    insert into mailboxes (
      company_id, call_centre_id, name, email, provider, imap_host, imap_port, imap_security,
      smtp_host, smtp_port, smtp_security, username, auth_method, secret_encrypted, first_sync_days,
      is_active
    )
    values (
      ${companyId}, ${callCentreId}, 'Accueil', ${`accueil@${slug}.example`}, 'other',
      'imap.example.com', 993, 'tls', 'smtp.example.com', 465, 'tls', 'accueil', 'password', '\\x00',
      30, true
    )
    returning id
  `);
  await sql`
    insert into mailbox_health (company_id, mailbox_id, synced_at)
    values (${companyId}, ${mailboxId}, now())
  `;
  await sql`
    insert into mailbox_folders (company_id, mailbox_id, path, role, uid_validity, uid_next)
    values (${companyId}, ${mailboxId}, 'INBOX', 'inbox', 1, 2)
  `;
  await sql`
    insert into mailbox_leases (company_id, mailbox_id) values (${companyId}, ${mailboxId})
  `;
  const cycleId = uuidv7();
  await sql`
    insert into mailbox_cycles (id, company_id, mailbox_id, trigger, requested_by, status, finished_at)
    values (${cycleId}, ${companyId}, ${mailboxId}, 'manual', ${owner.id}, 'succeeded', now())
  `;
  const projectId = await idOf(sql`
    insert into projects (company_id, name, person_id, created_by)
    values (${companyId}, 'Rénovation', ${personId}, ${owner.id})
    returning id
  `);
  const inboxFolderId = await idOf(sql`
    insert into inbox_folders (company_id, name, colour, position)
    values (${companyId}, 'Rendez-vous', 'sky', 1)
    returning id
  `);
  const conversationId = await idOf(sql`
    insert into conversations (
      company_id, call_centre_id, channel, mailbox_id, subject, folder_id, assigned_to,
      contact_address, contact_name, person_id, message_count, preview, last_inbound_at,
      waiting_since, first_inbound_at
    )
    values (
      ${companyId}, ${callCentreId}, 'email', ${mailboxId}, 'Devis', ${inboxFolderId}, ${owner.id},
      'marie.dumitru@example.com', 'Marie Dumitru', ${personId}, 1, 'Bonjour', now(), now(), now()
    )
    returning id
  `);
  const otherConversationId = await idOf(sql`
    insert into conversations (company_id, call_centre_id, channel, mailbox_id, subject)
    values (${companyId}, ${callCentreId}, 'email', ${mailboxId}, 'Re: Devis')
    returning id
  `);
  const messageUuid = uuidv7();
  const internetMessageId = `${messageUuid}@example.com`;
  const messageId = await idOf(sql`
    insert into messages (
      company_id, uuid, conversation_id, channel, mailbox_id, direction, sender_name, sender_address,
      subject, internet_message_id, content_hash, text, occurred_at
    )
    values (
      ${companyId}, ${messageUuid}, ${conversationId}, 'email', ${mailboxId}, 'in', 'Marie Dumitru',
      'marie.dumitru@example.com', 'Devis', ${internetMessageId},
      sha256(${messageUuid}::text::bytea), 'Bonjour', now()
    )
    returning id
  `);
  const laterMessageId = await idOf(sql`
    insert into messages (company_id, conversation_id, channel, direction, text, occurred_at)
    values (${companyId}, ${conversationId}, 'email', 'in', 'Autre question', now())
    returning id
  `);
  await sql`
    insert into message_mailboxes (company_id, message_id, mailbox_id)
    values (${companyId}, ${messageId}, ${mailboxId})
  `;
  await sql`
    insert into thread_ids (company_id, internet_message_id, conversation_id)
    values (${companyId}, ${internetMessageId}, ${conversationId})
  `;
  const outgoingMessageId = await idOf(sql`
    insert into messages (
      company_id, conversation_id, channel, mailbox_id, direction, author_id, sender_name,
      sender_address, recipients, subject, internet_message_id, text, occurred_at, status, send_after,
      attempt_count, error_code
    )
    values (
      ${companyId}, ${conversationId}, 'email', ${mailboxId}, 'out', ${owner.id}, 'Accueil',
      ${`accueil@${slug}.example`},
      '[{"kind": "to", "name": "Marie Dumitru", "address": "marie.dumitru@example.com"}]',
      'Re: Devis', ${`${uuidv7()}@${slug}.example`}, 'Voici le devis', now(), 'failed', now(), 1,
      'smtp_550'
    )
    returning id
  `);
  const itemId = await idOf(sql`
    insert into mailbox_items (
      company_id, mailbox_id, path, uid_validity, uid, cycle_id, outcome, reason, message_id
    )
    values (
      ${companyId}, ${mailboxId}, 'INBOX', 1, 1, ${cycleId}, 'quarantined', 'not_stored', ${messageId}
    )
    returning id
  `);
  const attachmentId = await idOf(sql`
    insert into message_attachments (
      company_id, conversation_id, message_id, file_name, media_type, size_bytes, sha256
    )
    values (
      ${companyId}, ${conversationId}, ${messageId}, 'devis.pdf', 'application/pdf', 10,
      ${'0'.repeat(64)}
    )
    returning id
  `);
  await sql`
    insert into message_reports (company_id, message_id, kind, recipient)
    values (${companyId}, ${messageId}, 'bounce', 'marie.dumitru@example.com')
  `;
  await sql`
    insert into message_attempts (
      company_id, message_id, attempt, mailbox_id, recipients, started_at, finished_at, outcome
    )
    values (
      ${companyId}, ${messageId}, 1, ${mailboxId}, '{marie.dumitru@example.com}', now(), now(), 'sent'
    )
  `;
  await sql`
    insert into newsletter_senders (company_id, address, is_newsletter, decided_by)
    values (${companyId}, 'lettre@example.com', true, ${owner.id})
  `;
  await sql`
    insert into folder_decisions (company_id, conversation_id, folder_id, source, decided_by)
    values (${companyId}, ${conversationId}, ${inboxFolderId}, 'person', ${owner.id})
  `;
  const reclassificationId = uuidv7();
  await sql`
    insert into reclassifications (id, company_id, folder_id, rules_version, status, requested_by)
    values (
      ${reclassificationId}, ${companyId}, ${inboxFolderId}, 1, 'succeeded', ${owner.id}
    )
  `;
  const noteId = await idOf(sql`
    insert into conversation_notes (company_id, conversation_id, author_id, text)
    values (${companyId}, ${conversationId}, ${owner.id}, 'À rappeler')
    returning id
  `);
  await sql`
    insert into conversation_summaries (
      company_id, conversation_id, content, message_id, message_count, model, written_at
    )
    values (
      ${companyId}, ${conversationId},
      ${sql.json({ points: [{ text: 'Marie Dumitru attend un devis.', message_ids: [messageId] }], questions: [], promises: [], next_step: null, dropped_count: 0 })},
      ${messageId}, 1, 'essai', now()
    )
  `;
  const taskId = await idOf(sql`
    insert into tasks (company_id, call_centre_id, conversation_id, title, assigned_to, created_by)
    values (
      ${companyId}, ${callCentreId}, ${conversationId}, 'Envoyer le devis', ${owner.id}, ${owner.id}
    )
    returning id
  `);
  const followUpId = await idOf(sql`
    insert into follow_ups (
      company_id, conversation_id, user_id, due_at, is_cancelled_by_answer, status, created_by
    )
    values (
      ${companyId}, ${conversationId}, ${owner.id}, now() + interval '1 day', true, 'waiting',
      ${owner.id}
    )
    returning id
  `);
  const cannedReplyId = await idOf(sql`
    insert into canned_replies (company_id, name, body, created_by)
    values (${companyId}, 'Merci', 'Bonjour, merci de votre message.', ${owner.id})
    returning id
  `);
  await sql`
    insert into reply_drafts (company_id, conversation_id, user_id, content)
    values (${companyId}, ${conversationId}, ${owner.id}, '{"text": "Bonjour"}')
  `;
  await sql`
    insert into conversation_presence (company_id, conversation_id, user_id, state, expires_at)
    values (${companyId}, ${conversationId}, ${owner.id}, 'viewing', now() + interval '1 minute')
  `;
  const knowledgeArticleId = await idOf(sql`
    insert into knowledge_articles (company_id, title, text, source_hash, source_name, created_by)
    values (
      ${companyId}, 'Annulations', 'Une annulation est gratuite.', ${'1'.repeat(64)}, 'annulations.md',
      ${owner.id}
    )
    returning id
  `);
  await sql`
    insert into knowledge_passages (company_id, article_id, position, heading, text, is_active, search)
    values (
      ${companyId}, ${knowledgeArticleId}, 0, '', 'Une annulation est gratuite.', true,
      knowledge_search(${companyId}, 'Annulations', '', 'Une annulation est gratuite.')
    )
  `;
  await sql`insert into knowledge_words (company_id, word) values (${companyId}, 'annulation')`;
  const knowledgeImportId = uuidv7();
  await sql`
    insert into knowledge_imports (id, company_id, user_id, status, finished_at)
    values (${knowledgeImportId}, ${companyId}, ${owner.id}, 'succeeded', now())
  `;
  await sql`
    insert into knowledge_import_documents (
      company_id, import_id, position, file_name, file_hash, file_size_bytes, status, article_id
    )
    values (
      ${companyId}, ${knowledgeImportId}, 0, 'annulations.md', ${'1'.repeat(64)}, 28, 'imported',
      ${knowledgeArticleId}
    )
  `;
  return {
    mailboxId,
    cycleId,
    itemId,
    inboxFolderId,
    conversationId,
    otherConversationId,
    messageId,
    laterMessageId,
    messageUuid,
    outgoingMessageId,
    attachmentId,
    noteId,
    taskId,
    followUpId,
    projectId,
    cannedReplyId,
    reclassificationId,
    knowledgeArticleId,
    knowledgeImportId,
  };
};
