import { inspect } from 'node:util';
import { z } from 'zod';
import { parseDatabaseAddress } from './platform/database-tls.ts';
import { parseFilesUrl } from './platform/files/location.ts';
import { createLog } from './platform/log.ts';
import { parseSmtpUrl } from './platform/mail/location.ts';
import { findIntended } from './domain/shared/misspelling.ts';

/**
 * The configuration. Each entrypoint reads it once with `loadConfig(process.env)`. All faults are
 * reported together; an empty value counts as absent. test/platform/config.test.ts compares
 * `.env.example` with this file.
 */

const DEFAULT_PORT = 8000;
const KEY_SIZE_BYTES = 32;

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const webAddress = z.url({ protocol: /^https?$/ });

/** `k2:<base64>,k1:<base64>`: the first key encrypts, all of them decrypt. Never reuse an id. */
export const EncryptionKeys = z.string().transform((value, context) => {
  const keys = value.split(',').map((pair) => {
    const [id = '', encoded = ''] = pair.split(':');
    return { id, key: Buffer.from(encoded, 'base64') };
  });
  for (const { id, key } of keys) {
    if (!/^[a-z0-9]{1,16}$/.test(id) || key.length !== KEY_SIZE_BYTES) {
      context.addIssue({
        code: 'custom',
        message: 'expected id:base64 pairs separated by commas, each key of 32 bytes',
      });
      return z.NEVER;
    }
  }
  if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    context.addIssue({ code: 'custom', message: 'expected each id once' });
  }
  return keys;
});

const filesUrl = z.string().transform((value, context) => {
  const location = parseFilesUrl(value);
  if (location !== undefined) return location;
  context.addIssue({
    code: 'custom',
    message:
      'expected file:<directory> or s3://<bucket>/<prefix>?endpoint=…&region=…&forcePathStyle=true',
  });
  return z.NEVER;
});

const smtpUrl = z.string().transform((value, context) => {
  const location = parseSmtpUrl(value);
  if (location !== undefined) return location;
  context.addIssue({
    code: 'custom',
    message:
      'expected smtps://<user>:<password>@<host>:<port>, smtp://… or smtp://localhost?tls=off',
  });
  return z.NEVER;
});

