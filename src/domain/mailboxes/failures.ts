import { z } from 'zod';
import { AppError } from '../../errors.ts';

/** Why a mail server could not be used: one word for people, health and metrics. */

export const MAIL_FAILURES = [
  'credentials_refused',
  /** The server refused the login without saying why: wrong credentials, or a fault of its own. */
  'login_refused',
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

/** Of a login: it may be for a person to act. */
export const isLoginRefused = (code: string): boolean =>
  code === 'credentials_refused' || code === 'login_refused';

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
    /** imapflow: the text of the answer, where `response` is the parsed one. */
    responseText: z.string().optional().catch(undefined),
    /** nodemailer: the SMTP status. */
    responseCode: z.number().optional().catch(undefined),
    reason: z.string().optional().catch(undefined),
  })
  .catch({});
type Details = z.infer<typeof Details>;

/** In: an error of imapflow, nodemailer, Node, `openAccount` or `resolveMailHost`. Its text is not kept. */
export const mailFailureOf = (error: unknown): MailFailure => {
  if (error instanceof AppError) return ofAppError(error);
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout';
  const details = Details.parse(error);
  return ofServer(details) ?? ofCode(details.originalCode ?? details.code ?? '');
};

/** `details.failure`: what made a service unavailable. */
const ofAppError = ({ code, details }: AppError): MailFailure => {
  const failure = Failed.parse(details).failure ?? code;
  return isMailFailure(failure) ? failure : 'unavailable';
};

const Failed = z.object({ failure: z.string().optional() }).catch({});

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
/** Gmail, Exchange, Dovecot and others say it in words only. They come before any word of a password. */
const IS_BUSY =
  /too many|throttl|\blimit|exceeded|try (?:again )?later|maximum (?:number of )?connections|unavailable|temporar|\bbusy|overload|maintenance|internal|(?:server|system) error|mailbox is locked|not connected|\[(?:OVERQUOTA|LIMIT|UNAVAILABLE)\]/i;

/** RFC 5530. PRIVACYREQUIRED: only over TLS, which a person chooses. */
const REFUSING_CODES = new Set(['AUTHENTICATIONFAILED', 'EXPIRED', 'PRIVACYREQUIRED']);
/** Of servers without response codes: Exchange, Courier, hMailServer, older Dovecot and Cyrus. */
const SAYS_WRONG_PASSWORD =
  /\[(?:AUTHENTICATIONFAILED|EXPIRED|PRIVACYREQUIRED)\]|(?:invalid|incorrect|wrong|bad) (?:credentials|login|user(?:\s?name)?|password|authentication)|application-specific password|password (?:expired|incorrect|is (?:wrong|incorrect))|(?:^|\bNO )\s*(?:login|authenticate|authentication) fail(?:ed|ure)(?:: authentication fail(?:ed|ure))?\.?\s*$/i;

const ofServer = (details: Details): MailFailure | undefined => {
  const { code, responseStatus, responseCode, serverResponseCode, response, reason } = details;
  const text = `${response ?? details.responseText ?? ''} ${reason ?? ''}`;
  if (code === 'ETHROTTLE' || PASSING_CODES.has(serverResponseCode ?? '')) return 'throttled';
  if ((responseStatus !== undefined || reason !== undefined) && IS_BUSY.test(text)) {
    return 'throttled';
  }
  if (responseCode !== undefined && responseCode >= 400 && responseCode < 500) return 'throttled';
  if (details.authenticationFailed === true && responseStatus === 'NO') {
    return REFUSING_CODES.has(serverResponseCode ?? '') || SAYS_WRONG_PASSWORD.test(text)
      ? 'credentials_refused'
      : 'login_refused';
  }
  // It understood the command and is not able to carry it out now.
  if (responseStatus === 'NO' || responseStatus === 'BAD') return 'throttled';
  return code === 'EAUTH' && responseCode !== undefined ? 'credentials_refused' : undefined;
};

const FAILURE_OF_CODE: Readonly<Record<string, MailFailure>> = {
  ENOTFOUND: 'host_unknown',
  // The name servers did not answer.
  EAI_AGAIN: 'timeout',
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
