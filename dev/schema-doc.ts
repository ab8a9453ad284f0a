/**
 * Writes docs/schema.md from the catalogue of a freshly migrated database: `npm run schema`. The
 * database is a temporary one; nothing has to run for it.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './supervisor/ports.ts';
import { createDatabaseWithRoles, startPostgres } from './services/postgres.ts';
import { connect } from '../src/platform/database.ts';
import { migrate } from '../src/platform/migrations.ts';
import {
  listFunctions,
  listTables,
  type FunctionRow,
  type Named,
  type TableRow,
} from '../src/queries/shared/catalogue.ts';

const FILE = new URL('../docs/schema.md', import.meta.url);

const INTRODUCTION = `# Database schema

Generated from the catalogue of a migrated database by \`npm run schema\`; a test keeps it fresh.

- Everything belongs to \`relais_owner\`, who runs the migrations, but for the functions marked otherwise.
- \`relais_app\` is what api and worker connect as: it owns nothing and is subject to every policy.
- \`relais_system\` owns the functions for cross-company jobs; nobody signs in as it.
- A policy to \`public\` binds everyone, the owner of a table included where security is forced.
`;

/** In: a connection to a migrated database, as any role. Out: the same text on every machine. */
export const schemaMarkdown = async (databaseUrl: string): Promise<string> => {
  const database = connect(databaseUrl, 1);
  try {
    const [tables, functions] = [await listTables(database), await listFunctions(database)];
    const parts = [
      INTRODUCTION,
      '## Tables',
      ...tables.map(tableMarkdown),
      '## Functions',
      ...functions.map(functionMarkdown),
    ];
    return `${parts.map((part) => part.trim()).join('\n\n')}\n`;
  } finally {
    await database.end();
  }
};

const tableMarkdown = (table: TableRow): string =>
  [
    `### ${table.name}`,
    `Row level security: ${securityOf(table)}.`,
    columnTable(table),
    section('Keys and checks', table.constraints),
    section('Indexes', table.indexes),
    section('Policies', table.policies),
    section('Grants', table.grants),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

const securityOf = ({ is_secured: isSecured, is_forced: isForced }: TableRow): string =>
  isSecured ? (isForced ? 'forced' : 'enabled, not forced') : 'none';

const columnTable = ({ columns }: TableRow): string =>
  [
    '| column | type | null | default |',
    '| --- | --- | --- | --- |',
    ...columns.map(
      (column) =>
        `| \`${column.name}\` | ${column.type} | ${column.is_nullable ? 'yes' : 'no'} | ${code(column.initial)} |`,
    ),
  ].join('\n');

/** A pipe would end the cell. */
const code = (text: string | null): string =>
  text === null ? '' : `\`${text.replaceAll('|', '\\|')}\``;

const section = (title: string, items: readonly Named[]): string =>
  items.length === 0
    ? ''
    : `${title}:\n\n${items.map(({ name, text }) => `- \`${name}\`: ${text}`).join('\n')}`;

const functionMarkdown = (row: FunctionRow): string =>
  [
    `### ${row.name}`,
    `\`${row.signature}\` returns \`${row.result}\`, ${row.language}, ${row.volatility}`,
    [
      row.is_definer ? 'runs as its owner (security definer)' : 'runs as its caller',
      `owner \`${row.owner}\``,
      row.search_path === null ? 'search path of the caller' : `search path \`${row.search_path}\``,
      `may be called by ${row.callers.length === 0 ? 'its owner alone' : row.callers.join(', ')}`,
    ]
      .map((line) => `- ${line}`)
      .join('\n'),
  ].join('\n\n');

const main = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-schema-'));
  await chmod(directory, 0o711); // the account that runs PostgreSQL has to pass through
  const password = () => randomBytes(16).toString('hex');
  const options = {
    directory: join(directory, 'postgres'),
    port: await freePort(),
    passwords: { superuser: password(), owner: password(), app: password() },
    isDurable: false,
  };
  try {
    const cluster = await startPostgres(options);
    try {
      const { ownerUrl } = await createDatabaseWithRoles(options, 'relais');
      await migrate(ownerUrl);
      await writeFile(FILE, await schemaMarkdown(ownerUrl));
    } finally {
      await cluster.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

if (import.meta.main) await main();
