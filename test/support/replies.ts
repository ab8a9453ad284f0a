import { v7 as uuidv7 } from 'uuid';
import { startFakeSmtp, type FakeSmtp } from '../../dev/fakes/smtp/server.ts';
import {
  createReplyActivities,
  type ReplyActivities,
} from '../../src/activities/replies/activities.ts';
import type { MailboxServers } from '../../src/activities/replies/contract.ts';
import { createMailboxSmtp } from '../../src/platform/mailbox-smtp/send.ts';
import type { SentFolder } from '../../src/platform/imap/find-message.ts';
import { encryptMailboxSecret } from '../../src/services/mailboxes/secrets.ts';
import { startTestApi, type TestApi, type TestCompany } from './api.ts';

/** Replies over a real SMTP server on loopback, with a Sent folder in memory and a clock of its own. */

export interface FakeSentFolder extends SentFolder {
  /** Message-IDs of the mails in it. */
  ids: Set<string>;
  /** Of copies that were stored over IMAP. */
  copies: Map<string, string>;
  isDown: boolean;
  lookCount: number;
}

const createFakeSentFolder = (): FakeSentFolder => {
  const folder: FakeSentFolder = {
    ids: new Set(),
    copies: new Map(),
    isDown: false,
    lookCount: 0,
    find: (_account, id) => {
      folder.lookCount += 1;
      if (folder.isDown) return Promise.reject(new Error('down'));
      return Promise.resolve(folder.ids.has(id) ? 'found' : 'not_found');
    },
    store: async (account, { internetMessageId: id, content }) => {
      if ((await folder.find(account, id)) === 'found') return 'found';
      folder.ids.add(id);
      folder.copies.set(id, (await content()).toString('utf8'));
      return 'stored';
    },
  };
  return folder;
};

export interface ReplyWorld {
  api: TestApi;
  smtp: FakeSmtp;
  sent: FakeSentFolder;
  activities: ReplyActivities;
  /** `forwardMs`: moves the clock of api and activities. */
  forwardMs: (ms: number) => void;
  stop: () => Promise<void>;
}

export const startReplyWorld = async (
  change: (servers: MailboxServers) => MailboxServers = (servers) => servers,
  environment: Record<string, string> = {},
): Promise<ReplyWorld> => {
  const api = await startTestApi({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true', ...environment });
  const smtp = await startFakeSmtp();
  const sent = createFakeSentFolder();
  let offsetMs = 0;
  const clock = { now: () => new Date(Date.now() + offsetMs) };
  api.deps.clock = clock;
  const servers = change({
    mailboxSmtp: createMailboxSmtp({ allowLoopback: true, timeoutMs: 5_000 }),
    sentFolder: sent,
  });
  return {
    api,
    smtp,
    sent,
    activities: createReplyActivities(api.deps, () => servers),
    forwardMs: (ms) => {
      offsetMs += ms;
    },
    stop: async () => {
      await smtp.stop();
      await api.stop();
    },
  };
};

export interface TestMailbox {
  mailboxId: number;
  email: string;
}

interface MailboxInput {
  company: TestCompany;
  smtpUrl: string;
  callCentreId?: number | null;
  provider?: string;
}

/** A mailbox that sends over the fake server. */
export const insertTestMailbox = async (
  { superuser: sql, deps }: Pick<TestApi, 'superuser' | 'deps'>,
  { company, smtpUrl, callCentreId = null, provider = 'other' }: MailboxInput,
): Promise<TestMailbox> => {
  const email = `accueil.${uuidv7().slice(-8)}@${company.slug}.example`;
  const secret = encryptMailboxSecret(
    { keys: deps.encryptionKeys, companyId: company.id },
    { kind: 'password', password: 'tulipe' },
  );
  const [row] = await sql`
    insert into mailboxes (
      company_id, call_centre_id, name, email, provider, imap_host, imap_port, imap_security,
      smtp_host, smtp_port, smtp_security, username, auth_method, secret_encrypted,
      first_sync_days, is_active, trusted_authserv_id
    )
    values (
      ${company.id}, ${callCentreId}, 'Accueil', ${email}, ${provider}, '127.0.0.1', 1, 'none',
      '127.0.0.1', ${Number(new URL(smtpUrl).port)}, 'none', 'accueil', 'password', ${secret}, 30,
      true, '127.0.0.1'
    )
    returning id
  `;
  return { mailboxId: Number(row?.['id']), email };
};

export interface TestConversation {
  conversationId: number;
  /** Of the contact's message. */
  messageId: number;
  internetMessageId: string;
}

interface ConversationInput {
  company: TestCompany;
  mailboxId: number;
  callCentreId?: number | null;
  /** Of the contact's message. */
  recipients?: object[];
  references?: string[];
  text?: string;
}

/** A conversation with one message of the contact. */
export const insertTestConversation = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  input: ConversationInput,
): Promise<TestConversation> => {
  const { company, mailboxId } = input;
  const [conversation] = await sql`
    insert into conversations (
      company_id, call_centre_id, channel, mailbox_id, subject, contact_address, contact_name,
      message_count, preview, last_inbound_at, waiting_since, first_inbound_at
    )
    values (
      ${company.id}, ${input.callCentreId ?? null}, 'email', ${mailboxId}, 'Devis',
      'marie@clients.example', 'Marie Dumitru', 1, 'Bonjour', now(), now(), now()
    )
    returning id
  `;
  const conversationId = Number(conversation?.['id']);
  const internetMessageId = `${uuidv7()}@clients.example`;
  const [message] = await sql`
    insert into messages (
      company_id, conversation_id, channel, mailbox_id, direction, sender_name, sender_address,
      recipients, subject, internet_message_id, reference_ids, text, occurred_at
    )
    values (
      ${company.id}, ${conversationId}, 'email', ${mailboxId}, 'in', 'Marie Dumitru',
      'marie@clients.example', ${sql.json((input.recipients ?? []) as never)}, 'Devis',
      ${internetMessageId}, ${input.references ?? []}, ${input.text ?? 'Bonjour,\nun devis ?'},
      now() - interval '1 hour'
    )
    returning id
  `;
  return { conversationId, messageId: Number(message?.['id']), internetMessageId };
};
