import { z } from '@hono/zod-openapi';
import { isServerName, SERVER_NAME_LENGTH_MAX } from '../messages/learnt-server.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { because } from '../shared/schema-faults.ts';
import { Integer } from '../shared/values.ts';
import { Email } from '../users/shapes.ts';
import { MAIL_SECURITIES } from './account.ts';
import { MAILBOX_STATES } from './health.ts';
import { AUTH_METHODS, PROVIDERS } from './presets.ts';
import { parseMailHost } from './servers.ts';

/** Mailboxes: IMAP and SMTP accounts of a company. */

export const MAILBOX_COUNT_MAX = 500;
const FIRST_SYNC_DAYS_DEFAULT = 30;
const FIRST_SYNC_DAYS_MAX = 3650;
const SIGNATURE_LENGTH_MAX = 5000;
const TOKEN_LENGTH_MAX = 8000;

/** A line break could end the line of a protocol. */
const oneLine = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .refine((text) => !/\p{Cc}/u.test(text), because('invalid', {}));

const Name = z.string().trim().pipe(oneLine(200)).openapi({
  description: 'The sender of its replies.',
  example: 'Accueil ABJ',
});

const Host = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .overwrite((text) => parseMailHost(text) ?? text)
  .refine((text) => parseMailHost(text) !== null, because('invalid_format', { format: 'host' }));

const Server = z.strictObject({
  host: Host,
  port: Integer.min(1).max(65535),
  security: z.enum(MAIL_SECURITIES).openapi({
    description: '`none`: only to a server on the same machine, where the operator allows it.',
  }),
});

export const ServerIn = Server.openapi('MailServer');

const Credentials = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('password'), password: oneLine(1000) }),
  z.strictObject({
    method: z.literal('oauth2'),
    client_id: oneLine(500),
    client_secret: oneLine(1000)
      .nullable()
      .default(null)
      .openapi({ description: 'Null: a public client has none.' }),
    refresh_token: oneLine(TOKEN_LENGTH_MAX),
    token_url: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional()
      .openapi({ description: 'Default: that of the provider.' }),
  }),
]);
export type CredentialsIn = z.infer<typeof Credentials>;

const CREDENTIALS = 'Stored encrypted, and never shown again.';

/** What it takes to connect. */
const connection = {
  email: Email,
  provider: z.enum(PROVIDERS).optional().openapi({
    description: 'Default: found from the domain of `email`, else `other`.',
  }),
  imap: ServerIn.optional().openapi({
    description: 'Default: that of the provider. Needed for `other`.',
  }),
  smtp: ServerIn.optional().openapi({
    description: 'Default: that of the provider. Needed for `other`.',
  }),
  username: oneLine(320).optional().openapi({ description: 'Default: `email`.' }),
  credentials: Credentials.openapi({ description: CREDENTIALS }),
};

export const MailboxTestIn = z.strictObject(connection).openapi('MailboxTestIn');

const CENTRE =
  'Its conversations are shown to this call centre. Null: shared by the whole company.';
const SIGNATURE = 'Below each reply. Null: the signature of the company.';

const TRUSTED_SERVER =
  'The name (authserv-id, RFC 8601) that the server of the mailbox writes into the `Authentication-Results` of every mail. Results of another name are not believed. Null: no sender is confirmed, so no automatic reply is sent without a person; not needed where the provider is known (`confirms_senders`).';

const TrustedServer = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(SERVER_NAME_LENGTH_MAX)
  .refine(isServerName, because('invalid_format', { format: 'host' }))
  .nullable();

const Signature = z.string().trim().min(1).max(SIGNATURE_LENGTH_MAX).nullable();
const CallCentreId = z.int().positive().nullable();

export const MailboxIn = z
  .strictObject({
    ...connection,
    name: Name,
    call_centre_id: CallCentreId.default(null).openapi({ description: CENTRE }),
    signature: Signature.default(null).openapi({ description: SIGNATURE }),
    trusted_authserv_id: TrustedServer.default(null).openapi({ description: TRUSTED_SERVER }),
    first_sync_days: Integer.min(0)
      .max(FIRST_SYNC_DAYS_MAX)
      .default(FIRST_SYNC_DAYS_DEFAULT)
      .openapi({ description: 'The first sync reads mail of so many days.' }),
    is_active: z.boolean().default(true),
  })
  .openapi('MailboxIn');

export const MailboxPatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    name: Name.optional(),
    imap: ServerIn.optional(),
    smtp: ServerIn.optional(),
    username: oneLine(320).optional(),
    credentials: Credentials.optional().openapi({
      description: `${CREDENTIALS} Absent: they stay. Needed when \`imap\`, \`smtp\` or \`username\` changes.`,
    }),
    call_centre_id: CallCentreId.optional().openapi({ description: CENTRE }),
    signature: Signature.optional().openapi({ description: SIGNATURE }),
    trusted_authserv_id: TrustedServer.optional().openapi({
      description: `${TRUSTED_SERVER} Absent: it stays, unless the host of \`imap\` changes.`,
    }),
    is_active: z.boolean().optional().openapi({
      description:
        'False pauses the synchronisation. True resumes it, also after the server refused the credentials.',
    }),
  })
  .openapi('MailboxPatch');
export type MailboxPatch = z.infer<typeof MailboxPatch>;

export const MailboxParams = z.object({ id: wholeNumber(z.int().positive()) });

export const MailboxQuery = PageQuery;

const ServerOut = z.object({
  host: z.string(),
  port: z.number(),
  security: z.enum(MAIL_SECURITIES),
});

export const MailboxOut = z
  .object({
    id: z.number(),
    name: z.string(),
    email: z.string(),
    provider: z.enum(PROVIDERS),
    imap: ServerOut,
    smtp: ServerOut,
    username: z.string(),
    auth_method: z.enum(AUTH_METHODS),
    call_centre_id: z.number().nullable(),
    call_centre_name: z.string().nullable(),
    signature: z.string().nullable(),
    trusted_authserv_id: z.string().nullable(),
    confirms_senders: z.boolean().openapi({
      description:
        'False: it is not known which server confirms senders, and no automatic reply is sent without a person.',
    }),
    first_sync_days: z.number(),
    is_active: z.boolean(),
    state: z.enum(MAILBOX_STATES).openapi({
      description:
        '`new`: not synchronised yet. `syncing`: a cycle reads mail now. `credentials_refused`: no cycle until a person acts, after three refusals. `late`: not synchronised for 15 minutes. `paused`: switched off by a user.',
    }),
    synced_at: z.iso.datetime().nullable().openapi({ description: 'The last complete cycle.' }),
    failure_code: z.string().nullable().openapi({
      description: 'Why the last cycle failed, as in a test. Null: it did not.',
    }),
    failing_since: z.iso.datetime().nullable(),
    new_count: z.number().openapi({ description: 'Messages stored in the last 24 hours.' }),
    quarantined_count: z.number().openapi({
      description: 'Messages that could not be read, and wait for a person.',
    }),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('Mailbox');

export const MailboxSenderServerOut = z
  .object({
    suggested: z.string().nullable().openapi({
      description:
        'The server that nearly all mails name. Null: too few mails, of too few senders, or no such server.',
    }),
    mail_count: z.number().openapi({ description: 'Mails that were looked at, the newest.' }),
    named_count: z.number().openapi({
      description: 'Those whose topmost `Authentication-Results` names the most frequent server.',
    }),
    domain_count: z.number().openapi({ description: 'Domains of the senders of these mails.' }),
  })
  .openapi('MailboxSenderServer');
