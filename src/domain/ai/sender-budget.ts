/**
 * How much of a company's tokens of a day the mails of one sender may use without a person: a stranger must not use up what
 * the others need. A person who asks is not counted, and not bound.
 */

export const SENDER_BUDGET_WINDOW_MS = 24 * 60 * 60 * 1000;
const SENDER_SHARE_MAX = 0.1;
/** Of all senders of a domain, for a stranger of it. */
const DOMAIN_SHARE_MAX = 0.25;
/** So many calls are made even where the tokens of a day are few. */
const SENDER_CALL_COUNT_MIN = 10;
const DOMAIN_CALL_COUNT_MIN = 25;

interface Usage {
  callCount: number;
  tokenCount: number;
}

export interface SenderUsage {
  sender: Usage;
  /** Null: the domain is not bound. A person wrote to the sender before, or it belongs to nobody. */
  domain: Usage | null;
}

export const isOverSenderBudget = (
  { sender, domain }: SenderUsage,
  dailyTokenMax: number,
): boolean =>
  (sender.callCount >= SENDER_CALL_COUNT_MIN &&
    sender.tokenCount >= SENDER_SHARE_MAX * dailyTokenMax) ||
  (domain !== null &&
    domain.callCount >= DOMAIN_CALL_COUNT_MIN &&
    domain.tokenCount >= DOMAIN_SHARE_MAX * dailyTokenMax);
