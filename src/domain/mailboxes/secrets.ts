import { z } from 'zod';

/** What logs in at a mailbox, as `mailboxes.secret_encrypted` keeps it. */

export const MailboxSecret = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password'), password: z.string() }),
  z.object({
    kind: z.literal('oauth2'),
    clientId: z.string(),
    /** Null: a public client has none. */
    clientSecret: z.string().nullable(),
    refreshToken: z.string(),
    tokenUrl: z.string(),
  }),
]);
export type MailboxSecret = z.infer<typeof MailboxSecret>;
export type OauthSecret = Extract<MailboxSecret, { kind: 'oauth2' }>;

/** As `mailbox_health.access_token_encrypted` keeps it. */
export const AccessToken = z.object({ accessToken: z.string(), expiresAt: z.coerce.date() });
export type AccessToken = z.infer<typeof AccessToken>;

/** Binds the encrypted value to its company (src/domain/shared/secret-columns.ts). */
export const mailboxSecretContext = (companyId: number): string =>
  `mailbox/${companyId}/secret_encrypted`;

export const accessTokenContext = (companyId: number): string =>
  `mailbox/${companyId}/access_token_encrypted`;
