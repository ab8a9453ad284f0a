import { z } from 'zod';
import { CONFIRMING_SERVER } from '../fakes/imap/results.ts';
import { MailboxIn } from '../../src/domain/mailboxes/shapes.ts';
import type { EncryptionKey } from '../../src/domain/shared/secrets.ts';
import { domainOf } from '../../src/domain/replies/recipients.ts';
import type { Transaction } from '../../src/platform/database.ts';
import { findSettings, saveSettings } from '../../src/queries/settings.ts';
import { createMailbox } from '../../src/services/mailboxes/save.ts';
import { encryptMailboxSecret } from '../../src/services/mailboxes/secrets.ts';

/** The mailbox of the demo company, at the mail servers of `npm start`. */

const port = z.coerce.number().int();
const MailServers = z.object({
  DEMO_MAIL_COMPANY_EMAIL: z.string(),
  DEMO_MAIL_CUSTOMER_EMAIL: z.string(),
  DEMO_MAIL_COMPANY_PORT: port,
  DEMO_MAIL_CUSTOMER_PORT: port,
  DEMO_MAIL_SMTP_PORT: port,
  DEMO_MAIL_MAIL_PASSWORD: z.string(),
});
type MailServers = z.infer<typeof MailServers>;

const HOST = '127.0.0.1';

/** Undefined without the servers of `npm start`. */
export const readMailServers = (env: Record<string, string | undefined>): MailServers | undefined =>
  MailServers.safeParse(env).data;

/** For a mail client. */
export const mailboxAccess = (servers: MailServers) =>
  [
    {
      role: 'company',
      email: servers.DEMO_MAIL_COMPANY_EMAIL,
      imapPort: servers.DEMO_MAIL_COMPANY_PORT,
    },
    {
      role: 'customer',
      email: servers.DEMO_MAIL_CUSTOMER_EMAIL,
      imapPort: servers.DEMO_MAIL_CUSTOMER_PORT,
    },
  ].map(({ role, email, imapPort }) => ({
    role,
    email,
    password: servers.DEMO_MAIL_MAIL_PASSWORD,
    imapUrl: `imap://${HOST}:${imapPort}`,
    smtpUrl: `smtp://${HOST}:${servers.DEMO_MAIL_SMTP_PORT}`,
  }));

/** Twice: the servers may listen on other ports than at the start before. One that was deleted stays away. */
export const addMailbox = async (
  tx: Transaction,
  servers: MailServers | undefined,
  keys: readonly EncryptionKey[] | undefined,
): Promise<void> => {
  if (servers === undefined || keys === undefined) return;
  const { sql, actor } = tx;
  const email = servers.DEMO_MAIL_COMPANY_EMAIL;
  const password = servers.DEMO_MAIL_MAIL_PASSWORD;
  const found = await sql`
    update mailboxes
    set imap_port = ${servers.DEMO_MAIL_COMPANY_PORT}::integer,
        smtp_port = ${servers.DEMO_MAIL_SMTP_PORT}::integer,
        secret_encrypted = case
          when deleted_at is not null then secret_encrypted
          else ${encryptMailboxSecret({ keys, companyId: actor.companyId }, { kind: 'password', password })}::bytea
        end
    where company_id = ${actor.companyId}::bigint
      and email = ${email}::text
      and imap_host = ${HOST}::text
    returning id
  `;
  if (found.length > 0) return;
  await createMailbox(
    { config: { DANGEROUS_ALLOW_LOOPBACK_EGRESS: true }, encryptionKeys: keys, clock: CLOCK },
    tx,
    MailboxIn.parse({
      name: 'ABJ – Accueil',
      email,
      provider: 'other',
      imap: { host: HOST, port: servers.DEMO_MAIL_COMPANY_PORT, security: 'none' },
      smtp: { host: HOST, port: servers.DEMO_MAIL_SMTP_PORT, security: 'none' },
      credentials: { method: 'password', password },
      trusted_authserv_id: CONFIRMING_SERVER,
      signature: 'L’équipe d’accueil\nABJ — Académie de Bijouterie',
    }),
  );
  await nameOwnDomain(tx, email);
};

/** So that a mail that only claims to be from a colleague is marked. */
const nameOwnDomain = async (tx: Transaction, email: string): Promise<void> => {
  const { chosen, version } = await findSettings(tx);
  const inbox = { own_domains: [domainOf(email)], ...chosen.inbox };
  await saveSettings(tx, { chosen: { ...chosen, inbox }, version: version + 1 });
};

const CLOCK = { now: () => new Date() };
