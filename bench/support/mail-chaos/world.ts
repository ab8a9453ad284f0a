import { z } from 'zod';
import { DOVECOT_PASSWORD, startDovecot, type Dovecot } from '../../../test/support/dovecot.ts';
import { addCompany, type BenchCompany } from '../company.ts';
import { freeBenchPort, startStack, type Stack } from '../stack.ts';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../services.ts';

/** The system, Dovecot, and an SMTP server in a process of its own. */

export interface MailChaosWorld {
  stack: Stack;
  dovecot: Dovecot;
  smtp: Service;
  smtpPort: number;
  /** Of the mails that the SMTP server accepted. */
  mailDirectory: string;
  /** Read without any disturbance. The replies are sent from here. */
  calm: BenchCompany;
  disturbed: BenchCompany;
  stop: () => Promise<void>;
}

export const startMailChaosWorld = async (): Promise<MailChaosWorld> => {
  const stack = await startStack({
    isSupervised: true,
    n8nWebhookUrl: 'http://127.0.0.1:9/webhook/crm-action',
    environment: { DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' },
  });
  const dovecot = await startDovecot();
  const smtpPort = await freeBenchPort();
  const mailDirectory = join(stack.directory, 'accepted');
  await mkdir(mailDirectory);
  const smtp = stack.addService('smtp', 'bench/support/mail-chaos/smtp.ts', {
    SMTP_PORT: String(smtpPort),
    MAIL_DIRECTORY: mailDirectory,
  });
  await stack.start(smtp, stack.temporal, stack.api, stack.worker);
  return {
    stack,
    dovecot,
    smtp,
    smtpPort,
    mailDirectory,
    calm: await addCompany(stack, 'calm'),
    disturbed: await addCompany(stack, 'disturbed'),
    stop: async () => {
      await stack.stop();
      await dovecot.stop();
    },
  };
};

/** Errors: an answer that is none of success. */
export const post = async (
  { apiUrl }: Stack,
  { apiKey }: BenchCompany,
  path: string,
  body: object = {},
): Promise<unknown> => {
  const answer = await fetch(`${apiUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
};

interface Connected {
  email: string;
  user: string;
  imapPort: number;
  smtpPort: number;
}

/** Out: its id. */
export const connectMailbox = async (
  stack: Stack,
  company: BenchCompany,
  { email, user, imapPort, smtpPort }: Connected,
): Promise<number> => {
  const server = (port: number) => ({ host: '127.0.0.1', port, security: 'none' });
  const answer = await post(stack, company, '/inbox/integrations', {
    name: 'Accueil',
    email,
    provider: 'other',
    imap: server(imapPort),
    smtp: server(smtpPort),
    username: user,
    credentials: { method: 'password', password: DOVECOT_PASSWORD },
  });
  return z.object({ id: z.number() }).parse(answer).id;
};

/** Scheduled cycles wait after a failure, this one does not. */
export const askForCycle = async (
  stack: Stack,
  company: BenchCompany,
  mailboxId: number,
): Promise<void> => {
  // One that fails is asked for again a moment later.
  await post(stack, company, `/inbox/integrations/${mailboxId}/sync`).catch(() => undefined);
};
