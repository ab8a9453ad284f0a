import type { z } from '@hono/zod-openapi';
import type { MailServer } from '../../domain/mailboxes/account.ts';
import {
  presetForEmail,
  presetOf,
  type Preset,
  type Provider,
} from '../../domain/mailboxes/presets.ts';
import type { MailboxSecret } from '../../domain/mailboxes/secrets.ts';
import { MAIL_PORTS, isAllowedMailServer } from '../../domain/mailboxes/servers.ts';
import type { CredentialsIn, MailboxTestIn } from '../../domain/mailboxes/shapes.ts';
import { isLoopbackHost, isAllowedUrl } from '../../domain/shared/egress.ts';
import { fault, type Fault } from '../../domain/shared/faults.ts';
import type { Config } from '../../config.ts';
import { invalid } from '../../errors.ts';

/** How to connect, from what a request says: the preset of the provider fills in the rest. */

export type EgressConfig = Pick<Config, 'DANGEROUS_ALLOW_LOOPBACK_EGRESS'>;

export interface Connection {
  email: string;
  provider: Provider;
  imap: MailServer;
  smtp: MailServer;
  username: string;
  secret: MailboxSecret;
}

/** Errors: `validation_failed`. */
export const connectionOf = (
  { config }: { config: EgressConfig },
  input: z.infer<typeof MailboxTestIn>,
): Connection => {
  const preset =
    input.provider === undefined ? presetForEmail(input.email) : presetOf(input.provider);
  const imap = input.imap ?? preset?.imap;
  const smtp = input.smtp ?? preset?.smtp;
  const secret = secretOf(input.credentials, preset);
  const rules = { allowLoopback: config.DANGEROUS_ALLOW_LOOPBACK_EGRESS };
  refuse([
    ...serverFaults('imap', imap, rules),
    ...serverFaults('smtp', smtp, rules),
    ...secretFaults(secret, rules),
  ]);
  if (imap === undefined || smtp === undefined) throw new Error('a missing server is a fault');
  const { email, username = email } = input;
  return { email, provider: preset?.provider ?? 'other', imap, smtp, username, secret };
};

export const secretOf = (credentials: CredentialsIn, preset: Preset | undefined): MailboxSecret =>
  credentials.method === 'password'
    ? { kind: 'password', password: credentials.password }
    : {
        kind: 'oauth2',
        clientId: credentials.client_id,
        clientSecret: credentials.client_secret,
        refreshToken: credentials.refresh_token,
        tokenUrl: credentials.token_url ?? preset?.token_url ?? '',
      };

interface EgressRules {
  allowLoopback: boolean;
}

export const secretFaults = (secret: MailboxSecret, rules: EgressRules): Fault[] => {
  if (secret.kind === 'password') return [];
  const url = URL.parse(secret.tokenUrl);
  if (url === null) return [fault('credentials.token_url', 'required', {})];
  const isSafe = url.protocol === 'https:' || isLoopbackHost(url.hostname);
  return isSafe && isAllowedUrl(url, rules)
    ? []
    : [fault('credentials.token_url', 'address_not_allowed', {})];
};

export const serverFaults = (
  path: 'imap' | 'smtp',
  server: MailServer | undefined,
  rules: EgressRules,
): Fault[] => {
  if (server === undefined) return [fault(path, 'required', {})];
  if (isAllowedMailServer(server, rules)) return [];
  if (isLoopbackHost(server.host)) return [fault(`${path}.host`, 'address_not_allowed', {})];
  const ports: readonly number[] = MAIL_PORTS;
  if (!ports.includes(server.port)) {
    return [fault(`${path}.port`, 'not_one_of', { allowed: ports.map(String) })];
  }
  return server.security === 'none'
    ? [fault(`${path}.security`, 'not_one_of', { allowed: ['tls', 'starttls'] })]
    : [fault(`${path}.host`, 'address_not_allowed', {})];
};

/** Errors: `validation_failed`. */
export const refuse = (faults: readonly Fault[]): void => {
  if (faults.length > 0) throw invalid([...faults]);
};
