import { createServer, connect as dial, type Socket } from 'node:net';
import { startDovecot, DOVECOT_PASSWORD, type Dovecot } from '../../../test/support/dovecot.ts';
import { loadConfig } from '../../../src/config.ts';
import { encryptMailboxSecret } from '../../../src/services/mailboxes/secrets.ts';
import { addCompany, type BenchCompany } from '../company.ts';
import { freeBenchPort, startStack, type Stack } from '../stack.ts';

/** The system, and Debian's Dovecot with mailboxes of several companies. */

export interface MailBench {
  stack: Stack;
  dovecot: Dovecot;
  /** Out: its id. It is read by those who ask for it: no schedule is made. */
  addMailbox: (company: BenchCompany, input: { user: string; port?: number }) => Promise<number>;
  addCompany: () => Promise<BenchCompany>;
  stop: () => Promise<void>;
}

export const startMailBench = async (options: {
  profileDirectory?: string | undefined;
}): Promise<MailBench> => {
  const dovecot = await startDovecot();
  const stack = await startStack({
    ...options,
    n8nWebhookUrl: 'http://127.0.0.1:9/webhook/crm-action',
    environment: { DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' },
  }).catch(async (error: unknown) => {
    await dovecot.stop();
    throw error;
  });
  const keys = loadConfig(stack.environment).ENCRYPTION_KEYS;
  let companyCount = 0;
  return {
    stack,
    dovecot,
    addCompany: async () => {
      companyCount += 1;
      return addCompany(stack, `bench-${companyCount}`);
    },
    addMailbox: async ({ companyId }, { user, port = dovecot.port }) => {
      const secret = encryptMailboxSecret(
        { keys, companyId },
        { kind: 'password', password: DOVECOT_PASSWORD },
      );
      const [row] = await stack.superuser`
        with new_mailbox as (
          insert into mailboxes (
            company_id, name, email, provider, imap_host, imap_port, imap_security, smtp_host,
            smtp_port, smtp_security, username, auth_method, secret_encrypted, first_sync_days,
            is_active
          )
          values (
            ${companyId}::bigint, ${user}::text, ${`${user}@atelier.example`}::text, 'other',
            '127.0.0.1', ${port}::integer, 'none', '127.0.0.1', 2525, 'none', ${user}::text,
            'password', ${secret}::bytea, 30, true
          )
          returning company_id, id
        ),
        new_health as (
          insert into mailbox_health (company_id, mailbox_id) select company_id, id from new_mailbox
        )
        select id from new_mailbox
      `;
      return Number(row?.['id']);
    },
    stop: async () => {
      await stack.stop();
      await dovecot.stop();
    },
  };
};

export interface RoundTrips {
  port: number;
  /** How often the server's turn followed the client's, on all connections. */
  count: () => number;
  stop: () => void;
}

/** Stands before an IMAP server and counts round trips. */
export const countRoundTrips = async (serverPort: number): Promise<RoundTrips> => {
  const port = await freeBenchPort();
  const sockets: Socket[] = [];
  let roundTrips = 0;
  const server = createServer((client) => {
    const upstream = dial(serverPort, '127.0.0.1');
    sockets.push(client, upstream);
    let isServersTurn = false;
    client.on('data', (bytes) => {
      if (!isServersTurn) roundTrips += 1;
      isServersTurn = true;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      isServersTurn = false;
      client.write(bytes);
    });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('error', () => to.destroy());
      from.on('close', () => to.end());
    }
  });
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  return {
    port,
    count: () => roundTrips,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};
