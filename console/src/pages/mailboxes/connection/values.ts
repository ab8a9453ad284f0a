import type { Schemas } from '../../../api/client.ts';
import type { Mailbox } from '../types.ts';

/** The values of the forms about a connection, and the bodies that test and save it. */

export type Preset = Schemas['MailboxPresets']['data'][number];
type Provider = NonNullable<Schemas['MailboxTestIn']['provider']>;
type Security = Schemas['MailServer']['security'];

export interface ConnectionValues {
  provider: string;
  imap_host: string;
  imap_port: number | undefined;
  imap_security: string;
  smtp_host: string;
  smtp_port: number | undefined;
  smtp_security: string;
  username: string;
  method: string;
  password: string;
  client_id: string;
  client_secret: string;
  refresh_token: string;
  token_url: string;
}

const IMAP_PORT = 993;
const SMTP_PORT = 465;
export const SECURITIES = ['tls', 'starttls', 'none'] as const;

/** Of the provider that an address belongs to. */
export const presetOf = (presets: readonly Preset[], email: string): Preset | undefined => {
  const domain = email
    .slice(email.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
  return presets.find(({ domains }) => domains.includes(domain));
};

const NO_SECRETS = {
  password: '',
  client_id: '',
  client_secret: '',
  refresh_token: '',
  token_url: '',
};

export const presetValues = (email: string, preset: Preset | undefined): ConnectionValues => {
  const domain = email.slice(email.lastIndexOf('@') + 1).trim();
  return {
    provider: preset?.provider ?? 'other',
    imap_host: preset?.imap.host ?? `imap.${domain}`,
    imap_port: preset?.imap.port ?? IMAP_PORT,
    imap_security: preset?.imap.security ?? 'tls',
    smtp_host: preset?.smtp.host ?? `smtp.${domain}`,
    smtp_port: preset?.smtp.port ?? SMTP_PORT,
    smtp_security: preset?.smtp.security ?? 'tls',
    username: email.trim(),
    method: preset?.auth_methods[0] ?? 'password',
    ...NO_SECRETS,
    token_url: preset?.token_url ?? '',
  };
};

export const savedValues = (mailbox: Mailbox): ConnectionValues => ({
  provider: mailbox.provider,
  imap_host: mailbox.imap.host,
  imap_port: mailbox.imap.port,
  imap_security: mailbox.imap.security,
  smtp_host: mailbox.smtp.host,
  smtp_port: mailbox.smtp.port,
  smtp_security: mailbox.smtp.security,
  username: mailbox.username,
  method: mailbox.auth_method,
  ...NO_SECRETS,
});

export const serversOf = (values: ConnectionValues) => ({
  // The choices are those of the api.
  imap: {
    host: values.imap_host.trim(),
    port: values.imap_port ?? 0,
    security: values.imap_security as Security,
  },
  smtp: {
    host: values.smtp_host.trim(),
    port: values.smtp_port ?? 0,
    security: values.smtp_security as Security,
  },
  username: values.username.trim(),
});

export const hasCredentials = (values: ConnectionValues): boolean =>
  values.method === 'oauth2' ? values.refresh_token.trim() !== '' : values.password !== '';

export const credentialsOf = (values: ConnectionValues): Schemas['MailboxTestIn']['credentials'] =>
  values.method === 'oauth2'
    ? {
        method: 'oauth2',
        client_id: values.client_id.trim(),
        client_secret: values.client_secret.trim() === '' ? null : values.client_secret.trim(),
        refresh_token: values.refresh_token.trim(),
        ...(values.token_url.trim() === '' ? {} : { token_url: values.token_url.trim() }),
      }
    : { method: 'password', password: values.password };

export const connectionOf = (
  email: string,
  values: ConnectionValues,
): Schemas['MailboxTestIn'] => ({
  email: email.trim(),
  provider: values.provider as Provider,
  ...serversOf(values),
  credentials: credentialsOf(values),
});

/** The field of the form that shows the fault of a path of the request. */
export const fieldOf = (path: string): string =>
  path === 'credentials'
    ? 'password'
    : path === 'imap' || path === 'smtp'
      ? `${path}_host`
      : path.replace(/^credentials\./, '').replace('.', '_');
