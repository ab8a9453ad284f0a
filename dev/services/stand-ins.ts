/** What answers in place of other systems: n8n, a mail server, a subscriber of webhooks, a language model, modules, a virus scanner. */
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Children } from '../supervisor/children.ts';
import type { StartOptions } from '../supervisor/options.ts';
import { isListening, preferredPort } from '../supervisor/ports.ts';
import { StartError } from '../supervisor/start-error.ts';
import { MAILBOXES } from '../demo/data.ts';
import { DEMO_MODEL } from '../fakes/openai/server.ts';
import type { Secrets } from './secrets.ts';

const ROOT = join(import.meta.dirname, '../..');
const N8N_PORT = 5678;
const SMTP_PORT = 2525;
const SENT_MAIL_PORT = 8025;
const RECEIVER_PORT = 4100;
const DEMO_MODEL_PORT = 4200;
const SCANNER_PORT = 3310;
const DEMO_MODULES_PORT = 4300;
const COMPANY_IMAP_PORT = 1143;
const CUSTOMER_IMAP_PORT = 1144;
const SUBMISSION_PORT = 1587;
const READY_TIMEOUT_MS = 90_000;
const READY_POLL_MS = 50;
/** They end after api and worker, and before the servers. */
export const HELPER_STAGE = 1;

export interface Startup {
  children: Children;
  options: StartOptions;
  secrets: Secrets;
  external: Record<string, string | undefined>;
  print: (line: string) => void;
}

/** Out: where actions go; undefined when N8N_WEBHOOK_URL says so. */
export async function startStandIn({ children, options, secrets, external, print }: Startup) {
  if (external['N8N_WEBHOOK_URL']) return undefined;
  const file = 'dev/fakes/n8n/main.ts';
  const port = await preferredPort(N8N_PORT, options.port);
  const url = `http://127.0.0.1:${port}/webhook/crm-action`;
  if (!existsSync(join(ROOT, file))) {
    print(`${file} is not there: actions go nowhere.`);
    return url;
  }
  children.start({
    name: 'n8n-stand-in',
    launch: script(file),
    cwd: ROOT,
    environment: {
      PORT: String(port),
      N8N_API_KEY: n8nApiKey(secrets, external),
      N8N_SIGNING_SECRET: external['N8N_SIGNING_SECRET'] || secrets.n8nSigningSecret,
      N8N_STAND_IN_RUNS: join(options.stateDirectory, 'n8n-stand-in'),
    },
    stage: HELPER_STAGE,
  });
  await Promise.race([waitForPort('n8n-stand-in', port), children.failure]);
  return url;
}

/** Out: where mails go and are read; nothing of it when SMTP_URL says so. */
export async function startMailStandIn({ children, options, external }: Startup) {
  if (external['SMTP_URL']) return {};
  const port = await preferredPort(SMTP_PORT, options.port);
  const httpPort = await preferredPort(SENT_MAIL_PORT, options.port);
  children.start({
    name: 'mail-stand-in',
    launch: script('dev/fakes/smtp/main.ts'),
    cwd: ROOT,
    environment: {
      PORT: String(port),
      HTTP_PORT: String(httpPort),
      MAIL_DIRECTORY: join(options.stateDirectory, 'mail'),
    },
    stage: HELPER_STAGE,
  });
  await Promise.race([waitForPort('mail-stand-in', httpPort), children.failure]);
  return {
    SMTP_URL: `smtp://127.0.0.1:${port}?tls=off`,
    MAIL_FROM: external['MAIL_FROM'] || 'relais@relais.example',
    DANGEROUS_SENT_MAIL_URL: `http://127.0.0.1:${httpPort}`,
  };
}

/** Out: where the webhooks of the demo go. */
export async function startReceiver({ children, options }: Startup): Promise<string> {
  const port = await preferredPort(RECEIVER_PORT, options.port);
  children.start({
    name: 'webhook-receiver',
    launch: script('dev/fakes/webhooks/main.ts'),
    cwd: ROOT,
    environment: { PORT: String(port) },
    stage: HELPER_STAGE,
  });
  await Promise.race([waitForPort('webhook-receiver', port), children.failure]);
  return `http://127.0.0.1:${port}`;
}

