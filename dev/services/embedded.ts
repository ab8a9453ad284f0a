/** The two servers that `npm start` brings along, each left out when an address of another is given. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseIsNewerError, migrate } from '../../src/platform/migrations.ts';
import type { ChildSpec, Children } from '../supervisor/children.ts';
import type { StartOptions } from '../supervisor/options.ts';
import { preferredPort } from '../supervisor/ports.ts';
import type { DatabaseUrls, PostgresOptions } from './postgres.ts';
import {
  createDatabaseWithRoles,
  isWrongPassword,
  postgresLaunch,
  postgresUrls,
  preparePostgres,
  removeStaleLock,
  waitForPostgres,
} from './postgres.ts';
import type { Secrets } from './secrets.ts';
import { messageOf, StartError } from '../supervisor/start-error.ts';
import { findTemporalCli } from './temporal-cli.ts';
import { temporalArguments, waitForTemporal } from './temporal.ts';

const DATABASE = 'relais';
const POSTGRES_PORT = 54_329;
const TEMPORAL_PORT = 7233;
const TEMPORAL_UI_PORT = 8233;
const START_AFRESH = 'start afresh (all demo data is lost) with: npm start -- --reset';

/** What stops PostgreSQL from starting; not what it tells those who ask too early. */
const COMPLAINT = /^postgres: |(?:FATAL|PANIC):(?! +the database system is)/;

/** Servers end last, after all that use them. */
const SERVER_STAGE = 0;

export async function startEmbeddedPostgres(
  children: Children,
  { stateDirectory, port: consolePort }: StartOptions,
  secrets: Secrets,
): Promise<DatabaseUrls> {
  const options: PostgresOptions = {
    directory: join(stateDirectory, 'postgres'),
    port: await preferredPort(POSTGRES_PORT, consolePort),
    passwords: secrets.postgres,
    isDurable: true,
    settings: { max_connections: '200' },
  };
  const damaged = (reason: string) =>
    new StartError(
      `PostgreSQL can't use ${options.directory}: ${reason} Mend it, or ${START_AFRESH}`,
    );
  try {
    await preparePostgres(options, (launch) =>
      children.run({ name: 'initdb', launch, environment: { LC_ALL: 'C' }, stage: SERVER_STAGE }),
    );
  } catch (error) {
    throw damaged(messageOf(error));
  }
  await removeStaleLock(options.directory);
  let isUp = false;
  children.start({
    name: 'postgres',
    launch: await postgresLaunch(options),
    environment: { LC_ALL: 'C' },
    signal: 'SIGINT',
    stage: SERVER_STAGE,
    explain: (tail) => {
      if (isUp) return undefined; // somebody ended it: no reason to give up what it holds
      const start = tail.findIndex((line) => COMPLAINT.test(line));
      return start < 0 ? undefined : damaged(complaintIn(tail.slice(start))).message;
    },
  });
  try {
    await Promise.race([
      waitForPostgres(postgresUrls(options, 'postgres').superuserUrl),
      children.failure,
    ]);
    isUp = true;
  } catch (error) {
    if (error instanceof StartError) throw error;
    if (!isWrongPassword(error)) throw damaged(`${messageOf(error)}.`);
    throw damaged('the passwords in secrets.json belong to another database.');
  }
  return createDatabaseWithRoles(options, DATABASE);
}

/** Before it has a log, PostgreSQL complains over several lines; in it, one says all. */
function complaintIn([first = '', ...rest]: string[]): string {
  const lines = first.startsWith('postgres: ') ? [first, ...rest] : [first];
  const text = lines
    .map((line) => line.trim())
    .join(' ')
    .replace(/^.*?(?=FATAL|PANIC)/, '');
  return text.endsWith('.') ? text : `${text}.`;
}

/** Errors: `StartError` when the database is newer than the code or a migration fails. */
export async function migrateOrExplain(ownerUrl: string): Promise<string[]> {
  try {
    return await migrate(ownerUrl);
  } catch (error) {
    const remedy = error instanceof DatabaseIsNewerError ? ` Or ${START_AFRESH}` : '';
    throw new StartError(`${messageOf(error)}${remedy}`);
  }
}

export interface EmbeddedTemporal {
  address: string;
  uiUrl: string;
}

export async function startEmbeddedTemporal(
  children: Children,
  { stateDirectory, port: consolePort }: StartOptions,
  print: (line: string) => void,
): Promise<EmbeddedTemporal> {
  const databaseFile = join(stateDirectory, 'temporal.db');
  const port = await preferredPort(TEMPORAL_PORT, consolePort);
  const uiPort = await preferredPort(TEMPORAL_UI_PORT, consolePort);
  const spec: ChildSpec = {
    name: 'temporal',
    launch: {
      command: await findTemporalCli(print),
      args: temporalArguments({ port, uiPort, databaseFile, logLevel: 'warn' }),
    },
    stage: SERVER_STAGE,
    explain: (tail) => {
      const isDamaged =
        existsSync(databaseFile) && tail.some((line) => /not a database|malformed/.test(line));
      if (!isDamaged) return undefined;
      return `Temporal can't use ${databaseFile}: it is damaged. Put a good copy back, or ${START_AFRESH}`;
    },
  };
  children.start(spec);
  await Promise.race([waitForTemporal(port), children.failure]);
  return { address: `127.0.0.1:${port}`, uiUrl: `http://localhost:${uiPort}` };
}
