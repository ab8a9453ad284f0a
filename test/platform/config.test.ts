/**
 * Goal: a wrong configuration is refused before anything runs, with all its faults at once, and no
 * secret is printed. Method: the parser with plain objects; once the real entrypoint.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inspect, parseEnv, promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CONFIG_KEYS, ConfigError, loadConfig, warningsOf } from '../../src/config.ts';
import { createLog } from '../../src/platform/log.ts';

const run = promisify(execFile);
const ROOT = new URL('../..', import.meta.url);
const exampleText = readFileSync(new URL('.env.example', ROOT), 'utf8');
const example = parseEnv(exampleText);

/** Read by the command line tools alone, never by api or worker. */
const OWNER_KEYS = ['DATABASE_OWNER_URL'];

const KEY = Buffer.alloc(32, 7).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 8).toString('base64');
const required = {
  DATABASE_URL: 'postgres://relais_app:geheim-der-datenbank@db.internal/relais',
  ENCRYPTION_KEYS: `k1:${KEY}`,
  N8N_WEBHOOK_URL: 'https://n8n.internal/webhook/crm-action',
  N8N_API_KEY: 'geheim-von-n8n-1234',
  N8N_SIGNING_SECRET: `whsec_${OTHER_KEY}`,
};
const production = { ...required, NODE_ENV: 'production', PUBLIC_URL: 'https://relais.internal' };

const faultsOf = (env: Record<string, string | undefined>): string[] => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
};

describe('.env.example', () => {
  test('names every key once, and no key that the code does not read', () => {
    const named = [...exampleText.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, key]) => String(key));
    expect(named.toSorted()).toEqual([...CONFIG_KEYS, ...OWNER_KEYS].toSorted());
  });

  test('says what each key means, above it or above its group', () => {
    for (const paragraph of exampleText.trim().split('\n\n')) {
      expect(paragraph).toMatch(/^#/);
    }
  });

  test('is a configuration, and shows the defaults that hold without it', () => {
    const { NODE_ENV: _, ...shown } = loadConfig(example);
    const defaults = loadConfig(required);
    const withDefault = CONFIG_KEYS.filter(
      (key) => !(key in required) && key !== 'NODE_ENV' && key !== 'TEMPORAL_UI_URL',
    );
    const pick = (config: object) =>
      Object.fromEntries(Object.entries(config).filter(([key]) => withDefault.includes(key)));
    expect(pick(shown)).toEqual(pick(defaults));
  });

  test('is refused in production, secret by secret, and for its address', () => {
    const faults = faultsOf({ ...example, NODE_ENV: 'production' });
    expect(faults.toSorted()).toEqual([
      'DATABASE_URL holds an example value',
      'ENCRYPTION_KEYS holds an example value',
      'N8N_API_KEY holds an example value',
      'N8N_SIGNING_SECRET holds an example value',
      expect.stringMatching(/^PUBLIC_URL is on localhost/),
    ]);
  });
});

