import { authenticationOf, type Authentication } from '../../domain/messages/authentication.ts';
import {
  isOwnAddress,
  isOwnMailbox,
  isSentToOthers,
  otherSides,
  receiverOf,
  senderOf,
} from '../../domain/messages/correspondents.ts';
import type { MailAddress } from '../../domain/messages/parsed.ts';
import { receiverOfMailbox, type IngestContext } from './context.ts';
import type { IngestInput } from './contract.ts';

/** A mail as this company sees it: in which direction, and with whom. */
export interface ReadMail {
  input: IngestInput;
  context: IngestContext;
  direction: 'in' | 'out';
  /**
   * Received, but with one of our own addresses as its sender, and sent to others. A copy of our own mail, or
   * a forgery: only the Sent folder shows that we wrote it, and then this mark is removed.
   */
  isFromOwnAddress: boolean;
  /**
   * Received from another address of the company, which its server does not confirm: a form of its web site or a
   * colleague, or a forgery.
   */
  isFromOwnDomain: boolean;
  /** What the server of the mailbox says about the sender of a received mail. */
  authentication: Authentication;
  /** The other side. */
  contact: MailAddress | null;
  /** For whom a received mail speaks: its contact, and its sender if that is another one. Without our mailboxes. */
  senders: readonly string[];
  /** All other sides. */
  addresses: readonly string[];
  occurredAt: Date;
}

export const OWN_ADDRESS_FLAG = 'from_own_address';

export const readMail = (input: IngestInput, context: IngestContext, now: Date): ReadMail => {
  const { mail, folderRole } = input;
  const { own } = context;
  const direction = folderRole === 'sent' ? 'out' : 'in';
  const sender = senderOf(mail, own);
  const isFromOwnAddress =
    direction === 'in' &&
    sender !== null &&
    isOwnMailbox(own, sender.address) &&
    isSentToOthers(mail, own);
  const authentication =
    direction === 'out'
      ? 'unknown'
      : authenticationOf(
          mail.headers['authentication-results'] ?? '',
          receiverOfMailbox(context, input.mailbox.id),
        );
  const contact = direction === 'out' || isFromOwnAddress ? receiverOf(mail, own) : sender;
  return {
    input,
    context,
    direction,
    isFromOwnAddress,
    isFromOwnDomain:
      direction === 'in' &&
      !isFromOwnAddress &&
      authentication !== 'passed' &&
      mail.from !== null &&
      isOwnAddress(own, mail.from.address),
    authentication,
    contact,
    senders: [...new Set([contact, ...(isFromOwnAddress ? [] : [mail.from])])].flatMap((side) =>
      side === null || isOwnMailbox(own, side.address) ? [] : [side.address],
    ),
    addresses: otherSides(mail, own, contact),
    occurredAt: input.receivedAt > now ? now : input.receivedAt,
  };
};

/** Between our own mailboxes: it is read in the mailbox that receives it, as a message to answer there. */
export const isInternalCopy = ({ direction, input, context }: ReadMail): boolean =>
  direction === 'out' && !isSentToOthers(input.mail, context.own);
