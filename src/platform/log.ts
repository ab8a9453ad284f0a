import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * Structured logs: fields first, constant message. Two filters keep secrets and personal data out:
 * a list of field names that are never printed, and patterns that are masked anywhere in a line.
 */

export type Log = Logger;

const SECRET_FIELDS = [
  'authorization',
  // Of an error of PostgreSQL: it quotes what was sent.
  'where',
  'cookie',
  'password',
  'token',
  'secret',
  'apiKey',
  'api_key',
  'key',
  'encryptionKeys',
  'ENCRYPTION_KEYS',
  'body',
  'email',
  'telephone',
  'phone',
  // Of PostgreSQL: the values of the row that it refused.
  'detail',
];

/** Every repetition has a maximum. An unbounded one takes quadratic time on a long word: seconds. */
const PATTERNS: readonly [RegExp, string][] = [
  [/\b(?:rlk|rls|rcb|rli|rlc)_[A-Za-z0-9_-]{8,}/g, '[key]'],
  [/\bwhsec_[A-Za-z0-9+/=]{8,}/g, '[secret]'],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/-]+=*/gi, '$1 [token]'],
  // A JSON field whose name ends with such a word: "X-API-Key":"…", "N8N_API_KEY":"…".
  [
    /"([\w-]{0,64}(?:password|secret|token|(?:api|access)[_-]?key|authorization|cookie))":"(?:[^"\\]|\\.)*"/gi,
    '"$1":"[secret]"',
  ],
  [/(password|secret|token|api[_-]?key)(\s*[:=]\s*(?:\\?["'])?)[^\s"'\\,&]+/gi, '$1$2[secret]'],
  [/:\/\/[^\s/"?#]{1,512}@/g, '://[credentials]@'], // up to the last @: a password may hold one
  [/[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,255}\.\p{L}{2,}/gu, '[email]'],
  // International numbers, then French ones: pairs of digits with one separator, which excludes dates.
  [
    /(?<![\w.-])(?:\+|00)\d{1,3}[ .\u00a0\u202f-]?(?:\(0\)[ \u00a0\u202f]?)?\d(?:[ .\u00a0\u202f-]?\d){6,12}(?![\w-]|\.\d)/g,
    '[phone]',
  ],
  [/(?<![\w.-])0[1-9](?:([ .\u00a0\u202f-]?)\d{2})(?:\1\d{2}){3}(?![\w-]|[.:]\d)/g, '[phone]'],
];

/** Masks secrets and personal data in one line of text. */
export const redact = (text: string): string =>
  PATTERNS.reduce((masked, [pattern, by]) => masked.replace(pattern, by), text);

/** Logs one line when something stops working, and one when it works again. */
export const changeLogger = (
  log: Pick<Log, 'warn' | 'info'>,
  failed: string,
  recovered: string,
): ((isWorking: boolean) => void) => {
  let wasWorking = true;
  return (isWorking) => {
    if (wasWorking && !isWorking) log.warn(failed);
    if (!wasWorking && isWorking) log.info(recovered);
    wasWorking = isWorking;
  };
};

export const createLog = (level: string, destination?: DestinationStream): Log => {
  const target = destination ?? process.stdout;
  // A full disk or a closed pipe loses log lines but must not end the process.
  if (destination === undefined && process.stdout.listenerCount('error') === 0) {
    process.stdout.on('error', () => undefined);
  }
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
