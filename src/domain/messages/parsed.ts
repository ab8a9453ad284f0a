/** A mail after parsing (src/platform/mime). No value is trusted: all of it is written by a stranger. */

export interface MailAddress {
  /** Without line breaks and control characters; empty if absent. */
  name: string;
  /** Lower case. */
  address: string;
}

export const RECEIVING_KINDS = ['to', 'cc', 'bcc'] as const;
export const RECIPIENT_KINDS = [...RECEIVING_KINDS, 'reply_to'] as const;
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];

export interface Recipient extends MailAddress {
  kind: RecipientKind;
}

export const REFERENCE_COUNT_MAX = 100;

export interface ParsedMail {
  /** Without angle brackets. Null: absent or unreadable. */
  internetMessageId: string | null;
  inReplyTo: string | null;
  /** The oldest first; at most `REFERENCE_COUNT_MAX`, the first and the last ones are kept. */
  references: readonly string[];
  from: MailAddress | null;
  recipients: readonly Recipient[];
  /** Decoded, on one line. */
  subject: string;
  /** `Date`. Null: absent or unreadable. */
  sentAt: Date | null;
  /**
   * Readable text, at most `TEXT_LENGTH_MAX` characters: of the HTML as a reader of `html` sees it. The plain part if
   * it has the same words, or if the HTML has none.
   */
  text: string;
  /** Where the quoted history begins in `text`. */
  quoteOffset: number | null;
  /** Sanitised: allowed elements and attributes only, remote images without an address to load (`withImages`). */
  html: string | null;
  hasRemoteImages: boolean;
  attachments: readonly ParsedAttachment[];
  /** Headers that rules look at, by lower-case name, decoded, cut; the first of each. An empty return path is `<>`. */
  headers: Readonly<Record<string, string>>;
  /** What a mail server reports about a mail of ours. Anyone can write such a mail: believe only a signed Message-ID. */
  report: MailReport | null;
  /**
   * `truncated`: a limit was reached, and something is missing; `auto_reply`: written by a machine (RFC 3834),
   * reports included; `unreadable_part`: encrypted or damaged, only its attachment is kept;
   * `ambiguous_sender`: several addresses in From, several From headers or none, or another one in Sender.
   */
  flags: readonly MailFlag[];
  /** SHA-256, hexadecimal: the same for the same mail, whatever mailbox or folder it is read from. */
  contentHash: string;
}

export const TEXT_LENGTH_MAX = 500_000;

export const MAIL_FLAGS = [
  'ambiguous_sender',
  'auto_reply',
  'bounce',
  'complaint',
  'encrypted',
  'signed',
  'truncated',
  'unreadable_part',
] as const;
export type MailFlag = (typeof MAIL_FLAGS)[number];

export interface ParsedAttachment {
  /** Readable and safe: no path, no control or invisible characters. Never empty. */
  fileName: string;
  /** By content (src/platform/mime). */
  mediaType: string;
  sizeBytes: number;
  /** In `files`. Null: refused, and its content was not kept. */
  sha256: string | null;
  refusedReason: AttachmentRefusal | null;
  /** Of an image inside the HTML: `cid:` without the prefix and the angle brackets. */
  contentId: string | null;
  isInline: boolean;
}

export const ATTACHMENT_REFUSALS = [
  'executable',
  'type_mismatch',
  'too_large',
  'too_many',
] as const;
export type AttachmentRefusal = (typeof ATTACHMENT_REFUSALS)[number];

/** A bounce, a delay or a complaint (RFC 3464, RFC 5965). */
export interface MailReport {
  kind: 'bounce' | 'delay' | 'complaint';
  /** Message-ID of the mail it is about, without angle brackets. */
  originalMessageId: string | null;
  /** Of a complaint, `diagnostic` is its feedback type. */
  recipients: readonly { address: string; statusCode: string | null; diagnostic: string | null }[];
}