const ConfigSchema = z.object({
  /** `production` refuses example secrets; `test` is for the test suite. */
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  /** IP address that api and worker listen on. */
  HOST: z.string().default('127.0.0.1'),
  /** Port of the api and the console. */
  PORT: z.coerce.number().int().min(0).max(65535).default(DEFAULT_PORT),
  /** Port of a worker's health checks and metrics; 0 takes any free port. */
  METRICS_PORT: z.coerce.number().int().min(0).max(65535).default(9464),
  /** Bearer token required by `/metrics` of api and worker. Without it, `/metrics` is public. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /** Public URL of the api: base of callback URLs. With https, cookies are `Secure`. */
  PUBLIC_URL: webAddress.default(`http://localhost:${DEFAULT_PORT}`),
  /** Number of reverse proxies in front of the api whose X-Forwarded-For is trusted. */
  TRUSTED_PROXY_COUNT: z.coerce.number().int().min(0).max(5).default(0),
  /**
   * URL of PostgreSQL with the role relais_app, which owns no table and can't bypass row level security.
   * `?sslmode=verify-full&sslrootcert=<file>` for TLS.
   */
  DATABASE_URL: z.url({ protocol: /^postgres(?:ql)?$/ }),
  /** Connections per process. */
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(10),
  /** Frontend of the Temporal server, host:port. */
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  /** API key for Temporal Cloud; implies TLS. */
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: flag.default(false),
  /** URL of the Temporal UI, for links in the console. */
  TEMPORAL_UI_URL: webAddress.optional(),
  /** AES-256 keys for stored secrets, `id:base64` pairs, current first. Losing them loses the secrets. */
  ENCRYPTION_KEYS: EncryptionKeys,
  /**
   * Where files are kept: `file:<directory>`, or, where several machines share them,
   * `s3://<bucket>/<prefix>?endpoint=…&region=…&forcePathStyle=true`.
   */
  FILES_URL: filesUrl.prefault('file:.relais/files'),
  /** Keys that sign requests to S3. `s3:` needs both. */
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  /**
   * ClamAV's daemon, which looks for viruses in files of cases: its socket on this machine, else its host and port. If both
   * are absent, files are not scanned.
   */
  CLAMAV_HOST: z.string().max(253).optional(),
  CLAMAV_PORT: z.coerce.number().int().min(1).max(65535).default(3310),
  CLAMAV_SOCKET: z.string().regex(/^\//, 'expected an absolute path').optional(),
  /** The largest file of a case, in MiB. ClamAV's `StreamMaxLength` must be as large. */
  CASE_FILE_SIZE_MAX_MB: z.coerce.number().int().min(1).max(1024).default(50),
  /**
   * Mail server: `smtps://<user>:<password>@<host>:<port>`, or `smtp://…` (STARTTLS). `?tls=off` sends
   * without encryption: only to a server on this machine. If absent, no mail is sent.
   */
  SMTP_URL: smtpUrl.optional(),
  /** Sender address of mails. Required with SMTP_URL. */
  MAIL_FROM: z.email().optional(),
  /** Development only: HTTP address of the fake mail server. Owners then read sent mails in the console. */
  DANGEROUS_SENT_MAIL_URL: webAddress.optional(),
  /** URL of n8n's dispatcher webhook, for routes without their own URL. Trusted: it may be private. */
  N8N_WEBHOOK_URL: webAddress,
  /** Sent to n8n as X-API-Key. */
  N8N_API_KEY: z.string().min(16),
  /** Signs each dispatch by Standard Webhooks. */
  N8N_SIGNING_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'expected whsec_<base64>'),
  /** Dispatches under way to n8n at most, over all workers. Halved while n8n does not answer in time. */
  N8N_CONCURRENCY_MAX: z.coerce.number().int().min(1).max(500).default(10),
  /** `source` of every dispatch. n8n refuses values that it does not expect. */
  ACTION_SOURCE: z.string().min(1).max(64).default('crm-abj'),
  /**
   * A server that speaks the protocol of OpenAI, with `/v1`: `https://api.openai.com/v1`. Trusted: it may be
   * private. For companies without a model of their own. If absent, they have none.
   */
  AI_BASE_URL: webAddress.optional(),
  AI_API_KEY: z.string().optional(),
  /** Name of the model there. */
  AI_MODEL: z.string().max(200).optional(),
  /** Tokens that one company may use of it in a day (UTC). A company may choose less. */
  AI_DAILY_TOKEN_MAX: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1_000_000),
  /** Directory of the built console. */
  CONSOLE_DIR: z.string().default('console/dist'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  /** Requests per minute of one key or session, per api process. */
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(6000),
  /**
   * Danger: allows URLs chosen by users to use loopback addresses. For development only: in production,
   * a company could call services on the worker's machine.
   */
  DANGEROUS_ALLOW_LOOPBACK_EGRESS: flag.default(false),
});

/** Secrets of the documentation. Production refuses them. */
const EXAMPLE_SECRET = /change-?me|Y2hhbmdlLW1l|example/i;
const SECRET_KEYS = [
  'AI_API_KEY',
  'DATABASE_URL',
  'ENCRYPTION_KEYS',
  'METRICS_TOKEN',
  'N8N_API_KEY',
  'N8N_SIGNING_SECRET',
  'S3_SECRET_ACCESS_KEY',
  'SMTP_URL',
  'TEMPORAL_API_KEY',
] as const;

/** Either all of them, or none. */
const AI_KEYS = ['AI_BASE_URL', 'AI_API_KEY', 'AI_MODEL'] as const;

export type Config = z.infer<typeof ConfigSchema>;
export const CONFIG_KEYS = Object.keys(ConfigSchema.shape);

