import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createApp } from '../../src/api/app.ts';
import { loadConfig } from '../../src/config.ts';
import { connect, type Database } from '../../src/platform/database.ts';
import { systemClock } from '../../src/deps.ts';
import { openFiles } from '../../src/platform/files/open.ts';
import { createLog } from '../../src/platform/log.ts';
import { createHttpClient } from '../../src/platform/http-client.ts';
import { createModelClient } from '../../src/platform/ai/client.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { createStreamHub } from '../../src/background/stream-hub.ts';
import type { BenchCompany } from './company.ts';
import { runLanes } from './lanes.ts';
import type { Stack } from './stack.ts';

/**
 * The statements of one accepted action, as the api really sends them: recorded, not copied by hand, so
 * that they stay the same. Replayed without the api, each time under another action id.
 */

interface Statement {
  text: string;
  parameters: readonly unknown[];
  /** Type numbers, where the client gave any. */
  types: readonly number[];
}

export interface Recording {
  statements: Statement[];
  actionId: string;
}

const execFileAsync = promisify(execFile);
const PGBENCH_PATHS = ['/usr/bin/pgbench', '/usr/local/bin/pgbench', '/opt/homebrew/bin/pgbench'];
const JSONB_OID = 3802;
const WARM_UP_COUNT = 3;

export const recordStatements = async (
  stack: Stack,
  company: BenchCompany,
  body: string,
): Promise<Recording> => {
  const config = loadConfig(stack.environment);
  const database = connect(stack.urls.appUrl, 1);
  const log = createLog('fatal');
  const metrics = createMetrics();
  const hub = createStreamHub({ database, log, metrics });
  const http = createHttpClient({ allowLoopback: false });
  const app = createApp(
    {
      config,
      database,
      http,
      models: createModelClient({ http }),
      encryptionKeys: config.ENCRYPTION_KEYS,
      files: openFiles(config),
      clock: systemClock,
      log,
      metrics,
      announce: () => undefined,
      isTemporalReachable: () => null,
    },
    hub,
  );
  const send = async (): Promise<string> => {
    const response = await app.request('/api/v1/actions', {
      method: 'POST',
      headers: { Authorization: `Bearer ${company.apiKey}`, 'Content-Type': 'application/json' },
      body,
    });
    const text = await response.text();
    if (response.status !== 202) throw new Error(`the api answered ${response.status}: ${text}`);
    return (response.headers.get('Location') ?? '').split('/').at(-1) ?? '';
  };
  try {
    for (let sent = 0; sent < WARM_UP_COUNT; sent++) await send();
    const statements: Statement[] = [];
    database.options.debug = (_connection, text, parameters, types) => {
      statements.push({ text: text.replaceAll(/\s+/g, ' ').trim(), parameters, types });
    };
    const actionId = await send();
    return { statements, actionId };
  } finally {
    await database.end();
  }
};

export const findPgbench = (): string | undefined => PGBENCH_PATHS.find(existsSync);

/** Debian's pgbench: C, prepared statements, one thread a core. Out: transactions a second. */
export const runPgbench = async (
  pgbench: string,
  stack: Stack,
  { script, connections, seconds }: { script: string; connections: number; seconds: number },
): Promise<number> => {
  const file = join(stack.directory, 'statements.sql');
  await writeFile(file, script);
  const url = new URL(stack.urls.appUrl);
  const { stdout } = await execFileAsync(
    pgbench,
    [
      '--no-vacuum',
      '--protocol=prepared',
      `--file=${file}`,
      `--client=${connections}`,
      '--jobs=2',
      `--time=${seconds}`,
      `--host=${url.hostname}`,
      `--port=${url.port}`,
      `--username=${url.username}`,
      url.pathname.slice(1),
    ],
    { env: { ...process.env, PGPASSWORD: decodeURIComponent(url.password) } },
  );
  const failed = /number of failed transactions: (\d+)/.exec(stdout)?.[1] ?? '0';
  const perSecond = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
  if (failed !== '0' || !(perSecond > 0)) throw new Error(`pgbench: ${stdout}`);
  return perSecond;
};

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Every id the request made, in the order of its appearance: each repeat needs ids of its own. */
const idsIn = ({ statements }: Recording): string[] => [
  ...new Set(
    statements.flatMap(({ parameters }) =>
      parameters.flatMap((value) =>
        Buffer.isBuffer(value) ? [] : (JSON.stringify(value)?.match(UUID) ?? []),
      ),
    ),
  ),
];

