import {
  contactEmail,
  contactName,
  isOwnAddress,
  isRoleAddress,
} from '../../domain/messages/correspondents.ts';
import type { MailAddress } from '../../domain/messages/parsed.ts';
import type { Transaction } from '../../platform/database.ts';
import { lockContactKeys } from '../../queries/contacts/matches.ts';
import {
  lockConversationContact,
  saveConversationContact,
} from '../../queries/messages/conversations.ts';
import { findKnownContact, type KnownContact } from '../../queries/messages/senders.ts';
import { createPerson } from '../contacts/create.ts';
import { ingestContext, type IngestContext } from './context.ts';

/** The contact of a conversation: found by its e-mail address, or created if the company wants that. */

export const CONTACT_SKIPPED_REASONS = [
  'automatic',
  'newsletter',
  'own_domain',
  'policy',
  'role_address',
  'unusable_address',
] as const;
export type ContactSkippedReason = (typeof CONTACT_SKIPPED_REASONS)[number];

export interface ConversationContact {
  personId: number | null;
  organisationId: number | null;
  skippedReason: ContactSkippedReason | null;
}

interface ContactInput {
  contact: MailAddress | null;
  known: KnownContact;
  /** Why this mail never makes a contact. */
  skippedReason: ContactSkippedReason | null;
  /** The company writes to the contact. */
  isReply: boolean;
  /** What the contact comes from, for the audit trail. */
  source: object;
}

/** For a new conversation. Twice: the contact is found. */
export const contactFor = async (
  tx: Transaction,
  context: IngestContext,
  input: ContactInput,
): Promise<ConversationContact> => {
  const { contact, known } = input;
  if (known.person_id !== null || known.organisation_id !== null) return found(known);
  const skipped = (skippedReason: ContactSkippedReason | null) => ({
    personId: null,
    organisationId: null,
    skippedReason,
  });
  if (contact === null) return skipped('unusable_address');
  const reason = input.skippedReason ?? skippedReasonOf(context, contact, input.isReply);
  if (reason !== null) return skipped(reason);
  const email = contactEmail(contact.address);
  if (email === undefined) return skipped('unusable_address');
  // One round trip: the look-up runs after the lock on the same connection.
  const [, current] = await Promise.all([
    lockContactKeys(tx, [`point/${email}`]),
    findKnownContact(tx, email),
  ]);
  if (current.person_id !== null || current.organisation_id !== null) return found(current);
  const person = await createPerson(tx, {
    name: contactName(contact),
    emails: [{ value: email, label: null }],
    source: input.source,
  });
  return { personId: person.id, organisationId: null, skippedReason: null };
};

/** A person stands before an organisation with the same address. */
const found = ({ person_id: personId, organisation_id: organisationId }: KnownContact) => ({
  personId,
  organisationId: personId === null ? organisationId : null,
  skippedReason: null,
});

const skippedReasonOf = (
  { own, policy }: IngestContext,
  { address }: MailAddress,
  isReply: boolean,
): ContactSkippedReason | null => {
  if (isOwnAddress(own, address)) return 'own_domain';
  if (isRoleAddress(address)) return 'role_address';
  return policy === 'always' || (policy === 'replies_only' && isReply) ? null : 'policy';
};

/**
 * The company replies in a conversation: its contact is created, if the company wants that. Out: the person.
 * Twice: the conversation has its contact.
 */
export const ensureContact = async (
  tx: Transaction,
  conversationId: number,
): Promise<number | null> => {
  const [context, conversation] = await Promise.all([
    ingestContext(tx),
    lockConversationContact(tx, conversationId),
  ]);
  if (!conversation) return null;
  const {
    contact_address: address,
    person_id: personId,
    organisation_id: organisationId,
  } = conversation;
  if (personId !== null || organisationId !== null || address === null) return personId;
  const contact = await contactFor(tx, context, {
    contact: { name: conversation.contact_name ?? '', address },
    known: await findKnownContact(tx, address),
    skippedReason: null,
    isReply: true,
    source: { conversation_id: conversationId },
  });
  saveConversationContact(tx, { id: conversationId, ...contact });
  return contact.personId;
};
