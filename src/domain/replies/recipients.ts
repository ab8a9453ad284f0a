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
   * Addresses that the last message asks to answer to, of another domain than its sender's. A stranger may have
   * written them, so a person chooses them.
   */
  otherReplyTo: ReplyTarget[];
}

const TARGET_COUNT_MAX = 5;

/**
 * The sender of the last message of the contact, or the addresses of its Reply-To if they are of the sender's
 * domain. Without such a message: the contact.
 */
export const defaultRecipients = (
  last: LastInbound | undefined,
  contact: { name: string | null; address: string | null },
): DefaultRecipients => {
  if (last?.senderAddress === null || last === undefined) {
    const { name, address } = contact;
    return { to: address === null ? [] : [{ name: name ?? '', address }], otherReplyTo: [] };
  }
  const sender = { name: last.senderName, address: last.senderAddress };
  const asked = last.recipients
    .filter(({ kind, address }) => kind === 'reply_to' && address !== '')
    .slice(0, TARGET_COUNT_MAX)
    .map(({ name, address }) => ({ name, address }));
  const isSafe = asked.every(({ address }) => domainOf(address) === domainOf(sender.address));
  if (asked.length > 0 && isSafe) return { to: asked, otherReplyTo: [] };
  const others = asked.filter(({ address }) => address !== sender.address);
  return { to: [sender], otherReplyTo: others };
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
