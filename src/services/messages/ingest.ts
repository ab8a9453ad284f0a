import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { filterReason } from '../../domain/messages/filtering.ts';
import type { NewsletterReason } from '../../domain/messages/newsletters.ts';
import type { ParsedMail } from '../../domain/messages/parsed.ts';
import { storableMail } from '../../domain/messages/storable.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { lockIngest } from '../../queries/messages/own.ts';
import { insertMessage } from '../../queries/messages/records.ts';
import { insertThreadIds } from '../../queries/messages/threads.ts';
import { classifyConversation } from '../inbox-folders/classify.ts';
import { recordMessage } from '../conversations/record-message.ts';
import { recordAnswer } from '../replies/sent-copy.ts';
import { ingestContext } from './context.ts';
import type { Ingested, IngestInput } from './contract.ts';
import { openConversation, type OpenedConversation } from './conversations.ts';
import { announce } from './facts.ts';
import { findKnown, ingestKnown } from './known.ts';
import { flagsOf, isByProgram, isTrusted } from './flags.ts';
import { newsletterOf, senderOfMail } from './newsletters.ts';
import type { SenderRow } from '../../queries/messages/senders.ts';
import { readMail, type ReadMail } from './read.ts';
import { attachReport } from './reports.ts';
import { previewOf } from './text.ts';
import { findThread, threadIdsOf, type Thread } from './thread.ts';

export { INGEST_OUTCOMES, type IngestInput, type Ingested } from './contract.ts';

/**
 * Stores one mail of a mailbox: finds or creates its conversation, its contact and its folder, and reports it
 * (ADR 0024). Mails of one company are stored one after the other: other transactions wait for the end of this one.
 * Twice: the same content is one message, so the second run is a `duplicate` and changes nothing.
 */
export const ingestMail = async (tx: Transaction, received: IngestInput): Promise<Ingested> => {
  lockIngest(tx);
  const mail = storableMail(received.mail);
  const contentHash = identityOf(mail, received.receivedAt);
  const input = { ...received, mail: { ...mail, contentHash } };
  const dropped = filterReason(input.mail, {
    companyId: tx.actor.companyId,
    senderAddress: input.senderAddress,
  });
  if (dropped !== null) {
    return { outcome: 'filtered', reason: dropped, messageId: null, conversationId: null };
  }
  const read = readMail(input, await ingestContext(tx), new Date());
  // Together: most mails are new, and each round trip would make the other mails of the company wait.
  const [known, thread, sender] = await Promise.all([
    findKnown(tx, read),
    findThread(tx, read),
    senderOfMail(tx, read),
  ]);
  const newsletter = newsletterOf(read, thread, sender);
  return (
    (await ingestKnown(tx, read, known, newsletter)) ??
    (await storeMail(tx, read, { thread, sender, newsletter }))
  );
};

/** A mail with neither an id nor a date is another one on another day, whatever it says. */
const identityOf = (
  { internetMessageId, sentAt, contentHash }: ParsedMail,
  receivedAt: Date,
): string =>
  internetMessageId === null && sentAt === null
    ? createHash('sha256')
        .update(`${contentHash} ${receivedAt.toISOString().slice(0, 10)}`)
        .digest('hex')
    : contentHash;

interface Classed {
  thread: Thread;
  sender: SenderRow;
  newsletter: NewsletterReason | null;
}

const storeMail = async (
  tx: Transaction,
  read: ReadMail,
  { thread, sender, newsletter }: Classed,
): Promise<Ingested> => {
  const { input, direction, occurredAt } = read;
  const { mail } = input;
  const uuid = uuidv7();
  const opened = await openConversation(tx, { read, thread, sender, newsletter, uuid });
  const flags = flagsOf(read, opened, newsletter !== null);
  const inserted = insertMessage(tx, {
    uuid,
    conversationId: opened.id,
    mailboxId: input.mailbox.id,
    direction,
    internetMessageId: thread.mail.ownId,
    flags,
    mail,
    raw: input.raw,
    occurredAt,
  });
  const [messageId, recorded] = await Promise.all([
    inserted,
    recordIn(tx, { read, thread, opened, flags }),
  ]);
  if (messageId === undefined) throw new Error('mail was stored without the lock of ingest');
  insertThreadIds(tx, {
    conversationId: opened.id,
    ownId: thread.mail.ownId,
    ids: threadIdsOf(thread),
  });
  if (!recorded) throw new Error('the transaction holds the conversation');
  await attachReport(tx, { read, messageId });
  const folderId = await classifyConversation(tx, { conversationId: opened.id });
  await announce(tx, {
    read,
    conversation: { ...recorded, folder_id: folderId ?? recorded.folder_id },
    isNew: opened.isNew,
    messageId,
    flags,
  });
  return { ...resultOf(read, newsletter), messageId, conversationId: opened.id };
};

interface Recorded {
  read: ReadMail;
  thread: Thread;
  opened: OpenedConversation;
  flags: readonly string[];
}

/** After the statement that inserts the message. */
const recordIn = async (
  tx: Transaction,
  { read: { input, direction, occurredAt }, thread, opened, flags }: Recorded,
): Promise<ConversationRow | undefined> => {
  const { mail, isNews } = input;
  const isSettled =
    direction === 'in' &&
    !opened.isNew &&
    (await recordAnswer(tx, {
      conversationId: opened.id,
      internetMessageIds: thread.mail.parentIds,
    }));
  return recordMessage(
    tx,
    {
      conversationId: opened.id,
      direction,
      occurredAt,
      preview: previewOf(mail),
      hasAttachments: mail.attachments.some(({ isInline }) => !isInline),
      isAutomatic: isByProgram(flags),
      isNews,
      isAnswerToUs: opened.isAnswerToUs && isTrusted(flags),
    },
    isSettled ? undefined : opened.row,
  );
};

const resultOf = (
  { direction }: ReadMail,
  newsletter: NewsletterReason | null,
): Pick<Ingested, 'outcome' | 'reason'> => {
  if (direction === 'out') return { outcome: 'own_copy', reason: 'own_reply' };
  return newsletter === null
    ? { outcome: 'new', reason: 'stored' }
    : { outcome: 'newsletter', reason: newsletter };
};
