import { hashToken, type EncryptionKey } from '../shared/secrets.ts';
import { linkTokens } from '../mailed-links/token.ts';

/**
 * Links of mails that tell of a draft (ADR 0030). A link signs nobody in and decides nothing: it opens the draft, once,
 * for the user it was mailed to.
 */

export interface DraftLink {
  companyId: number;
  /** To whom it was mailed. */
  userId: number;
  autoReplyId: string;
  /** Of the draft, when the mail was written. */
  version: number;
  mailId: string;
}

const tokens = linkTokens<DraftLink>({
  prefix: 'rld',
  purpose: 'relais draft link',
  nameOf: ({ companyId, userId, autoReplyId, version, mailId }) =>
    `${companyId}/${userId}/${autoReplyId}/${version}/${mailId}`,
});

/** Behind the `#`, which browsers don't send to servers. */
export const draftLinkPath = (keys: readonly EncryptionKey[], link: DraftLink): string =>
  `/auto-replies/${link.autoReplyId}/link#${link.version}.${link.mailId}.${tokens.derive(keys, link)}`;

export const isDraftLink = (
  keys: readonly EncryptionKey[],
  link: DraftLink,
  token: string,
): boolean => tokens.recover(keys, link, hashToken(token)) !== undefined;

/** What became of the draft that a link leads to. Only `opened` is the first look. */
export const DRAFT_LINK_STATES = ['opened', 'used', 'newer_version', 'ended', 'expired'] as const;
export type DraftLinkState = (typeof DRAFT_LINK_STATES)[number];
