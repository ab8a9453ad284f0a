import { inspect } from 'node:util';
import { z } from 'zod';

/**
 * The whole configuration, read once by each entrypoint with `loadConfig(process.env)`. All faults
 * are reported at once; an empty value counts as none. `.env.example` is checked against this file
 * by test/platform/config.test.ts.
 */

const DEFAULT_PORT = 8000;
const KEY_SIZE_BYTES = 32;

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const webAddress = z.url({ protocol: /^https?$/ });

/** `k2:<base64>,k1:<base64>`: the first key encrypts, all of them decrypt. An id names one key for ever. */
const encryptionKeys = z.string().transform((value, context) => {
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

const ConfigSchema = z.object({
  /** `production` hides nothing less and insists on real secrets; `test` is for the test suite. */
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  /** Address that api and worker listen on. */
  HOST: z.string().default('127.0.0.1'),
  /** Port of the api and the console. */
  PORT: z.coerce.number().int().min(0).max(65535).default(DEFAULT_PORT),
  /** Port on which a worker tells how it is; 0 takes any that is free. */
  METRICS_PORT: z.coerce.number().int().min(0).max(65535).default(9464),
  /** What `/metrics` of api and worker ask for, as a bearer token; without it, anybody may read them. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /** Where the outside reaches the api: base of callback addresses; https makes cookies secure. */
  PUBLIC_URL: webAddress.default(`http://localhost:${DEFAULT_PORT}`),
  /** Number of reverse proxies in front whose X-Forwarded-For is believed. 0 believes none. */
  TRUSTED_PROXY_COUNT: z.coerce.number().int().min(0).max(5).default(0),
  /** Postgres as the role relais_app, which owns nothing and is subject to row level security. */
  DATABASE_URL: z.url({ protocol: /^postgres(?:ql)?$/ }),
  /** Connections each process may hold. */
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(10),
  /** Frontend of the Temporal server, host:port. */
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  /** API key for Temporal Cloud; implies TLS. */
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: flag.default(false),
  /** Where people open the Temporal UI; the console links there. */
  TEMPORAL_UI_URL: webAddress.optional(),
  /** AES-256 keys for stored secrets, `id:base64` pairs, current first. Losing them loses the secrets. */
  ENCRYPTION_KEYS: encryptionKeys,
  /** n8n's dispatcher webhook, the default route's address. Trusted: it may be a private address. */
  N8N_WEBHOOK_URL: webAddress,
  /** Sent to n8n as X-API-Key. */
  N8N_API_KEY: z.string().min(16),
  /** Signs each dispatch by Standard Webhooks. */
  N8N_SIGNING_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'expected whsec_<base64>'),
  /** `source` of every dispatch; n8n refuses another than the one it expects. */
  ACTION_SOURCE: z.string().min(1).max(64).default('crm-abj'),
  /** The built console. */
  CONSOLE_DIR: z.string().default('console/dist'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  /** Requests each key or session may make in a minute, per api process. */
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(6000),
  /**
   * Danger: lets addresses chosen by users point at this machine's loopback. For development only;
   * in production it would let a company reach what listens beside the worker.
   */
  DANGEROUS_ALLOW_LOOPBACK_EGRESS: flag.default(false),
});

/** Secrets that appear in documentation and must never reach production. */
const EXAMPLE_SECRET = /change-?me|Y2hhbmdlLW1l|example/i;
const SECRET_KEYS = [
  'DATABASE_URL',
  'ENCRYPTION_KEYS',
  'METRICS_TOKEN',
  'N8N_API_KEY',
  'N8N_SIGNING_SECRET',
  'TEMPORAL_API_KEY',
] as const;

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

/** Parses the environment. Errors: `ConfigError` with every fault; values are never repeated. */
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
  if (env['NODE_ENV'] === 'production') {
    for (const key of SECRET_KEYS) {
      if (EXAMPLE_SECRET.test(env[key] ?? '')) faults.push(`${key} holds an example value`);
    }
    if (env['DANGEROUS_ALLOW_LOOPBACK_EGRESS'] === 'true') {
      faults.push('DANGEROUS_ALLOW_LOOPBACK_EGRESS must not be true in production');
    }
    if (env['PUBLIC_URL'] === undefined) faults.push('PUBLIC_URL is missing');
  }
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return concealed(parsed.data);
};

/** Printed as JSON or to a terminal, the secrets of a configuration read `[redacted]`. */
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

/** Loads for an entrypoint: prints every fault on its own line and ends the process with code 1. */
export const loadConfigOrExit = (env: Record<string, string | undefined>): Config => {
  try {
    return loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`The configuration has ${error.faults.length} fault(s):\n`);
    for (const fault of error.faults) process.stderr.write(`  - ${fault}\n`);
    process.stderr.write('See .env.example for what each key means.\n');
    process.exit(1);
  }
};
