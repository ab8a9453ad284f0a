import { createHash, randomUUID } from 'node:crypto';
import type { ParsedMail, Recipient } from '../../src/domain/messages/parsed.ts';
import { inCompany } from '../../src/platform/database.ts';
import { ingestMail, type Ingested, type IngestInput } from '../../src/services/messages/ingest.ts';
import type { TestApi, TestCompany } from './api.ts';

/** Parsed mails, and the mailboxes that they are read from. */

export interface MailboxRef {
  id: number;
  email: string;
  callCentreId: number | null;
}

export const insertMailbox = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  { id: companyId }: TestCompany,
  {
    email,
    callCentreId = null,
    trustedServer = null,
  }: { email: string; callCentreId?: number | null; trustedServer?: string | null },
): Promise<MailboxRef> => {
  const [row] = await sql`
    insert into mailboxes (
      company_id, call_centre_id, name, email, provider, imap_host, imap_port, imap_security,
      smtp_host, smtp_port, smtp_security, username, auth_method, secret_encrypted, first_sync_days,
      is_active, trusted_authserv_id
    )
    values (
      ${companyId}, ${callCentreId}, ${email}, ${email}, 'other', 'imap.example.com', 993, 'tls',
      'smtp.example.com', 465, 'tls', ${email}, 'password', '\\x00', 30, true,
      ${trustedServer}
    )
    returning id
  `;
  return { id: Number(row?.['id']), email, callCentreId };
};

export interface MailInput extends Partial<Omit<ParsedMail, 'from' | 'recipients'>> {
  /** `Marie <marie@example.com>` or an address. */
  from?: string | null;
  to?: readonly string[];
  cc?: readonly string[];
  replyTo?: string;
}

const NAMED = /^(.*?)\s*<([^>]+)>$/;

const side = (text: string) => {
  const [, name = '', address = text] = NAMED.exec(text) ?? [];
  return { name, address: address.toLowerCase() };
};

/** A mail as the parser gives it. Without `contentHash` two calls give two different mails. */
export const mailOf = (input: MailInput): ParsedMail => {
  const {
    from = 'Marie Dumitru <marie@client.example>',
    to = [],
    cc = [],
    replyTo,
    ...rest
  } = input;
  const recipients: Recipient[] = [
    ...to.map((text) => ({ kind: 'to' as const, ...side(text) })),
    ...cc.map((text) => ({ kind: 'cc' as const, ...side(text) })),
    ...(replyTo === undefined ? [] : [{ kind: 'reply_to' as const, ...side(replyTo) }]),
  ];
  return {
    internetMessageId: `${randomUUID()}@client.example`,
    inReplyTo: null,
    references: [],
    subject: 'Formation CACES',
    sentAt: new Date('2026-11-30T08:00:00Z'),
    text: 'Bonjour, avez-vous une place ?',
    quoteOffset: null,
    html: null,
    hasRemoteImages: false,
    attachments: [],
    headers: {},
    report: null,
    flags: [],
    contentHash: createHash('sha256').update(randomUUID()).digest('hex'),
    ...rest,
    from: from === null ? null : side(from),
    recipients,
  };
};

export type IngestOverrides = Partial<Omit<IngestInput, 'mail' | 'mailbox'>>;

/** Stores mails of a company as a cycle does, each in a transaction of its own. */
export const createIngest =
  (api: TestApi, company: TestCompany) =>
  (mailbox: MailboxRef, mail: ParsedMail, overrides: IngestOverrides = {}): Promise<Ingested> =>
    inCompany(
      api.database,
      { companyId: company.id, userId: null },
      (tx) => ingestMail(tx, inputOf(api, { mailbox, mail, ...overrides })),
      api.deps.announce,
    );

export const inputOf = (
  api: Pick<TestApi, 'deps'>,
  input: Pick<IngestInput, 'mailbox' | 'mail'> & IngestOverrides,
): IngestInput => ({
  folderRole: 'inbox',
  raw: { sha256: input.mail.contentHash, sizeBytes: 1_000 },
  receivedAt: new Date(),
  isNews: true,
  keys: api.deps.encryptionKeys,
  senderAddress: null,
  ...input,
});