export class ConfigError extends Error {
  readonly faults: string[];
  constructor(faults: string[]) {
    super(`configuration: ${faults.join('; ')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Parses the environment. Errors: `ConfigError` with all faults; it contains no values. */
export const loadConfig = (environment: Record<string, string | undefined>): Config => {
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = ConfigSchema.safeParse(env);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) =>
        env[String(issue.path[0])] === undefined
          ? `${issue.path.join('.')} is missing`
          : `${issue.path.join('.')}: ${issue.message}`,
      );
  faults.push(...faultsOfDatabaseTls(env['DATABASE_URL'] ?? ''));
  if (parseFilesUrl(env['FILES_URL'] ?? '')?.kind === 's3') {
    for (const key of ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const) {
      if (env[key] === undefined) faults.push(`${key} is missing, and FILES_URL needs it`);
    }
  }
  if (env['SMTP_URL'] !== undefined && env['MAIL_FROM'] === undefined) {
    faults.push('MAIL_FROM is missing, and SMTP_URL needs it');
  }
  const missing = AI_KEYS.filter((key) => env[key] === undefined);
  if (missing.length < AI_KEYS.length) {
    faults.push(...missing.map((key) => `${key} is missing: ${AI_KEYS.join(', ')} go together`));
  }
  if (env['NODE_ENV'] === 'production') {
    for (const key of SECRET_KEYS) {
      if (EXAMPLE_SECRET.test(env[key] ?? '')) faults.push(`${key} holds an example value`);
    }
    if (env['DANGEROUS_ALLOW_LOOPBACK_EGRESS'] === 'true') {
      faults.push('DANGEROUS_ALLOW_LOOPBACK_EGRESS must not be true in production');
    }
    if (env['DANGEROUS_SENT_MAIL_URL'] !== undefined) {
      faults.push('DANGEROUS_SENT_MAIL_URL must not be set in production');
    }
    if (env['PUBLIC_URL'] === undefined) faults.push('PUBLIC_URL is missing');
    else if (isOnThisMachine(env['PUBLIC_URL'])) {
      faults.push('PUBLIC_URL is on localhost, which neither browsers nor n8n elsewhere can reach');
    }
    faults.push(...misspeltKeys(env));
  }
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return concealed(parsed.data);
};

/** Reads the file of authorities that the URL names. */
const faultsOfDatabaseTls = (url: string): string[] => {
  if (!URL.canParse(url)) return [];
  try {
    parseDatabaseAddress(url);
    return [];
  } catch (error) {
    return [`DATABASE_URL: ${error instanceof Error ? error.message : String(error)}`];
  }
};

const LOOPBACK_HOST = /^(?:localhost|.+\.localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])$/i;

const isOnThisMachine = (url: string): boolean =>
  URL.canParse(url) && LOOPBACK_HOST.test(new URL(url).hostname.replace(/\.$/, ''));

/** Also ours, but not part of the configuration: the command line tools read it. */
const OWNER_KEY = 'DATABASE_OWNER_URL';

/**
 * The environment also holds variables of others, so an unknown key is no fault by itself. It is one if it
 * looks like one of our keys and that key is not set.
 */
const misspeltKeys = (env: Record<string, string | undefined>): string[] => {
  const known = [...CONFIG_KEYS, OWNER_KEY];
  return Object.keys(env).flatMap((key) => {
    const intended = findIntended(key, known);
    return intended === undefined || env[intended] !== undefined
      ? []
      : [`${key} is not a key of Relais: did you mean ${intended}?`];
  });
};

/** What production allows but an operator should know. */
export const warningsOf = (config: Config): string[] =>
  config.NODE_ENV === 'production' && config.METRICS_TOKEN === undefined
    ? ['METRICS_TOKEN is not set: everyone who reaches the port can read /metrics']
    : [];

/** Prints secrets as `[redacted]`, both as JSON and with `inspect`. */
const concealed = (config: Config): Config => {
  const print = (): object => ({
    ...config,
    ...Object.fromEntries(
      SECRET_KEYS.flatMap((key) => (config[key] === undefined ? [] : [[key, '[redacted]']])),
    ),
  });
  return Object.defineProperties(config, {
    toJSON: { value: print },
    [inspect.custom]: { value: print },
  });
};

/** For an entrypoint: logs each fault in a line of its own and ends the process with code 1. Logs warnings. */
export const loadConfigOrExit = (
  env: Record<string, string | undefined>,
  processName: 'api' | 'worker',
): Config => {
  const log = createLog('info').child({ process: processName });
  try {
    const config = loadConfig(env);
    for (const reason of warningsOf(config)) log.warn({ reason }, 'configuration accepted');
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const reason of error.faults) {
      log.fatal({ reason }, 'configuration refused; .env.example explains each key');
    }
    process.exit(1);
  }
};
