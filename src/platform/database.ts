import { setImmediate as nextTurn } from 'node:timers/promises';
import postgres, { type PendingQuery, type Row, type Sql, type TransactionSql } from 'postgres';
import { parseDatabaseAddress } from './database-tls.ts';
import type { EventDeclaration } from '../domain/shared/declare-event.ts';
import type { Command } from './commands.ts';
import { recordFacts, toFact, type Actor, type Emission, type Fact } from './facts.ts';

/**
 * Access to the database. `inCompany` opens a transaction that sees the rows of one company. It
 * collects the facts and commands of the transaction and writes them last, in the same transaction.
 * Row level security separates the companies (ADR 0003).
 */

export type Database = Sql<{ bigint: number }>;
type Connection = TransactionSql<{ bigint: number }>;

const CONNECT_TIMEOUT_SECONDS = 10;
/** By default the driver waits up to 20 s between attempts: requests hang though the database is back. */
const RECONNECT_SECONDS_MAX = 0.1;
/** PostgreSQL cancels a longer statement, so that it does not hold its locks for ever. */
const STATEMENT_TIMEOUT_MS = 15_000;
const BIGINT_OID = 20;

/**
 * A limit that is never reached. When as many statements as the limit (100 by default) wait on a
 * connection, the driver sends BEGIN on a connection it has not reserved, and statements of others
 * then run inside that transaction (postgres.js issue 1189).
 */
const PIPELINE = { max_pipeline: 1_000_000_000 }; // missing in the driver's types
/** SQLSTATE active_sql_transaction: a transaction was begun inside another. */
const NESTED_BEGIN = '25001';

/**
 * Opens a pool. `log` receives one error: a transaction was begun inside another. Errors: those of the
 * address (src/platform/database-tls.ts).
 */
export const connect = (
  address: string,
  poolSize: number,
  log?: { error: (fields: object, message: string) => void },
): Database => {
  const { url, tls } = parseDatabaseAddress(address);
  return postgres(url, {
    max: poolSize,
    ssl: tls,
    ...PIPELINE,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    backoff: (attempt) => Math.min(0.05 * 2 ** attempt, RECONNECT_SECONDS_MAX),
    onnotice: ({ code, message }) => {
      if (code === NESTED_BEGIN) log?.error({ code, reason: message }, 'transactions were mixed');
    },
    connection: {
      application_name: 'relais',
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: 2 * STATEMENT_TIMEOUT_MS,
    },
    types: {
      bigint: {
        to: BIGINT_OID,
        from: [BIGINT_OID],
        serialize: (value: number) => String(value),
        parse: parseBigint,
      },
    },
  });
};

