import { isOwnAddress } from '../../domain/messages/correspondents.ts';
import { newsletterReason, type NewsletterReason } from '../../domain/messages/newsletters.ts';
import type { Transaction } from '../../platform/database.ts';
import { findSender, type SenderRow } from '../../queries/messages/senders.ts';
import type { ReadMail } from './read.ts';
import type { Thread } from './thread.ts';

const UNKNOWN: SenderRow = {
  person_id: null,
  organisation_id: null,
  decision: null,
  is_written_to: false,
};

/** What is known of the other side of a mail. */
export const senderOfMail = (
  tx: Transaction,
  { contact, input: { mail } }: ReadMail,
): Promise<SenderRow> =>
  contact === null
    ? Promise.resolve(UNKNOWN)
    : findSender(tx, {
        contact: contact.address,
        from: mail.from?.address ?? contact.address,
      });

/** Why a received mail is a newsletter. Null: it is not, or it was sent from here. */
export const newsletterOf = (
  { direction, isFromOwnAddress, input: { mail }, context: { own } }: ReadMail,
  { matches: [match] }: Thread,
  sender: SenderRow,
): NewsletterReason | null => {
  if (direction === 'out' || isFromOwnAddress) return null;
  return newsletterReason({
    mail,
    decision: sender.decision,
    isWrittenTo: sender.is_written_to,
    isAnswer: match !== undefined && !match.isNewsletter,
    isOwnSender: mail.from !== null && isOwnAddress(own, mail.from.address),
    own,
  });
};
