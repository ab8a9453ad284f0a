import { randomBytes } from 'node:crypto';
import { connect, type Database } from '../../../src/platform/database.ts';
import { addCompany, type BenchCompany } from '../company.ts';
import type { Service } from '../services.ts';
import { freeBenchPort, startStack, type Stack } from '../stack.ts';
import { readReceived } from './ledger.ts';
import { addWebhooks } from './sending.ts';
import { setTimeout as sleep } from 'node:timers/promises';

/** The system, and a receiver of webhooks in a process of its own. */

export interface WebhookBench {
  stack: Stack;
  database: Database;
  receiver: Service;
  receiverUrl: string;
  secret: string;
  /** A new company with one webhook for each path. */
  addSubscribers: (paths: readonly string[]) => Promise<Subscribers>;
  stop: () => Promise<void>;
}

export interface Subscribers {
  company: BenchCompany;
  paths: readonly string[];
  webhookIds: number[];
}

const CONNECTIONS = 4;
const READY_TIMEOUT_MS = 10_000;
const READY_POLL_MS = 50;

export const startWebhookBench = async (options: {
  isSupervised?: boolean;
  profileDirectory?: string | undefined;
}): Promise<WebhookBench> => {
  const stack = await startStack({
    ...options,
    n8nWebhookUrl: 'http://127.0.0.1:9/webhook/crm-action',
    environment: { DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' },
  });
  const port = await freeBenchPort();
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const receiver = stack.addService('receiver', 'bench/support/webhooks/receiver.ts', {
    RECEIVER_PORT: String(port),
    RECEIVER_SECRET: secret,
  });
  const receiverUrl = `http://127.0.0.1:${port}`;
  const database = connect(stack.urls.appUrl, CONNECTIONS);
  let companyCount = 0;
  return {
    stack,
    database,
    receiver,
    receiverUrl,
    secret,
    addSubscribers: async (paths) => {
      companyCount += 1;
      const company = await addCompany(stack, `bench-${companyCount}`);
      const urls = paths.map((path) => `${receiverUrl}${path}`);
      return { company, paths, webhookIds: await addWebhooks(stack, company, { urls, secret }) };
    },
    stop: async () => {
      await database.end({ timeout: 5 });
      await stack.stop();
    },
  };
};

export const untilReceiving = async (receiverUrl: string): Promise<void> => {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const ledger = await readReceived(receiverUrl).catch(() => undefined);
    if (ledger !== undefined) return;
    if (Date.now() > deadline) throw new Error('the receiver is not ready');
    await sleep(READY_POLL_MS);
  }
};
