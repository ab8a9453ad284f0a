/** `SMTP_URL`, parsed. Imports nothing of the configuration, which imports this file. */

export interface SmtpLocation {
  host: string;
  port: number;
  credentials: { user: string; password: string } | undefined;
  /** `tls`: from the first byte. `starttls`: required before login and mail. `none`: no encryption. */
  security: 'tls' | 'starttls' | 'none';
}

const SMTPS_PORT = 465;
const SUBMISSION_PORT = 587;
const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/**
 * In: `smtps://<user>:<password>@<host>:<port>` (TLS), `smtp://…` (STARTTLS), or `smtp://localhost?tls=off`
 * for a server on this machine. Out: undefined for anything else. Source: RFC 8314 for the ports.
 */
export const parseSmtpUrl = (text: string): SmtpLocation | undefined => {
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isTls = url.protocol === 'smtps:';
  const options = [...url.searchParams].map(([name, value]) => `${name}=${value}`);
  const isInTheClear = options.length === 1 && options[0] === 'tls=off' && !isTls;
  if (isInTheClear && !LOOPBACK_HOSTS.includes(url.hostname)) return undefined;
  const isBare = ['', '/'].includes(url.pathname) && url.hash === '';
  if (url.hostname === '' || !isBare || (options.length > 0 && !isInTheClear)) return undefined;
  const credentials = credentialsOf(url);
  if (credentials === null) return undefined;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isTls ? SMTPS_PORT : SUBMISSION_PORT) : Number(url.port),
    credentials,
    security: isTls ? 'tls' : isInTheClear ? 'none' : 'starttls',
  };
};

/** Undefined without a user; null for a `%` that encodes nothing, such as in an unencoded password. */
const credentialsOf = (url: URL): SmtpLocation['credentials'] | null => {
  if (url.username === '') return undefined;
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    return null;
  }
};
