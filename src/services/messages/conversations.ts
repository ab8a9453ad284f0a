import { contactName } from '../../domain/messages/correspondents.ts';
import type { NewsletterReason } from '../../domain/messages/newsletters.ts';
import { takesPart, type ThreadCandidate } from '../../domain/messages/threading.ts';
import type { Transaction } from '../../platform/database.ts';
import { findConversation, type ConversationRow } from '../../queries/conversations/records.ts';
import {
  insertConversation,
  moveToInbox,
  renameContact,
} from '../../queries/messages/conversations.ts';
import type { SenderRow } from '../../queries/messages/senders.ts';
import { contactFor, ensureContact, type ContactSkippedReason } from './contacts.ts';
import { joinThreads } from './join.ts';
import type { ReadMail } from './read.ts';
import type { Thread } from './thread.ts';

export interface OpenedConversation {
  id: number;
  /** As it is now. Undefined: it was changed since it was read. */
  row: ConversationRow | undefined;
  isNew: boolean;
  /** The sender took no part in the conversation before. */
  isStranger: boolean;
  /** The mail also answers a conversation that was not joined to this one. */
  hasOtherThread: boolean;
  /** It names a message that we signed. */
  isAnswerToUs: boolean;
}

interface OpenInput {
  read: ReadMail;
  thread: Thread;
  sender: SenderRow;
  newsletter: NewsletterReason | null;
  /** Of the message to come. */
  uuid: string;
}

/** The conversation of a mail, locked; a new one if there is none that is not deleted. */
export const openConversation = async (
  tx: Transaction,
  input: OpenInput,
): Promise<OpenedConversation> => {
  const joined = await joinThreads(tx, input.read, input.thread);
  const row = joined && (await findConversation(tx, { id: joined.id, isLocked: true }));
  // It may have been deleted since it was found.
  if (!joined || !row) return createConversation(tx, input);
  const isChanged = await continueConversation(tx, input, row);
  return {
    id: row.id,
    row: isChanged ? undefined : row,
    isNew: false,
    isStranger: isStranger(input.read, joined.matches),
    hasOtherThread: joined.hasOtherThread,
    isAnswerToUs: joined.matches.some(({ evidence }) => evidence.some(({ isSigned }) => isSigned)),
  };
};

const createConversation = async (
  tx: Transaction,
  { read, sender, newsletter, uuid }: OpenInput,
): Promise<OpenedConversation> => {
  const { input, contact, occurredAt, context } = read;
  const found = await contactFor(tx, context, {
    contact,
    known: sender,
    skippedReason: skippedReasonOf(read, newsletter),
    isReply: read.direction === 'out',
    source: { message: uuid },
  });
  const row = await insertConversation(tx, {
    callCentreId: input.mailbox.callCentreId,
    mailboxId: input.mailbox.id,
    subject: input.mail.subject,
    isNewsletter: newsletter !== null,
    contactAddress: contact?.address ?? null,
    contactName: contact === null || contact.name === '' ? null : contactName(contact),
    personId: found.personId,
    organisationId: found.organisationId,
    contactSkippedReason: found.skippedReason,
    occurredAt,
  });
  return {
    id: row.id,
    row,
    isNew: true,
    isStranger: false,
    hasOtherThread: false,
    isAnswerToUs: false,
  };
};

const skippedReasonOf = (
  { isFromOwnAddress, input: { mail } }: ReadMail,
  newsletter: NewsletterReason | null,
): ContactSkippedReason | null => {
  if (newsletter !== null) return 'newsletter';
  const isByProgram = mail.report !== null || mail.flags.includes('auto_reply');
  return isByProgram || isFromOwnAddress || mail.flags.includes('bounce') ? 'automatic' : null;
};

/** Out: whether it changed something. */
const continueConversation = async (
  tx: Transaction,
  { read, newsletter }: OpenInput,
  row: ConversationRow,
): Promise<boolean> => {
  const { contact, direction } = read;
  const isMoved = row.is_newsletter && newsletter === null;
  if (isMoved) moveToInbox(tx, row.id);
  if (direction === 'out') {
    if (row.person_id !== null || row.organisation_id !== null) return isMoved;
    await ensureContact(tx, row.id);
    return true;
  }
  if (contact === null || contact.name === '' || contact.address !== row.contact_address) {
    return isMoved;
  }
  const name = contactName(contact);
  if (name === row.contact_name) return isMoved;
  renameContact(tx, { id: row.id, address: contact.address, name });
  return true;
};

/** A report of a mail server about a mail of ours is expected; anybody else who was not there is a stranger. */
const isStranger = (
  { direction, isFromOwnAddress, senders, input: { mail } }: ReadMail,
  matches: readonly ThreadCandidate[],
): boolean => {
  if (direction === 'out' || isFromOwnAddress) return false;
  const isReportOfOurs = matches.some(({ evidence }) =>
    evidence.some(({ id, isSigned }) => isSigned && mail.report?.originalMessageId === id),
  );
  return (
    !isReportOfOurs &&
    !senders.every((sender) => matches.some((candidate) => takesPart(candidate, sender)))
  );
};
