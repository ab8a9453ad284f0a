/** What happens to a message that may be answered automatically. */

export const VERDICTS = ['sent', 'to_approve', 'refused', 'failed'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why a person must see a draft. */
export const PERSON_REASONS = [
  /** The folder wants it. */
  'validation',
  /** The gate found something. */
  'findings',
  /** A person lifted a rule, or asked for another version. */
  'asked',
  'needs_two',
  'outside_business_hours',
  /** It would go to somebody else than the sender of the message. */
  'other_recipient',
  /** The message names several senders: From has several addresses, or Sender is another one. */
  'ambiguous_sender',
  /** The mailbox does not say which server confirms senders. */
  'no_trusted_server',
  /** The server of the mailbox does not confirm who sent the message. */
  'not_authenticated',
  /** The mailbox can't send. */
  'mailbox',
  /** A rule speaks against it that did not when it was planned. */
  'rule',
  /** A passage that it cites was changed or withdrawn since it was written. */
  'sources_changed',
  /** It was sent by itself, and a person took it back. */
  'taken_back',
] as const;
export type PersonReason = (typeof PERSON_REASONS)[number];

/** Why a conversation gets no automatic reply, whatever its messages say. */
export type UnansweredReason = 'channel' | 'newsletter' | 'status';
