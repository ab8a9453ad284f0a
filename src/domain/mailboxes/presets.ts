import type { MailServer } from './account.ts';

/** The mail servers of well-known providers, as their help pages name them in November 2026. */

export const PROVIDERS = ['gmail', 'outlook', 'ovh', 'infomaniak', 'other'] as const;
export type Provider = (typeof PROVIDERS)[number];

export const AUTH_METHODS = ['password', 'oauth2'] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

export interface Preset {
  provider: Exclude<Provider, 'other'>;
  name: string;
  /** Addresses of these domains belong to the provider. */
  domains: readonly string[];
  imap: MailServer;
  smtp: MailServer;
  /** The one to offer first. Microsoft takes no passwords any more. */
  auth_methods: readonly AuthMethod[];
  /** Where a refresh token of OAuth 2 is exchanged. Null: the provider has no OAuth 2 for mail. */
  token_url: string | null;
  /** Gmail takes app passwords only: one for each program, of an account with two-step verification. */
  needs_app_password: boolean;
  help_url: string;
}

const tls = (host: string, port: number): MailServer => ({ host, port, security: 'tls' });

export const PRESETS: readonly Preset[] = [
  {
    provider: 'gmail',
    name: 'Gmail, Google Workspace',
    domains: ['gmail.com', 'googlemail.com'],
    imap: tls('imap.gmail.com', 993),
    smtp: tls('smtp.gmail.com', 465),
    auth_methods: ['password', 'oauth2'],
    token_url: 'https://oauth2.googleapis.com/token',
    needs_app_password: true,
    help_url: 'https://support.google.com/mail/answer/185833',
  },
  {
    provider: 'outlook',
    name: 'Outlook, Microsoft 365',
    domains: [
      'outlook.com',
      'outlook.fr',
      'hotmail.com',
      'hotmail.fr',
      'live.com',
      'live.fr',
      'msn.com',
    ],
    imap: tls('outlook.office365.com', 993),
    smtp: { host: 'smtp.office365.com', port: 587, security: 'starttls' },
    auth_methods: ['oauth2'],
    token_url: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    needs_app_password: false,
    help_url:
      'https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth',
  },
  {
    provider: 'ovh',
    name: 'OVHcloud',
    domains: ['ovh.net', 'ovh.com', 'ovhcloud.com'],
    imap: tls('ssl0.ovh.net', 993),
    smtp: tls('ssl0.ovh.net', 465),
    auth_methods: ['password'],
    token_url: null,
    needs_app_password: false,
    help_url: 'https://help.ovhcloud.com/csm/fr-mx-plan-configure-email-client',
  },
  {
    provider: 'infomaniak',
    name: 'Infomaniak',
    domains: ['ik.me', 'ikmail.com', 'etik.com'],
    imap: tls('mail.infomaniak.com', 993),
    smtp: tls('mail.infomaniak.com', 465),
    auth_methods: ['password'],
    token_url: null,
    needs_app_password: true,
    help_url: 'https://www.infomaniak.com/fr/support/faq/2427',
  },
];

export const presetOf = (provider: Provider): Preset | undefined =>
  PRESETS.find((preset) => preset.provider === provider);

/** By the domain of an address. */
export const presetForEmail = (email: string): Preset | undefined => {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return PRESETS.find(({ domains }) => domains.includes(domain));
};
