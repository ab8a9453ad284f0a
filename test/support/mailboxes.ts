import { createHash, randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { z } from 'zod';
import { createMailboxActivities } from '../../src/activities/mailboxes/activities.ts';
import type { SyncMailboxResult } from '../../src/activities/mailboxes/cycle.ts';
import type { MessageSteps, SyncDeps } from '../../src/activities/mailboxes/reading.ts';
import type { ParsedMail } from '../../src/domain/messages/parsed.ts';
import type { IngestInput, Ingested } from '../../src/services/messages/ingest.ts';
import type { Transaction } from '../../src/platform/database.ts';
import { encryptMailboxSecret } from '../../src/services/mailboxes/secrets.ts';
import type { TestApi } from './api.ts';
import { DOVECOT_PASSWORD } from './dovecot.ts';

/** A mailbox of the test company on an IMAP server, and cycles of it without Temporal. */

export interface TestMailbox {
  id: number;
  /** One call of the activity, as a scheduled run makes it. */
  sync: (deps?: Partial<SyncDeps>) => Promise<SyncMailboxResult>;
}

interface MailboxInput {
  port: number;
  user: string;
  password?: string;
  firstSyncDays?: number;
  connectedAt?: Date;
  host?: string;
}

export const insertMailbox = async (
  { deps, superuser: sql, company }: TestApi,
  { port, user, password = DOVECOT_PASSWORD, firstSyncDays = 30, connectedAt, host }: MailboxInput,
): Promise<TestMailbox> => {
  const secret = encryptMailboxSecret(
    { keys: deps.encryptionKeys, companyId: company.id },
    { kind: 'password', password },
  );
  const [row] = await sql`
    insert into mailboxes (
      company_id, call_centre_id, name, email, provider, imap_host, imap_port, imap_security,
      smtp_host, smtp_port, smtp_security, username, auth_method, secret_encrypted,
      first_sync_days, is_active, created_at
    )
    values (
      ${company.id}, null, 'Accueil', ${`${user}-${randomUUID()}@atelier.example`}, 'other',
      ${host ?? '127.0.0.1'}, ${port}, 'none', '127.0.0.1', 2525, 'none', ${user}, 'password',
      ${secret}, ${firstSyncDays}, true, ${connectedAt ?? new Date()}
    )
    returning id
  `;
  const id = Number(row?.['id']);
  await sql`insert into mailbox_health (company_id, mailbox_id) values (${company.id}, ${id})`;
  return {
    id,
    sync: (overrides = {}) =>
      createMailboxActivities({ ...deps, announce: () => undefined, ...overrides }).syncMailbox({
        companyId: company.id,
        mailboxId: id,
        holder: randomUUID(),
      }),
  };
};

/** Parser and ingest of their own: these tests are about reading. */
export interface StandIn {
  steps: MessageSteps;
  /** Subjects whose mails can't be parsed. */
  poisonous: Set<string>;
  /** Subjects whose mails can't be stored. */
  unstorable: Set<string>;
  /** Called before each mail is parsed. */
  onParse: (subject: string) => void | Promise<void>;
}

export const standIn = (): StandIn => {
  const world: StandIn = {
    poisonous: new Set(),
    unstorable: new Set(),
    onParse: () => undefined,
    steps: {
      parse: async ({ files }, { companyId, raw }) => {
        const file = await files.get({ companyId, sha256: raw.sha256 });
        if (file === undefined) throw new Error('the file is missing');
        const mail = await parse(await text(file.content));
        await world.onParse(mail.subject);
        if (world.poisonous.has(mail.subject)) throw new TypeError('poison');
        return mail;
      },
      ingest: async (tx, input) => {
        if (world.unstorable.has(input.mail.subject)) throw new RangeError('can not be stored');
        return store(tx, input);
      },
    },
  };
  return world;
};

const parse = async (raw: string): Promise<ParsedMail> => {
  const mail = await PostalMime.parse(raw);
  return {
    internetMessageId: mail.messageId?.replaceAll(/[<>]/g, '') ?? null,
    inReplyTo: null,
    references: [],
    from: { name: '', address: mail.from?.address ?? '' },
    recipients: [],
    subject: mail.subject ?? '',
    sentAt: null,
    text: mail.text ?? '',
    quoteOffset: null,
    html: null,
    hasRemoteImages: false,
    attachments: [],
    headers: {},
    report: null,
    flags: [],
    contentHash: createHash('sha256').update(raw).digest('hex'),
  };
};

/** The same content is one message; each is a conversation of its own. */
const store = async (tx: Transaction, input: IngestInput): Promise<Ingested> => {
  const { sql, actor } = tx;
  const hash = Buffer.from(input.mail.contentHash, 'hex');
  const [known] = await sql`
    select id, conversation_id from messages
    where company_id = ${actor.companyId} and content_hash = ${hash}
  `;
  if (known !== undefined) {
    return {
      outcome: 'duplicate',
      reason: 'same_mail',
      messageId: Number(known['id']),
      conversationId: Number(known['conversation_id']),
    };
  }
  const [conversation] = await sql`
    insert into conversations (company_id, channel, mailbox_id, subject)
    values (${actor.companyId}, 'email', ${input.mailbox.id}, ${input.mail.subject})
    returning id
  `;
  const conversationId = Number(conversation?.['id']);
  const [message] = await sql`
    insert into messages (
      company_id, conversation_id, channel, mailbox_id, direction, subject, internet_message_id,
      content_hash, raw_sha256, occurred_at, flags
    )
    values (
      ${actor.companyId}, ${conversationId}, 'email', ${input.mailbox.id}, 'in',
      ${input.mail.subject}, ${input.mail.internetMessageId}, ${hash}, ${input.raw.sha256},
      ${input.receivedAt}, ${[input.folderRole, ...(input.isNews ? ['news'] : [])]}
    )
    returning id
  `;
  return { outcome: 'new', reason: 'stored', messageId: Number(message?.['id']), conversationId };
};

/** What was stored by the stand-in, in order. */
export const storedBy = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  mailboxId: number,
): Promise<{ subject: string; role: string; isNews: boolean }[]> => {
  const rows = await sql`
    select subject, flags from messages where mailbox_id = ${mailboxId} order by id
  `;
  return z
    .array(z.object({ subject: z.string(), flags: z.array(z.string()) }))
    .parse(rows)
    .map(({ subject, flags }) => ({
      subject,
      role: flags[0] ?? '',
      isNews: flags.includes('news'),
    }));
};

export const mailOf = (
  subject: string,
  { messageId, body = 'Bonjour' }: { messageId?: string; body?: string } = {},
): string =>
  [
    'From: Marie <marie@example.com>',
    'To: accueil@atelier.example',
    `Subject: ${subject}`,
    ...(messageId === undefined ? [] : [`Message-ID: <${messageId}>`]),
    '',
    body,
    '',
  ].join('\r\n');