const parseBigint = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint out of range: ${text}`);
  return value;
};

export interface PoolUse {
  /** Connections that may be opened. */
  size: number;
  /** Transactions that run on a connection. */
  running: number;
  /** Transactions that wait for a connection. */
  waiting: number;
}

/** The driver does not tell how busy its pool is. Statements outside of transactions are not counted. */
const poolUses = new WeakMap<Database, PoolUse>();

export const poolUseOf = (database: Database): PoolUse => {
  const known = poolUses.get(database);
  if (known !== undefined) return known;
  const fresh = { size: database.options.max, running: 0, waiting: 0 };
  poolUses.set(database, fresh);
  return fresh;
};

export interface Transaction {
  sql: Connection;
  actor: Actor;
  /** Sends a statement and does not wait for its result. If it fails, the transaction fails. */
  send: (statement: PendingQuery<Row[]>) => void;
  /** Reports one fact. The event's declaration decides what it feeds (src/domain/shared/events.ts). */
  emit: <Data>(event: EventDeclaration<Data>, emission: Emission<Data>) => void;
  command: (command: Command) => void;
}

/** Summary of a committed transaction, for counters, the relay and the sealer. */
export interface Committed {
  companyId: number;
  /** True if commands may wait for the relay: those of the transaction, or of deliveries to webhooks. */
  hasCommands: boolean;
  facts: readonly Fact[];
}

/**
 * Runs `work` in one transaction of one company. Out: the result of `work`. `onCommit` receives the
 * committed facts; if the process dies before that call, sweeps find the rows.
 * Twice: harmless if `work` is.
 */
export const inCompany = async <T>(
  database: Database,
  actor: Actor,
  work: (transaction: Transaction) => Promise<T>,
  onCommit: (committed: Committed) => void = () => undefined,
): Promise<T> => {
  const facts: Fact[] = [];
  const commands: Command[] = [];
  const sent: Promise<unknown>[] = [];
  const result = await begin(database, async (connection) => {
    const setCompany = connection`
      select set_config('relais.company_id', ${String(actor.companyId)}::text, true),
        set_config('relais.user_id', ${String(actor.userId ?? '')}::text, true)
    `;
    const send = (statement: PendingQuery<Row[]>): void => {
      sent.push(statement.execute());
    };
    const { sql, close } = closable(connection);
    const run = async (): Promise<T> =>
      work({
        sql,
        actor,
        send,
        emit: (event, emission) => facts.push(toFact(event, emission)),
        command: (command) => commands.push(command),
      });
    // Sent before the first statement of `work`. Not awaited: that would cost a round trip.
    const [, value] = await Promise.all([setCompany.execute(), run().finally(close)]);
    if (facts.length + commands.length > 0) send(recordFacts(connection, actor, facts, commands));
    // Not awaited before the commit: that would cost a round trip. Awaited below.
    const answers = Promise.all(sent);
    answers.catch(() => undefined); // if the connection fails, the commit fails with the same error
    return { value, answers };
  });
  // If a sent statement failed, PostgreSQL turned the commit into a rollback without an error.
  await result.answers;
  const hasCommands = commands.length > 0 || facts.some(({ event }) => event.data !== null);
  onCommit({ companyId: actor.companyId, hasCommands, facts });
  return result.value;
};

/** A broken socket fails the statement first; the driver's `begin` fails some event loop turns later. */
const LOSS_DETECTION_TURNS = 3;

/**
 * The driver's `begin`, made safe for connections that break (postgres.js issues 1186 and 1216).
 * When a connection breaks, `begin` fails, but the driver still sends the later statements of the
 * body and its own commit or rollback. These would block the new connection for ever, or run inside
 * the next transaction on it, perhaps of another company. So the body can't send over a lost
 * connection, and its promise never resolves, so that the driver sends neither commit nor rollback.
 */
const begin = async <T>(
  database: Database,
  body: (connection: Connection) => Promise<T>,
): Promise<T> => {
  let hasBegun = false;
  const poolUse = poolUseOf(database);
  const beginOnce = async (): Promise<T> => {
    let isLost = false;
    let state: 'waiting' | 'running' = 'waiting';
    poolUse.waiting += 1;
    const begun = database.begin(async (connection) => {
      hasBegun = true;
      poolUse.waiting -= 1;
      poolUse.running += 1;
      state = 'running';
      const { sql, close } = closable(connection);
      begun.catch(() => {
        isLost = true;
        close();
      });
      // Wrapped in an object: the driver awaits each item of an array result.
      const ended = await body(sql).then(
        (value) => ({ value }),
        async (error: unknown) => {
          for (let turn = 0; turn < LOSS_DETECTION_TURNS; turn += 1) await nextTurn();
          if (!isLost) throw error;
          return null;
        },
      );
      return isLost || ended === null ? new Promise<never>(() => undefined) : ended;
    });
    try {
      return (await begun).value;
    } finally {
      poolUse[state] -= 1;
    }
  };
  return retryOnConnectionLoss(beginOnce, () => !hasBegun);
};

const CONNECTION_LOSS_COUNT_MAX = 2;
const CONNECTION_LOSS_CODES = [
  '57P01',
  '57P02',
  '25P03',
  '25P04',
  'CONNECTION_CLOSED',
  'ECONNRESET',
  'EPIPE',
];

/**
 * Runs `query` again if its connection was lost, twice at most. One retry is not enough: the driver
 * also fails the first statement on the replacement connection, with the old error. Only for
 * idempotent queries, or while `isSafeToRetry` is true.
 */
export const retryOnConnectionLoss = async <T>(
  query: () => Promise<T>,
  isSafeToRetry: () => boolean = () => true,
): Promise<T> => {
  for (let lossCount = 0; ;) {
    try {
      return await query();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!CONNECTION_LOSS_CODES.includes(code)) throw error;
      lossCount += 1;
      if (lossCount > CONNECTION_LOSS_COUNT_MAX || !isSafeToRetry()) throw error;
    }
  }
};

/**
 * The connection for `work`, which throws after `close`. Without it, a promise that `work` forgot to
 * await could run statements inside the next transaction on this connection, of another company.
 */
const closable = (connection: Connection): { sql: Connection; close: () => void } => {
  let isOver = false;
  const sql = new Proxy(connection, {
    apply: (target, self, parameters): unknown => {
      if (isOver) throw new Error('this transaction is over');
      return Reflect.apply(target, self, parameters);
    },
  });
  return {
    sql,
    close: () => {
      isOver = true;
    },
  };
};
