import { z } from 'zod';
import { AppError } from '../../errors.ts';

/** Why a mail server could not be used: one word for people, health and metrics. */

export const MAIL_FAILURES = [
  'credentials_refused',
  'host_unknown',
  'connection_refused',
  'connection_lost',
  'timeout',
  'tls',
  /** It names another host, has ended, or no known authority signed it. */
  'certificate',
  'egress_refused',
  /** Too many connections or too much mail: the server asks to come back later. */
  'throttled',
  /** It does not talk IMAP or SMTP, or not as it should. */
  'protocol',
  'unavailable',
] as const;
export type MailFailure = (typeof MAIL_FAILURES)[number];

const isMailFailure = (code: string): code is MailFailure =>
  MAIL_FAILURES.some((known) => known === code);

const Details = z
  .object({
    code: z.string().optional().catch(undefined),
    /** nodemailer: that of the system, which `code` hides. */
    originalCode: z.string().optional().catch(undefined),
    /** imapflow: set by every error of a login, a lost connection too. */
    authenticationFailed: z.boolean().optional().catch(undefined),
    responseStatus: z.string().optional().catch(undefined),
    serverResponseCode: z.string().optional().catch(undefined),
    response: z.string().optional().catch(undefined),
    /** nodemailer: the SMTP status. */
    responseCode: z.number().optional().catch(undefined),
    reason: z.string().optional().catch(undefined),
  })
  .catch({});
type Details = z.infer<typeof Details>;

/** In: an error of imapflow, nodemailer, Node, `openAccount` or `resolveMailHost`. Its text is not kept. */
export const mailFailureOf = (error: unknown): MailFailure => {
  if (error instanceof AppError) return isMailFailure(error.code) ? error.code : 'unavailable';
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout';
  const details = Details.parse(error);
  return ofServer(details) ?? ofCode(details.originalCode ?? details.code ?? '');
};

/** The server is busy or broken (RFC 5530): another try may succeed. */
const PASSING_CODES = new Set([
  'UNAVAILABLE',
  'INUSE',
  'LIMIT',
  'SERVERBUG',
  // Gmail and Yahoo.
  'OVERQUOTA',
  'THROTTLED',
]);
/** Gmail, Dovecot and others say it in words only. */
const IS_BUSY =
  /too many|throttl|rate.?limit|try again later|maximum (?:number of )?connections|\[(?:OVERQUOTA|LIMIT|UNAVAILABLE)\]/i;

const ofServer = (details: Details): MailFailure | undefined => {
  const { code, responseStatus, responseCode, serverResponseCode, response, reason } = details;
  const text = `${response ?? ''} ${reason ?? ''}`;
  if (code === 'ETHROTTLE' || PASSING_CODES.has(serverResponseCode ?? '')) return 'throttled';
  if ((responseStatus !== undefined || reason !== undefined) && IS_BUSY.test(text)) {
    return 'throttled';
  }
  if (responseCode !== undefined && responseCode >= 400 && responseCode < 500) return 'throttled';
  if (details.authenticationFailed === true && responseStatus === 'NO') {
    return 'credentials_refused';
  }
  return code === 'EAUTH' && responseCode !== undefined ? 'credentials_refused' : undefined;
};

const FAILURE_OF_CODE: Readonly<Record<string, MailFailure>> = {
  ENOTFOUND: 'host_unknown',
  EAI_AGAIN: 'host_unknown',
  EDNS: 'host_unknown',
  ECONNREFUSED: 'connection_refused',
  EHOSTUNREACH: 'connection_refused',
  ENETUNREACH: 'connection_refused',
  ETIMEDOUT: 'timeout',
  ETIMEOUT: 'timeout',
  CONNECT_TIMEOUT: 'timeout',
  GREETING_TIMEOUT: 'timeout',
  UPGRADE_TIMEOUT: 'timeout',
  ETLS: 'tls',
  EPROTO: 'tls',
  STARTTLS_INJECTION: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  HOSTNAME_MISMATCH: 'certificate',
  ECONNECTION: 'connection_lost',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
  NoConnection: 'connection_lost',
  EConnectionClosed: 'connection_lost',
  EPROTOCOL: 'protocol',
  ParserError: 'protocol',
  InvalidResponse: 'protocol',
  UnexpectedTag: 'protocol',
  LineTooLarge: 'protocol',
  LiteralTooLarge: 'protocol',
  ResponseTooLarge: 'protocol',
};

const ofCode = (code: string): MailFailure => {
  if (Object.hasOwn(FAILURE_OF_CODE, code)) return FAILURE_OF_CODE[code] ?? 'unavailable';
  if (code.startsWith('ClosedAfterConnect')) return 'connection_lost';
  if (/^(?:ERR_TLS_CERT|CERT_)/.test(code)) return 'certificate';
  return /^ERR_(?:SSL|TLS)/.test(code) ? 'tls' : 'unavailable';
};
