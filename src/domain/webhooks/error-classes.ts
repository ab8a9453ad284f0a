/** Why an attempt failed: one word for people, statistics and metrics. */

export const WEBHOOK_ERROR_CLASSES = [
  'timeout',
  'dns',
  'connection_refused',
  'connection_reset',
  'unreachable',
  'tls',
  'egress_refused',
  'redirect',
  'http_4xx',
  'http_5xx',
  'invalid_response',
  /** The encryption key of the webhook's secret is not configured. Nothing was sent. */
  'secret_unreadable',
] as const;
export type WebhookErrorClass = (typeof WEBHOOK_ERROR_CLASSES)[number];

/** Null: the receiver has accepted it, by any 2xx. Redirects are not followed. */
export const classOfStatus = (status: number): WebhookErrorClass | null => {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirect';
  if (status >= 400 && status < 500) return 'http_4xx';
  return status >= 500 && status < 600 ? 'http_5xx' : 'invalid_response';
};

const CLASS_OF_CODE: Readonly<Record<string, WebhookErrorClass>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ENODATA: 'dns',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'invalid_response',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'invalid_response',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  HOSTNAME_MISMATCH: 'tls',
};

/** In: the `code` of an error of Node, OpenSSL, undici (UND_ERR_…) or llhttp (HPE_…). */
export const classOfCode = (code: string): WebhookErrorClass => {
  if (Object.hasOwn(CLASS_OF_CODE, code)) return CLASS_OF_CODE[code] ?? 'unreachable';
  if (code.startsWith('HPE_')) return 'invalid_response';
  return /^(?:ERR_(?:SSL|TLS)|CERT_)/.test(code) ? 'tls' : 'unreachable';
};