const freshId = (index: number): string =>
  `('00000000-0000-7000-800${index}-' || lpad(to_hex(:fresh::bigint), 12, '0'))`;

export const pgbenchScript = (recording: Recording): string => {
  const ids = idsIn(recording);
  return [
    '\\set fresh random(0, 281474976710655)',
    ...recording.statements.map(({ text, parameters, types }) =>
      text.replaceAll(/\$(\d+)/g, (_, position: string) => {
        const index = Number(position) - 1;
        const sql = literal(parameters[index], ids);
        return types[index] === JSONB_OID ? `${sql}::jsonb` : sql;
      }),
    ),
  ]
    .join(';\n')
    .replace(';', '')
    .concat(';\n');
};

const literal = (value: unknown, ids: readonly string[]): string => {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  if (value instanceof Date) return quote(value.toISOString());
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return ids.reduce(
    (sql, id, index) => (text.includes(id) ? `replace(${sql}, '${id}', ${freshId(index)})` : sql),
    quote(text),
  );
};

/** A colon would begin a variable of pgbench, even inside quotes. */
const quote = (text: string): string =>
  `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\x3a')}'`;

interface LoopInput {
  connections: number;
  seconds: number;
}

/** Where there is no pgbench: the same in a loop of this process. */
export const runLoop = (
  stack: Stack,
  { recording, ...input }: LoopInput & { recording: Recording },
): Promise<number> => runDriver(stack, input, (database) => replay(database, recording));

/** The least durable write: one row of `bench_rows`, by the driver of the api. */
export const runInserts = (stack: Stack, input: LoopInput): Promise<number> =>
  runDriver(stack, input, async (database) => {
    await database`insert into bench_rows (text) values (${'relance'}::text)`;
  });

/** Out: runs of `work` a second. */
const runDriver = async (
  stack: Stack,
  { connections, seconds }: LoopInput,
  work: (database: Database) => Promise<void>,
): Promise<number> => {
  const database = connect(stack.urls.appUrl, connections);
  const startedAt = performance.now();
  let count = 0;
  const endsAt = startedAt + seconds * 1000;
  await runLanes({ count: connections, concurrency: connections }, async () => {
    for (; performance.now() < endsAt; count++) await work(database);
  });
  const perSecond = (count * 1000) / (performance.now() - startedAt);
  await database.end();
  return perSecond;
};

const replay = async (database: Database, recording: Recording): Promise<void> => {
  const { statements } = recording;
  const begin = statements.findIndex(({ text }) => /^begin\b/i.test(text));
  const commit = statements.findIndex(({ text }) => /^commit\b/i.test(text));
  const fresh = new Map(idsIn(recording).map((id) => [id, crypto.randomUUID()]));
  const renewed = (parameters: readonly unknown[]) =>
    parameters.map((value) =>
      typeof value === 'string' || isPlain(value) ? renew(value, fresh) : value,
    );
  const run = (sql: Pick<Database, 'unsafe'>, { text, parameters }: Statement) =>
    sql.unsafe(text, renewed(parameters) as never[], { prepare: true });
  await Promise.all(statements.slice(0, begin).map((statement) => run(database, statement)));
  await database.begin((sql) =>
    Promise.all(statements.slice(begin + 1, commit).map((statement) => run(sql, statement))),
  );
};

const isPlain = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Buffer.isBuffer(value) &&
  !(value instanceof Date);

const renew = (value: unknown, fresh: ReadonlyMap<string, string>): unknown =>
  typeof value === 'string'
    ? value.replaceAll(UUID, (id) => fresh.get(id) ?? id)
    : JSON.parse(JSON.stringify(value).replaceAll(UUID, (id) => fresh.get(id) ?? id));
