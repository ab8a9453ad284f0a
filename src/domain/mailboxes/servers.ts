import { isAddress, isLoopbackHost, isPublicHost } from '../shared/egress.ts';
import type { MailServer } from './account.ts';

/**
 * Which mail servers a company may name. The addresses of a name are checked at each connection
 * (src/platform/mail-hosts.ts): only that protects.
 */

/** IMAP with STARTTLS and TLS, SMTP submission with TLS and STARTTLS (RFC 8314), and 2525, its usual other port. */
export const MAIL_PORTS = [143, 993, 465, 587, 2525] as const;

/** As the URL parser writes it: names in ASCII, IP addresses in one notation, without brackets. Null: no host. */
export const parseMailHost = (text: string): string | null => {
  if (/[/?#@\\\s]/.test(text)) return null;
  const bracketed = text.includes(':') && !text.startsWith('[') ? `[${text}]` : text;
  const url = URL.parse(`http://${bracketed}`);
  if (url === null || url.port !== '' || url.username !== '' || url.host === '') return null;
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
};

interface EgressRules {
  /** DANGEROUS_ALLOW_LOOPBACK_EGRESS: for development. */
  allowLoopback: boolean;
}

/** In: a host as `parseMailHost` writes it. On this machine any port, elsewhere the ports of mail only. */
export const isAllowedMailServer = (
  { host, port, security }: MailServer,
  { allowLoopback }: EgressRules,
): boolean => {
  if (isLoopbackHost(host)) return allowLoopback;
  return (
    isPublicHost(host) && MAIL_PORTS.some((allowed) => allowed === port) && security !== 'none'
  );
};

/** An IP address has no name for TLS (RFC 6066, 3). */
export const serverNameOf = (host: string): string => (isAddress(host) ? '' : host);
