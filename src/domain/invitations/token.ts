import { linkTokens } from '../mailed-links/token.ts';

/** The token of an invitation. */

export const INVITATION_PREFIX = 'rli';

/** The token is in the URL fragment, which browsers don't send to servers. */
export const invitationUrl = (publicUrl: string, token: string): string =>
  `${new URL(publicUrl).origin}/invitation#${token}`;

interface TokenSubject {
  companyId: number;
  userId: number;
  /** Names one link of this user. */
  issueId: string;
}

export const invitationTokens = linkTokens<TokenSubject>({
  prefix: INVITATION_PREFIX,
  purpose: 'relais invitation',
  nameOf: ({ companyId, userId, issueId }) => `${companyId}/${userId}/${issueId}`,
});
