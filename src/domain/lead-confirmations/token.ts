import { linkTokens } from '../mailed-links/token.ts';

/** The token that confirms an e-mail address. */

export const CONFIRMATION_LIFETIME_SECONDS = 7 * 24 * 3600;
export const CONFIRMATION_PATH = '/api/public/leads/confirm';

/** Opening it changes nothing: mail scanners open links. The page has a button that confirms. */
export const confirmationUrl = (publicUrl: string, token: string): string =>
  `${new URL(publicUrl).origin}${CONFIRMATION_PATH}?token=${token}`;

interface TokenSubject {
  companyId: number;
  confirmationId: string;
}

export const confirmationTokens = linkTokens<TokenSubject>({
  prefix: 'rlc',
  purpose: 'relais lead confirmation',
  nameOf: ({ companyId, confirmationId }) => `${companyId}/${confirmationId}`,
});
