import type { ParsedMail } from './parsed.ts';

/** Which mail is a newsletter: it is kept, but not in the inbox. */

export const NEWSLETTER_REASONS = [
  'decided_sender',
  'list_id',
  'list_unsubscribe',
  'precedence',
  'feedback_id',
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
}

/** What its headers say. Sources: RFC 2919, RFC 2369, RFC 2076 (Precedence), RFC 8058. */
export const bulkReason = (headers: ParsedMail['headers']): NewsletterReason | null => {
  if (has(headers, 'list-id')) return 'list_id';
  if (has(headers, 'list-unsubscribe')) return 'list_unsubscribe';
  if (/^\s*(?:bulk|list|junk)\s*$/i.test(headers['precedence'] ?? '')) return 'precedence';
  return has(headers, 'feedback-id') ? 'feedback_id' : null;
};

const has = (headers: ParsedMail['headers'], name: string): boolean =>
  (headers[name] ?? '').trim() !== '';

/**
 * Why a mail is a newsletter. Null: it is not. A customer's mail must not be lost: an answer is never one,
 * then a person decides, then the headers. Automatic answers and reports say `Precedence: bulk` too.
 */
export const newsletterReason = (input: NewsletterInput): NewsletterReason | null => {
  const { mail, decision, isWrittenTo, isAnswer, isOwnSender } = input;
  if (isAnswer) return null;
  if (decision !== null) return decision ? 'decided_sender' : null;
  if (isWrittenTo || isOwnSender || isAutomatic(mail)) return null;
  return bulkReason(mail.headers);
};

const isAutomatic = ({ flags }: Pick<ParsedMail, 'flags'>): boolean =>
  flags.includes('auto_reply') || flags.includes('bounce') || flags.includes('complaint');
