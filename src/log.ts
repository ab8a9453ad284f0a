import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * Structured logs: fields first, constant message. Two nets keep secrets and personal data out: a
 * list of field names that are never printed, and patterns that are masked wherever they appear.
 */

export type Log = Logger;

const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'apiKey',
  'api_key',
  'key',
  'body',
  'email',
  'telephone',
  'phone',
];

const PATTERNS: readonly [RegExp, string][] = [
  [/\b(?:rlk|rls|rcb|rli)_[A-Za-z0-9_-]{8,}/g, '[key]'],
  [/\bwhsec_[A-Za-z0-9+/=]{8,}/g, '[secret]'],
  [/\bBearer\s+[A-Za-z0-9._~+/-]+=*/gi, 'Bearer [token]'],
  [/\b(password|secret|token|api[_-]?key)(["']?\s*[:=]\s*["']?)[^\s"',&]+/gi, '$1$2[secret]'],
  [/:\/\/[^/\s:@"]+:[^/\s@"]+@/g, '://[credentials]@'],
  [/[A-Z0-9._%+-]+@[A-Z0-9.-]+\.[A-Z]{2,}/gi, '[email]'],
  [
    /(?<![\w.:-])(?:\+\d{1,3}[ .-]?\d(?:[ .-]?\d){6,12}|0\d(?:[ .-]?\d{2}){4})(?![\w.-])/g,
    '[phone]',
  ],
];

/** Masks what must not be printed in one line of text. */
export const redact = (text: string): string =>
  PATTERNS.reduce((masked, [pattern, by]) => masked.replace(pattern, by), text);

export const createLog = (level: string, destination?: DestinationStream): Log => {
  const target = destination ?? process.stdout;
  return pino(
    {
      level,
      base: null,
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[redacted]',
      },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
    },
    { write: (line: string) => target.write(redact(line)) },
  );
};
