import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { DEMO_MODEL } from '../../../src/domain/ai/outcomes.ts';
import { startDovecot, type Dovecot, type DovecotUser } from '../../../test/support/dovecot.ts';
import { addCompany, type BenchCompany } from '../company.ts';
import { connectMailbox, post } from '../mail-chaos/world.ts';
import { freeBenchPort, startStack, type Stack } from '../stack.ts';
import type { Service } from '../services.ts';

/** The system with a model, mailboxes on Dovecot, an SMTP server in a process of its own, and a folder with answers. */

export interface ApprovalWorld {
  stack: Stack;
  model: Service;
  smtp: Service;
  /** Of the mails that the SMTP server accepted. */
  mailDirectory: string;
  company: BenchCompany;
  /** Delivers mails that are read, filed and answered. They go to the mailboxes in turn. */
  deliver: (count: number) => Promise<void>;
  stop: () => Promise<void>;
}

/** Each sends three at a time. */
const MAILBOX_COUNT = 10;
const FOLLOWING_TIMEOUT_MS = 120_000;
const POLL_MS = 500;
const TOKENS = 2_000_000_000;

export const startApprovalWorld = async (
  options: { isSupervised?: boolean; profileDirectory?: string | undefined } = {},
): Promise<ApprovalWorld> => {
  const dovecot = await startDovecot();
  const [smtpPort, modelPort] = [await freeBenchPort(), await freeBenchPort()];
  const apiKey = 'cle-du-banc';
  const stack = await startStack({
    ...options,
    n8nWebhookUrl: 'http://127.0.0.1:9/webhook/crm-action',
    environment: {
      DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true',
      AI_BASE_URL: `http://127.0.0.1:${modelPort}/v1`,
      AI_API_KEY: apiKey,
      AI_MODEL: DEMO_MODEL,
      AI_DAILY_TOKEN_MAX: String(TOKENS),
    },
  }).catch(async (error: unknown) => {
    await dovecot.stop();
    throw error;
  });
  const mailDirectory = join(stack.directory, 'accepted');
  await mkdir(mailDirectory);
  const smtp = stack.addService('smtp', 'bench/support/mail-chaos/smtp.ts', {
    SMTP_PORT: String(smtpPort),
    MAIL_DIRECTORY: mailDirectory,
  });
  const model = stack.addService('model', 'dev/fakes/openai/main.ts', {
    PORT: String(modelPort),
    API_KEY: apiKey,
  });
  await stack.start(smtp, model, stack.temporal, stack.api, stack.worker);
  const company = await addCompany(stack, 'approvals');
  await addFolder(stack, company);
  const users = await addMailboxes(stack, { company, dovecot, smtpPort });
  let mailCount = 0;
  return {
    stack,
    model,
    smtp,
    mailDirectory,
    company,
    deliver: async (count) => {
      for (let mail = 0; mail < count; mail += 1) {
        mailCount += 1;
        await users[mailCount % users.length]?.deliver(rawMail(mailCount));
      }
    },
    stop: async () => {
      await stack.stop();
      await dovecot.stop();
    },
  };
};

const addFolder = async (stack: Stack, company: BenchCompany): Promise<void> => {
  await post(stack, company, '/inbox/knowledge/articles', {
    title: 'Tarifs',
    text: 'Le dossier complet coûte 1 250,00 € et se règle en trois fois.',
  });
  const { id } = z.object({ id: z.number() }).parse(
    await post(stack, company, '/inbox/folders', {
      name: 'Tarifs',
      rules: {
        kind: 'any',
        rules: [{ kind: 'text', field: 'subject', operator: 'contains', values: ['dossier'] }],
      },
    }),
  );
  await patch(stack, company, `/inbox/folders/${id}/auto-reply`, {
    version: 0,
    mode: 'validation',
    prompt: 'Réponds poliment.',
    on_expiry: 'discard',
  });
  const { version } = z
    .object({ version: z.number() })
    .parse(await (await call(stack, company, 'GET', '/api/v1/ai/settings')).json());
  await patch(stack, company, '/api/v1/ai/settings', { version, daily_token_max: TOKENS });
};

/** Out: whose mail they are, once their first synchronisation is over: only what comes after it is news. */
const addMailboxes = async (
  stack: Stack,
  { company, dovecot, smtpPort }: { company: BenchCompany; dovecot: Dovecot; smtpPort: number },
): Promise<DovecotUser[]> => {
  const users: DovecotUser[] = [];
  for (let number = 1; number <= MAILBOX_COUNT; number += 1) {
    const user = dovecot.newUser();
    users.push(user);
    await connectMailbox(stack, company, {
      email: `equipe${number}@atelier.example`,
      user: user.name,
      imapPort: dovecot.port,
      smtpPort,
    });
  }
  const deadline = performance.now() + FOLLOWING_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const [row] = await stack.superuser`
      select count(*)::integer as count from mailbox_folders
      where path = 'INBOX' and phase = 'following'
    `;
    if (Number(row?.['count']) === MAILBOX_COUNT) return users;
    await sleep(POLL_MS);
  }
  throw new Error('the mailboxes are not read');
};

const rawMail = (number: number): string =>
  [
    `Message-ID: <question-${number}@clients.example>`,
    `Date: ${new Date().toUTCString()}`,
    `From: Client ${number} <client@client-${number}.example>`,
    `To: equipe@atelier.example`,
    `Subject: Prix du dossier ${number}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Bonjour, combien coûte le dossier complet ? Mon numéro est le ${number}.`,
    '',
  ].join('\r\n');

/** Any answer. Errors: none came. */
export const call = (
  { apiUrl }: Stack,
  { apiKey }: BenchCompany,
  method: string,
  path: string,
  body?: object,
): Promise<Response> =>
  fetch(`${apiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const patch = async (
  stack: Stack,
  company: BenchCompany,
  path: string,
  body: object,
): Promise<void> => {
  const answer = await call(stack, company, 'PATCH', path, body);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
};