describe('loadConfig', () => {
  test('needs only the required keys and fills in the others', () => {
    expect(loadConfig(required)).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8000,
      PUBLIC_URL: 'http://localhost:8000',
      TRUSTED_PROXY_COUNT: 0,
      TEMPORAL_TLS: false,
      DANGEROUS_ALLOW_LOOPBACK_EGRESS: false,
    });
  });

  test('reports all faults at once, by name', () => {
    const faults = faultsOf({
      NODE_ENV: 'prod',
      PORT: '70000',
      PUBLIC_URL: 'relais',
      TEMPORAL_TLS: 'yes',
      DATABASE_POOL_SIZE: '1',
      LOG_LEVEL: 'loud',
      N8N_API_KEY: 'short',
      N8N_SIGNING_SECRET: 'whsec_?',
    });
    const names = faults.map((fault) => fault.replace(/[^A-Z0-9_].*/, ''));
    expect(names.toSorted()).toEqual([
      'DATABASE_POOL_SIZE',
      'DATABASE_URL',
      'ENCRYPTION_KEYS',
      'LOG_LEVEL',
      'N8N_API_KEY',
      'N8N_SIGNING_SECRET',
      'N8N_WEBHOOK_URL',
      'NODE_ENV',
      'PORT',
      'PUBLIC_URL',
      'TEMPORAL_TLS',
    ]);
    expect(faults).toContain('DATABASE_URL is missing');
  });

  test('reports the faults of production together with the others', () => {
    const faults = faultsOf({ ...example, NODE_ENV: 'production', PORT: 'x' });
    expect(faults.some((fault) => fault.startsWith('PORT'))).toBe(true);
    expect(faults).toContain('N8N_API_KEY holds an example value');
  });

  test('treats an empty value as absent', () => {
    const emptied = Object.fromEntries(CONFIG_KEYS.map((key) => [key, '']));
    expect(loadConfig({ ...emptied, ...required })).toEqual(loadConfig(required));
    expect(faultsOf({ ...required, N8N_API_KEY: '' })).toEqual(['N8N_API_KEY is missing']);
  });

  test.each([
    ['PUBLIC_URL', 'ftp://relais.internal'],
    ['N8N_WEBHOOK_URL', 'file:///etc/passwd'],
    ['TEMPORAL_UI_URL', 'javascript:alert(1)'],
    ['DATABASE_URL', 'https://db.internal'],
    ['FILES_URL', 'ftp://files.internal'],
    ['DANGEROUS_SENT_MAIL_URL', 'file:///etc/passwd'],
  ])('refuses an address of another kind as %s', (key, value) => {
    const faults = faultsOf({ ...required, [key]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${key}: `));
  });

  test('refuses a database URL whose authorities can not be read, or of an unknown sslmode', () => {
    const url = required.DATABASE_URL;
    expect(faultsOf({ ...required, DATABASE_URL: `${url}?sslrootcert=/nowhere/ca.pem` })).toEqual([
      expect.stringMatching(
        /^DATABASE_URL: sslrootcert of the database URL can not be read: ENOENT/,
      ),
    ]);
    expect(faultsOf({ ...required, DATABASE_URL: `${url}?sslmode=verify_full` })).toEqual([
      expect.stringMatching(/^DATABASE_URL: sslmode of the database URL is verify_full; expected/),
    ]);
  });

  test('asks for the keys of S3 where files are kept there', () => {
    const shared = { ...required, FILES_URL: 's3://relais/files?region=eu-west-3' };
    expect(faultsOf({ ...shared, PORT: 'x' })).toEqual([
      expect.stringMatching(/^PORT/),
      'S3_ACCESS_KEY_ID is missing, and FILES_URL needs it',
      'S3_SECRET_ACCESS_KEY is missing, and FILES_URL needs it',
    ]);
    const keys = { S3_ACCESS_KEY_ID: 'relais', S3_SECRET_ACCESS_KEY: 'geheim' };
    expect(loadConfig({ ...shared, ...keys }).FILES_URL).toMatchObject({ bucket: 'relais' });
  });

  test('asks for the address that mails come from', () => {
    const sending = { ...required, SMTP_URL: 'smtp://mail.internal' };
    expect(faultsOf(sending)).toEqual(['MAIL_FROM is missing, and SMTP_URL needs it']);
    expect(faultsOf({ ...sending, MAIL_FROM: 'relais@example.com' })).toEqual([]);
    const unencoded = { SMTP_URL: 'smtps://relais:50%off@mail.internal', MAIL_FROM: 'a@b.example' };
    expect(faultsOf({ ...required, ...unencoded })).toEqual([
      expect.stringMatching(/^SMTP_URL: expected/),
    ]);
  });

  test('asks for all of what a model needs', () => {
    const model = {
      AI_BASE_URL: 'http://10.0.0.7/v1',
      AI_API_KEY: 'geheim-vom-modell',
      AI_MODEL: 'modell',
    };
    expect(faultsOf({ ...required, ...model })).toEqual([]);
    for (const key of Object.keys(model)) {
      expect(faultsOf({ ...required, ...model, [key]: '' })).toEqual([
        `${key} is missing: AI_BASE_URL, AI_API_KEY, AI_MODEL go together`,
      ]);
    }
  });

  test('takes several encryption keys, the first one current', () => {
    const config = loadConfig({ ...required, ENCRYPTION_KEYS: `k2:${OTHER_KEY},k1:${KEY}` });
    expect(config.ENCRYPTION_KEYS.map(({ id }) => id)).toEqual(['k2', 'k1']);
    expect(config.ENCRYPTION_KEYS.every(({ key }) => key.length === 32)).toBe(true);
  });

  test.each([
    ['too short', 'k1:c2hvcnQ='],
    ['without an id', KEY],
    ['with an empty id', `:${KEY}`],
    ['under one id twice', `k1:${KEY},k1:${OTHER_KEY}`],
    ['and a comma too many', `k1:${KEY},`],
  ])('refuses an encryption key %s', (_, value) => {
    expect(faultsOf({ ...required, ENCRYPTION_KEYS: value })).toHaveLength(1);
  });
});

describe('production', () => {
  test('starts with secrets of its own', () => {
    expect(faultsOf(production)).toEqual([]);
  });

  test.each(Object.keys(required))('does not start without %s', (key) => {
    expect(faultsOf({ ...production, [key]: undefined })).toEqual([`${key} is missing`]);
  });

  test('does not guess its public address', () => {
    expect(faultsOf({ ...production, PUBLIC_URL: undefined })).toEqual(['PUBLIC_URL is missing']);
    expect(faultsOf({ ...production, PUBLIC_URL: '' })).toEqual(['PUBLIC_URL is missing']);
  });

  test.each([
    'http://localhost:8000',
    'https://LOCALHOST',
    'http://relais.localhost',
    'http://127.0.0.1:8000',
    'http://127.1',
    'http://[::1]:8000',
    'http://0.0.0.0',
  ])('refuses %s as its public address', (url) => {
    expect(faultsOf({ ...production, PUBLIC_URL: url })).toEqual([
      expect.stringMatching(/^PUBLIC_URL is on localhost/),
    ]);
    expect(faultsOf({ ...required, PUBLIC_URL: url }), 'development').toEqual([]);
  });

  test.each([
    ['TRUSTED_PROXY_COUT', 'TRUSTED_PROXY_COUNT'],
    ['TRUSTED_PROXYS_COUNT', 'TRUSTED_PROXY_COUNT'],
    ['trusted_proxy_count', 'TRUSTED_PROXY_COUNT'],
    ['METRIC_TOKEN', 'METRICS_TOKEN'],
    ['DATABASE_POOLSIZE', 'DATABASE_POOL_SIZE'],
    ['FILE_URL', 'FILES_URL'],
    ['LOG_LEVLE', 'LOG_LEVEL'],
  ])('refuses %s and names the key that was meant', (key, intended) => {
    const fault = `${key} is not a key of Relais: did you mean ${intended}?`;
    expect(faultsOf({ ...production, [key]: '1' })).toEqual([fault]);
    expect(faultsOf({ ...required, [key]: '1' }), 'development').toEqual([]);
  });

  test('names the misspelt key beside the one that is missing', () => {
    const { ENCRYPTION_KEYS, ...others } = production;
    expect(faultsOf({ ...others, ENCRYPTION_KEY: ENCRYPTION_KEYS })).toEqual([
      'ENCRYPTION_KEYS is missing',
      'ENCRYPTION_KEY is not a key of Relais: did you mean ENCRYPTION_KEYS?',
    ]);
  });

  test('leaves the variables of others alone', () => {
    const others = {
      HOME: '/home/relais',
      HOSTNAME: 'relais-1',
      HTTP_URL: 'x',
      POST: 'x',
      PORTS: 'x',
      PGHOST: 'x',
      SSL_CERT_FILE: '/etc/ssl/ca.pem',
      NODE_OPTIONS: '--no-warnings',
      NODE_EXTRA_CA_CERTS: '/etc/ssl/ca.pem',
      AWS_ACCESS_KEY_ID: 'x',
      SMTP_PORT: '25',
      TEMPORAL_UI_PORT: '8080',
      DATABASE_OWNER_URL: 'x',
      DATABASE_URL_2: 'x',
      RELAIS_VERSION: '1',
      API_PORT: '8000',
      POSTGRES_PASSWORD: 'x',
      DATABASE_APP_PASSWORD: 'x',
      KUBERNETES_SERVICE_PORT: '443',
    };
    expect(faultsOf({ ...production, ...others })).toEqual([]);
  });

  test('refuses DANGEROUS_ALLOW_LOOPBACK_EGRESS', () => {
    const faults = faultsOf({ ...production, DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
    expect(faults).toEqual(['DANGEROUS_ALLOW_LOOPBACK_EGRESS must not be true in production']);
  });

  test('shows sent mails to nobody', () => {
    const faults = faultsOf({ ...production, DANGEROUS_SENT_MAIL_URL: 'http://127.0.0.1:8025' });
    expect(faults).toEqual(['DANGEROUS_SENT_MAIL_URL must not be set in production']);
  });
});

const SECRETS = [
  'geheim-der-datenbank',
  KEY,
  'geheim-von-n8n-1234',
  OTHER_KEY,
  'cloud-geheim',
  'geheim-von-prometheus',
  'geheim-von-s3',
  'geheim-der-post',
  'geheim-vom-modell',
];
const expectNoSecret = (text: string): void => {
  for (const secret of SECRETS) expect(text).not.toContain(secret);
};

describe('secrets', () => {
  const config = loadConfig({
    ...required,
    TEMPORAL_API_KEY: 'cloud-geheim',
    AI_BASE_URL: 'https://modell.internal/v1',
    AI_API_KEY: 'geheim-vom-modell',
    AI_MODEL: 'modell',
    METRICS_TOKEN: 'geheim-von-prometheus',
    S3_ACCESS_KEY_ID: 'relais',
    S3_SECRET_ACCESS_KEY: 'geheim-von-s3',
    SMTP_URL: 'smtps://relais:geheim-der-post@mail.internal',
    MAIL_FROM: 'relais@example.com',
    DANGEROUS_SENT_MAIL_URL: 'http://127.0.0.1:8025',
    TEMPORAL_UI_URL: 'https://temporal.internal',
    CLAMAV_HOST: 'clamav.internal',
    CLAMAV_SOCKET: '/run/clamav/clamd.ctl',
  });

  test('are [redacted] when the configuration is printed', () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line: string) => void lines.push(line) });
    log.info({ config, nested: { config } }, 'started');
    for (const text of [JSON.stringify(config), inspect(config), inspect({ config }), ...lines]) {
      expectNoSecret(text);
      expect(text).toContain('[redacted]');
    }
  });

  test('are there for the code that needs them', () => {
    expect(config.N8N_API_KEY).toBe('geheim-von-n8n-1234');
    expect(config.ENCRYPTION_KEYS[0]?.key.toString('base64')).toBe(KEY);
    expect(Object.keys(config).toSorted()).toEqual(CONFIG_KEYS.toSorted());
  });

  test('are not repeated by a fault about them', () => {
    for (const key of CONFIG_KEYS) {
      for (const secret of SECRETS) {
        const faults = faultsOf({ ...production, [key]: `${secret}?` });
        for (const fault of faults) expect(fault).not.toContain(secret);
      }
    }
  });
});

test.each(['src/api/main.ts', 'src/workers/main.ts'])(
  '%s logs each fault as one JSON line and exits 1, before it opens anything',
  async (entrypoint) => {
    const failed = run(process.execPath, [entrypoint], {
      cwd: ROOT,
      env: {
        N8N_API_KEY: 'geheim',
        DATABASE_URL: 'geheim-der-datenbank',
        PATH: process.env['PATH'],
      },
    });
    const error: unknown = await failed.catch((reason: unknown) => reason);
    const { code, stdout, stderr } = z
      .object({ code: z.number(), stdout: z.string(), stderr: z.string() })
      .parse(error);
    expect(code).toBe(1);
    expect(stderr).toBe('');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => Line.parse(JSON.parse(line)));
    expect(lines).toHaveLength(5);
    expect(lines.map(({ reason }) => reason)).toContain('ENCRYPTION_KEYS is missing');
    expect(stdout).not.toContain('geheim');
  },
);

const Line = z.object({ level: z.literal('fatal'), reason: z.string() });

test('production without METRICS_TOKEN starts with a warning', () => {
  expect(warningsOf(loadConfig(production))).toEqual([
    expect.stringMatching(/^METRICS_TOKEN is not set/),
  ]);
  const token = 'geheim-von-prometheus';
  expect(warningsOf(loadConfig({ ...production, METRICS_TOKEN: token }))).toEqual([]);
  expect(warningsOf(loadConfig(required)), 'development').toEqual([]);
});
