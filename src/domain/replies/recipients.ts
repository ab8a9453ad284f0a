import { senderOf, type OwnAddresses } from '../messages/correspondents.ts';
import type { Recipient } from '../messages/parsed.ts';

/** To whom a reply goes. */

interface LastInbound {
  senderName: string;
  senderAddress: string | null;
  recipients: readonly Recipient[];
}

export interface ReplyTarget {
  name: string;
  address: string;
}

export interface DefaultRecipients {
  to: ReplyTarget[];
  /**
   * Addresses that the last message asks to answer to, and that are not known to be its sender's. Anybody may have
   * written them, so a person chooses them.
   */
  otherReplyTo: ReplyTarget[];
}

const TARGET_COUNT_MAX = 5;

/** The addresses that a message asks to answer to. */
export const askedTargets = ({ recipients }: Pick<LastInbound, 'recipients'>): ReplyTarget[] =>
  recipients
    .filter(({ kind, address }) => kind === 'reply_to' && address !== '')
    .slice(0, TARGET_COUNT_MAX)
    .map(({ name, address }) => ({ name, address }));

interface ReplyContext {
  contact: { name: string | null; address: string | null };
  own: OwnAddresses;
  /** Those of `askedTargets` that wrote in the conversation, or that are of its person. */
  known: ReadonlySet<string>;
}

/**
 * The sender of the last message of the contact, or the visitor for whom a form of a web site sent it (`senderOf`), or
 * the addresses of its Reply-To if all are known. Without such a message: the contact.
 */
export const defaultRecipients = (
  last: LastInbound | undefined,
  { contact, own, known }: ReplyContext,
): DefaultRecipients => {
  const from =
    last === undefined || last.senderAddress === null
      ? null
      : { name: last.senderName, address: last.senderAddress };
  const sender = last && senderOf({ from, recipients: last.recipients }, own);
  if (last === undefined || from === null || !sender) {
    const { name, address } = contact;
    return { to: address === null ? [] : [{ name: name ?? '', address }], otherReplyTo: [] };
  }
  const asked = askedTargets(last);
  const others = asked.filter(({ address }) => address !== sender.address);
  if (others.length > 0 && others.every(({ address }) => known.has(address))) {
    return { to: asked, otherReplyTo: [] };
  }
  return { to: [{ name: sender.name, address: sender.address }], otherReplyTo: others };
};

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** Each address once; the first kind wins. */
export const uniqueRecipients = (recipients: readonly Recipient[]): Recipient[] => {
  const byAddress = new Map<string, Recipient>();
  for (const recipient of recipients) {
    if (!byAddress.has(recipient.address)) byAddress.set(recipient.address, recipient);
  }
  return [...byAddress.values()];
};
