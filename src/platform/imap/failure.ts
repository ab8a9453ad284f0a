import { z } from 'zod';
import type { SyncFailure } from '../../domain/mailboxes/sync.ts';
import { AppError } from '../../errors.ts';

/** What a session with an IMAP server fails with. Without texts of the server: they may name people. */

export class ImapFailure extends Error {
  readonly code: SyncFailure;
  constructor(code: SyncFailure) {
    super(`the IMAP session failed: ${code}`);
    this.name = 'ImapFailure';
    this.code = code;
  }
}

/** Fields of the errors of imapflow, Node and OpenSSL that decide. */
const Fields = z.object({
  code: z.string().optional().catch(undefined),
  message: z.string().catch(''),
  reason: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
  responseText: z.string().optional().catch(undefined),
  serverResponseCode: z.string().optional().catch(undefined),
  authenticationFailed: z.boolean().optional().catch(undefined),
  responseStatus: z.string().optional().catch(undefined),
  tlsFailed: z.boolean().optional().catch(undefined),
});
type Fields = z.infer<typeof Fields>;

/** In: what was thrown, and the reason of the server's BYE if there was one. */
export const toImapFailure = (error: unknown, byeReason?: string): ImapFailure => {
  if (error instanceof ImapFailure) return error;
  if (error instanceof AppError && error.code === 'egress_refused') {
    return new ImapFailure('egress_refused');
  }
  const fields = Fields.safeParse(error);
  return new ImapFailure(fields.success ? codeOf(fields.data, byeReason) : 'protocol_error');
};

const codeOf = (fields: Fields, byeReason: string | undefined): SyncFailure => {
  const { code = '' } = fields;
  if (code === 'ETHROTTLE' || isThrottle(fields, byeReason)) return 'throttled';
  if (fields.tlsFailed === true || TLS_CODE.test(code)) return 'tls_failed';
  if (TIMEOUT_CODES.has(code)) return 'timeout';
  if (CONNECTION_CODES.has(code)) return 'unreachable';
  if (isTemporary(fields)) return 'unreachable';
  return isRefusedLogin(fields) ? 'credentials_refused' : 'protocol_error';
};

/**
 * Response codes of RFC 5530 and of Gmail, and the texts of servers that have none: Gmail ("Too many
 * simultaneous connections"), Exchange ("Request is throttled"), Dovecot and Courier ("Maximum number of
 * connections"), Yahoo ("rate limit").
 */
const THROTTLE_CODES = new Set(['THROTTLED', 'OVERQUOTA', 'LIMIT', 'INUSE']);
const THROTTLE_TEXT =
  /\[(?:THROTTLED|OVERQUOTA|LIMIT|INUSE)\]|throttl|too many|rate.?limit|max(?:imum)?\s+(?:number of\s+)?connections|bandwidth limit|try again later/i;

const isThrottle = (fields: Fields, byeReason: string | undefined): boolean =>
  THROTTLE_CODES.has(fields.serverResponseCode?.toUpperCase() ?? '') ||
  [fields.reason, fields.response, fields.responseText, byeReason].some(
    (text) => text !== undefined && THROTTLE_TEXT.test(text),
  );

/** The server can't check a login now (RFC 5530): the password may be right. */
const isTemporary = (fields: Fields): boolean =>
  ['UNAVAILABLE', 'SERVERBUG', 'CONTACTADMIN'].includes(
    fields.serverResponseCode?.toUpperCase() ?? '',
  ) || /temporary (?:authentication )?failure/i.test(fields.response ?? '');

/** imapflow marks every failure of the login so, also one without an answer of the server. */
const isRefusedLogin = ({ authenticationFailed, response, responseStatus }: Fields): boolean =>
  authenticationFailed === true && response !== undefined && responseStatus !== 'BAD';

const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|HOSTNAME_MISMATCH|STARTTLS_INJECTION|EPROTO)/;
const TIMEOUT_CODES = new Set([
  'CONNECT_TIMEOUT',
  'GREETING_TIMEOUT',
  'UPGRADE_TIMEOUT',
  'ETIMEOUT',
  'ETIMEDOUT',
  'LockTimeout',
]);
const CONNECTION_CODES = new Set([
  'NoConnection',
  'EConnectionClosed',
  'StateLogout',
  'ClosedAfterConnectText',
  'ClosedAfterConnectTLS',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
]);
