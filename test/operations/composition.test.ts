/**
 * The production composition can't be run by the test suite, so what can be known without an engine is checked: it is
 * a valid compose file, asks for every secret, publishes only what it should, and speaks of the environment that the
 * configuration really reads.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { WORKER_HEAP_FLAG } from '../../dev/services/worker.ts';
import { CONFIG_KEYS, loadConfig } from '../../src/config.ts';

const ROOT = join(import.meta.dirname, '../..');
const COMPOSE_FILE = 'temporal-compose.yml';
/** Read by the migrations and the command line tools only, not part of the configuration. */
const OWNER_KEYS = ['DATABASE_OWNER_URL'];
/** What a password made as the file's header says looks like; it goes into URLs as it is. */
const PASSWORD = '4b2f9c0d71e84a35b6c2d9e0f1a2b3c4d5e6f70819';
const KEY = Buffer.alloc(32, 7).toString('base64');
const VALUES: Record<string, string> = {
  METRICS_TOKEN: PASSWORD,
  PUBLIC_URL: 'https://relais.example.com',
  POSTGRES_PASSWORD: PASSWORD,
  DATABASE_OWNER_PASSWORD: PASSWORD,
  DATABASE_APP_PASSWORD: PASSWORD,
  TEMPORAL_DATABASE_PASSWORD: PASSWORD,
  ENCRYPTION_KEYS: `k1:${KEY}`,
  N8N_WEBHOOK_URL: 'https://n8n.example.org/webhook/crm-action',
  N8N_API_KEY: PASSWORD,
  N8N_SIGNING_SECRET: `whsec_${KEY}`,
};

const serviceSchema = z.looseObject({
  image: z.string(),
  restart: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
});
const hardenedSchema = z.looseObject({
  init: z.literal(true),
  mem_limit: z.string().regex(/^\d+[mg]$/),
  cap_drop: z.tuple([z.literal('ALL')]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  read_only: z.boolean(),
});
const CAPABILITIES: Record<string, string[]> = {
  postgres: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
  temporal: ['DAC_OVERRIDE'],
  'temporal-ui': ['DAC_OVERRIDE'],
};
/** frontend, history, matching and worker run in one process, each with pools of its own. */
const TEMPORAL_SERVICE_COUNT = 4;
const composeSchema = z.looseObject({ services: z.record(z.string(), serviceSchema) });

const text = readFileSync(join(ROOT, COMPOSE_FILE), 'utf8');
const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
const exampleKeys = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(([, key]) => key ?? '');
const document: unknown = parse(text, { merge: true });
const { services } = composeSchema.parse(document);

/** `${NAME}`, `${NAME:-default}`, `${NAME:?message}`, as the compose specification interpolates them. */
function interpolate(value: string): string {
  return value.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name, kind, rest) => {
    const given = VALUES[String(name)];
    if (given !== undefined) return given;
    if (kind === '-') return String(rest);
    throw new Error(`${String(name)} is missing`);
  });
}

function service(name: string) {
  const found = services[name];
  if (found === undefined) throw new Error(`${COMPOSE_FILE} has no service ${name}`);
  return found;
}

function environmentOf(name: string): Record<string, string> {
  const entries = Object.entries(service(name).environment);
  return Object.fromEntries(entries.map(([key, value]) => [key, interpolate(value)]));
}