/** Out: what scans files of cases; nothing of it when CLAMAV_HOST or CLAMAV_SOCKET says so. */
export async function startScannerStandIn({ children, options, external }: Startup) {
  if (external['CLAMAV_HOST'] || external['CLAMAV_SOCKET']) return {};
  const port = await preferredPort(SCANNER_PORT, options.port);
  children.start({
    name: 'scanner-stand-in',
    launch: script('dev/fakes/clamd/main.ts'),
    cwd: ROOT,
    environment: { PORT: String(port) },
    stage: HELPER_STAGE,
  });
  await Promise.race([waitForPort('scanner-stand-in', port), children.failure]);
  return { CLAMAV_HOST: '127.0.0.1', CLAMAV_PORT: String(port) };
}

/** Out: what api and worker call; nothing of it when AI_BASE_URL says so. */
export async function startDemoModel({ children, options, secrets, external }: Startup) {
  if (external['AI_BASE_URL']) return {};
  const port = await preferredPort(DEMO_MODEL_PORT, options.port);
  const apiKey = createHmac('sha256', secrets.n8nApiKey).update('demo-model').digest('base64url');
  children.start({
    name: 'demo-model',
    launch: script('dev/fakes/openai/main.ts'),
    cwd: ROOT,
    environment: { PORT: String(port), API_KEY: apiKey },
    stage: HELPER_STAGE,
  });
  await Promise.race([waitForPort('demo-model', port), children.failure]);
  return { AI_BASE_URL: `http://127.0.0.1:${port}/v1`, AI_API_KEY: apiKey, AI_MODEL: DEMO_MODEL };
}

/** Out: for the demo, which connects the company's modules. */
export async function startModules({ children, options, secrets }: Startup) {
  const port = await preferredPort(DEMO_MODULES_PORT, options.port);
  const key = createHmac('sha256', secrets.n8nApiKey).update('demo-modules').digest('base64');
  const secret = `whsec_${key}`;
  children.start({
    name: 'demo-modules',
    launch: script('dev/fakes/modules/main.ts'),
    cwd: ROOT,
    environment: { PORT: String(port), MODULE_SECRET: secret },
    stage: HELPER_STAGE,
  });
  await Promise.race([waitForPort('demo-modules', port), children.failure]);
  return { DEMO_MODULES_URL: `http://127.0.0.1:${port}`, DEMO_MODULES_SECRET: secret };
}

/** Out: for the demo, which connects the company's mailbox and writes down how to use both. */
export async function startMailboxes({ children, options, secrets }: Startup) {
  const environment = {
    COMPANY_PORT: String(await preferredPort(COMPANY_IMAP_PORT, options.port)),
    CUSTOMER_PORT: String(await preferredPort(CUSTOMER_IMAP_PORT, options.port)),
    SMTP_PORT: String(await preferredPort(SUBMISSION_PORT, options.port)),
    COMPANY_EMAIL: MAILBOXES.company,
    CUSTOMER_EMAIL: MAILBOXES.customer,
    // Derived, so that it stays the same for the mail clients that people set up.
    MAIL_PASSWORD: createHmac('sha256', secrets.n8nApiKey).update('mailboxes').digest('base64url'),
  };
  children.start({
    name: 'mailboxes',
    launch: script('dev/fakes/imap/main.ts'),
    cwd: ROOT,
    environment: { ...environment, MAIL_DIRECTORY: join(options.stateDirectory, 'mailboxes') },
    stage: HELPER_STAGE,
  });
  await Promise.race([waitForPort('mailboxes', Number(environment.SMTP_PORT)), children.failure]);
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [`DEMO_MAIL_${name}`, value]),
  );
}

export function n8nApiKey(secrets: Secrets, external: Startup['external']): string {
  return external['N8N_API_KEY'] || secrets.n8nApiKey;
}

export function script(...args: string[]) {
  return { command: process.execPath, args };
}

async function waitForPort(name: string, port: number): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await isListening(port))) {
    if (Date.now() > deadline) throw new StartError(`${name} did not listen on port ${port}.`);
    await sleep(READY_POLL_MS);
  }
}
