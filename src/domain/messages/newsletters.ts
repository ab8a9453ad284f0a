import { isOwnHost, type OwnAddresses } from './correspondents.ts';
import type { ParsedMail } from './parsed.ts';

/** Which mail is a newsletter: it is kept, but not in the inbox. */

export const NEWSLETTER_REASONS = [
  'decided_sender',
  'list_id',
  'list_unsubscribe',
  'precedence',
] as const;
export type NewsletterReason = (typeof NEWSLETTER_REASONS)[number];

interface NewsletterInput {
  mail: Pick<ParsedMail, 'headers' | 'flags'>;
  /** What a person decided about its sender. Null: nothing. */
  decision: boolean | null;
  /** The company has written to its sender. */
  isWrittenTo: boolean;
  /** It answers a conversation that is no newsletter. */
  isAnswer: boolean;
  /** Its sender is of the company: its web site, its colleagues. */
  isOwnSender: boolean;
  own: OwnAddresses;
}

/**
 * What its headers say. Sources: RFC 2919, RFC 2369, RFC 2076 (Precedence), RFC 8058. A list of the company is how
 * its address is read, as `contact@` behind a group: all mail of customers comes over it. `Feedback-ID` says nothing:
 * Amazon SES adds it to every mail.
 */
export const bulkReason = (
  headers: ParsedMail['headers'],
  own: OwnAddresses,
): NewsletterReason | null => {
  if (isOwnHost(own, listOf(headers['list-id'] ?? ''))) return null;
  if (has(headers, 'list-id')) return 'list_id';
  if (has(headers, 'list-unsubscribe')) return 'list_unsubscribe';
  return /^\s*(?:bulk|list|junk)\s*$/i.test(headers['precedence'] ?? '') ? 'precedence' : null;
};

/** `Lettre <lettre.boutique.example>` */
const listOf = (listId: string): string =>
  (/<([^<>]+)>\s*$/.exec(listId)?.[1] ?? listId).trim().toLowerCase();

const has = (headers: ParsedMail['headers'], name: string): boolean =>
  (headers[name] ?? '').trim() !== '';

/**
 * Why a mail is a newsletter. Null: it is not. A customer's mail must not be lost: an answer is never one,
 * then a person decides, then the headers. What a sender writes to whom we have written is only one if a person
 * decided so and its headers say so: the decision may be about a forged mail. Automatic answers and reports say
 * `Precedence: bulk` too.
 */
export const newsletterReason = (input: NewsletterInput): NewsletterReason | null => {
  const { mail, decision, isWrittenTo, isAnswer, isOwnSender, own } = input;
  if (isAnswer) return null;
  const bulk = bulkReason(mail.headers, own);
  if (decision !== null) {
    return decision && (!isWrittenTo || bulk !== null) ? 'decided_sender' : null;
  }
  return isWrittenTo || isOwnSender || isAutomatic(mail) ? null : bulk;
};

const isAutomatic = ({ flags }: Pick<ParsedMail, 'flags'>): boolean =>
  flags.includes('auto_reply') || flags.includes('bounce') || flags.includes('complaint');