describe(COMPOSE_FILE, () => {
  test('is valid by the schema of the compose specification', () => {
    const validate = composeValidator();
    validate(document);
    expect(validate.errors).toBeNull();
  });

  test('fails the same schema with a misspelt key, so the schema is really applied', () => {
    const validate = composeValidator();
    expect(validate(parse(text.replace('depends_on:', 'depend_on:'), { merge: true }))).toBe(false);
  });

  test('publishes the apis and the Temporal UI, all on loopback, and nothing else', () => {
    const published = Object.entries(services)
      .filter(([, { ports }]) => ports.length > 0)
      .map(([name, { ports }]) => [name, ports.map(interpolate)]);
    expect(published).toEqual([
      ['temporal-ui', ['127.0.0.1:8080:8080']],
      ['api', ['127.0.0.1:8000:8000']],
      ['api-2', ['127.0.0.1:8001:8000']],
    ]);
  });

  test('has a default for no secret and asks for each one by name', () => {
    const asked = [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name ?? '');
    expect([...new Set(asked)].sort()).toEqual(Object.keys(VALUES).sort());
    const withDefault = [...text.matchAll(/\$\{(\w+):-/g)].map(([, name]) => name ?? '');
    // Without a language model there is no key.
    const isOptional = (name: string) => name === 'AI_API_KEY';
    for (const name of withDefault.filter((one) => !isOptional(one))) {
      expect(name).not.toMatch(/PASSWORD|SECRET|TOKEN$|_KEYS?$/);
    }
    for (const { environment } of Object.values(services)) {
      for (const [key, value] of Object.entries(environment)) {
        if (isOptional(key)) continue;
        if (/PASSWORD|SECRET|TOKEN$|_KEYS?$|_PWD$/.test(key)) expect(value).toMatch(/^\$\{\w+:\?/);
      }
    }
  });

  test.each(['api', 'api-2', 'worker', 'migrate'])(
    'gives the %s an environment it starts with',
    (name) => {
      const environment = environmentOf(name);
      expect(() => loadConfig(environment)).not.toThrow();
      const known = [...CONFIG_KEYS, ...OWNER_KEYS].filter((key) => exampleKeys.includes(key));
      expect(Object.keys(environment).filter((key) => !known.includes(key))).toEqual([]);
      expect(environment['NODE_ENV']).toBe('production');
    },
  );

  test('has two apis that differ in their port alone, those of examples/nginx.conf', () => {
    const [{ ports, ...first }, { ports: otherPorts, ...second }] = [
      service('api'),
      service('api-2'),
    ];
    expect(second).toEqual(first);
    const nginx = readFileSync(join(ROOT, 'examples/nginx.conf'), 'utf8');
    const upstreams = [...nginx.matchAll(/^  server (127\.0\.0\.1:\d+) /gm)].map(([, at]) => at);
    expect([...ports, ...otherPorts].map(interpolate)).toEqual(
      upstreams.map((upstream) => `${upstream}:8000`),
    );
  });

  test('limits the memory of every service and takes its privileges', () => {
    for (const [name, found] of Object.entries(services)) {
      const asked = hardenedSchema.safeParse(found);
      expect(asked.error?.issues, name).toBeUndefined();
      const isWritable = asked.data?.read_only === false;
      const writes = ['temporal', 'temporal-ui'].includes(name);
      expect([name, isWritable]).toEqual([name, writes]);
      expect(asked.data?.cap_add ?? [], name).toEqual(CAPABILITIES[name] ?? []);
    }
  });

  test('allows PostgreSQL the connections of all pools, with three workers', () => {
    const allowed = Number(
      /max_connections=(\d+)/.exec(service('postgres').command.join(' '))?.[1],
    );
    const { SQL_MAX_CONNS, SQL_VIS_MAX_CONNS } = environmentOf('temporal');
    const temporal = TEMPORAL_SERVICE_COUNT * (Number(SQL_MAX_CONNS) + Number(SQL_VIS_MAX_CONNS));
    const pool = Number(environmentOf('api')['DATABASE_POOL_SIZE']);
    const relais = 2 * (pool + 1) + 3 * pool;
    const superuserReserve = 3;
    expect(allowed).toBeGreaterThanOrEqual(temporal + relais + superuserReserve);
  });

  test('names the proxy count where it asks for a proxy, and the least version of Compose', () => {
    const header = text.slice(0, text.indexOf('\nname:'));
    for (const document of [header, example, readFileSync(join(ROOT, 'README.md'), 'utf8')]) {
      expect(document).toContain('TRUSTED_PROXY_COUNT');
      expect(document).toContain('examples/nginx.conf');
    }
    expect(header).toContain('Compose 2.23.1');
  });

  test('asks for no key that .env.example does not explain', () => {
    const asked = [...text.matchAll(/\$\{(\w+):/g)].map(([, name]) => name ?? '');
    expect(asked.filter((name) => !exampleKeys.includes(name))).toEqual([]);
  });

  test('keeps the owner of the database from api and worker', () => {
    expect(service('api').environment).not.toHaveProperty('DATABASE_OWNER_URL');
    expect(service('worker').environment).not.toHaveProperty('DATABASE_OWNER_URL');
    expect(service('migrate').environment).toHaveProperty('DATABASE_OWNER_URL');
  });

  test('runs the pinned Temporal server minor on 512 shards, from the maintained images', () => {
    expect(service('temporal').image).toBe('temporalio/server:1.32.0');
    expect(service('temporal-schema').image).toBe('temporalio/admin-tools:1.32.0');
    expect(service('temporal').environment['NUM_HISTORY_SHARDS']).toBe('512');
    expect(text).not.toContain('auto-setup');
  });

  test('pins every image to a version and restarts every service', () => {
    for (const { image, restart } of Object.values(services)) {
      expect(interpolate(image)).toMatch(/:[\w.-]+$/);
      expect(interpolate(image)).not.toMatch(/:latest$/);
      expect(restart).toMatch(/^(unless-stopped|on-failure:\d+)$/);
    }
  });

  test('waits for healthy servers and finished jobs only', () => {
    for (const { depends_on: dependencies } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(dependencies)) {
        const isJob = service(name).restart.startsWith('on-failure');
        expect([name, condition]).toEqual([
          name,
          isJob ? 'service_completed_successfully' : 'service_healthy',
        ]);
        if (!isJob) expect(service(name).healthcheck).toBeDefined();
      }
    }
  });

  test.each([
    ['api', 'PORT'],
    ['api-2', 'PORT'],
    ['worker', 'METRICS_PORT'],
  ])('asks the %s whether it is ready, where it listens', (name, key) => {
    const { healthcheck } = service(name);
    const { [key]: port, HOST } = environmentOf(name);
    expect(healthcheck?.test.join(' ')).toContain(`http://127.0.0.1:${port}/readyz`);
    expect(HOST).toBe('0.0.0.0');
  });

  test('registers the search attributes that the development server has', () => {
    const command = service('temporal-namespace').command.join('\n');
    for (const name of ['RelaisCompany --type Int', 'RelaisKind --type Keyword']) {
      expect(command).toContain(`--name ${name}`);
    }
    for (const name of ['RelaisStatus', 'RelaisSubject']) {
      expect(command).toContain(`--name ${name} --type Keyword`);
    }
  });

  test('starts a worker with the flag that bounds its memory, as npm run worker and npm start do', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    const command = service('worker').command.slice(1).join(' ');
    expect(command).toBe(`${WORKER_HEAP_FLAG} src/workers/main.ts`);
    expect(scripts['worker']).toContain(command);
  });

  test('starts files that exist', () => {
    for (const name of ['api', 'worker', 'migrate']) {
      const [program, ...flagsAndFile] = service(name).command;
      expect(program).toBe('node');
      expect(() => readFileSync(join(ROOT, flagsAndFile.at(-1) ?? ''))).not.toThrow();
    }
  });
});

describe.each(['api', 'worker', 'migrate'])('examples/systemd/relais-%s.service', (name) => {
  const unit = readFileSync(join(ROOT, `examples/systemd/relais-${name}.service`), 'utf8');
  const settings = new Map(
    [...unit.matchAll(/^([A-Z]\w+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]),
  );

  test('starts a file that exists, with the Node that npm installs', () => {
    const [program, ...flagsAndFile] = (settings.get('ExecStart') ?? '').split(' ');
    expect(program).toBe('/opt/relais/node_modules/node/bin/node');
    expect(() => readFileSync(join(ROOT, flagsAndFile.at(-1) ?? ''))).not.toThrow();
    expect(['node', ...flagsAndFile]).toEqual(service(name).command);
  });

  test('runs without privileges, and gives the owner of the database to migrate alone', () => {
    expect(settings.get('User')).toBe('relais');
    expect(settings.get('NoNewPrivileges')).toBe('true');
    expect(settings.get('ProtectSystem')).toBe('strict');
    expect(settings.get('CapabilityBoundingSet')).toBe('');
    const file = name === 'migrate' ? '/etc/relais/owner.env' : '/etc/relais/relais.env';
    expect(settings.get('EnvironmentFile')).toBe(file);
  });
});

describe('Dockerfile', () => {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');

  test('is built on Debian and runs as an ordinary user', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:24-\w+-slim$/m);
    expect(dockerfile.split('FROM ').at(-1)).toContain('\nUSER node\n');
  });

  test('copies only what the ignore file lets into the build', () => {
    const allowed = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) =>
      (sources ?? '').split(' '),
    );
    for (const source of copied) {
      expect(allowed.some((path) => source === path || source.startsWith(`${path}/`))).toBe(true);
    }
  });
});

function composeValidator() {
  const packageFile = createRequire(import.meta.url).resolve('dclint/package.json');
  const file = join(dirname(packageFile), 'schemas/compose.schema.json');
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv, { mode: 'fast' });
  ajv.addFormat('ports', true);
  ajv.addFormat('expose', true);
  ajv.addFormat('subnet_ip_address', true);
  const schema = z.looseObject({}).parse(JSON.parse(readFileSync(file, 'utf8')));
  // The specification names its draft by https, ajv knows it by http.
  return ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
}
