import { setImmediate as nextTurn } from 'node:timers/promises';
import postgres, { type PendingQuery, type Row, type Sql, type TransactionSql } from 'postgres';
import type { EventDeclaration } from '../domain/shared/declare-event.ts';
import {
  factOf,
  recordFacts,
  type Actor,
  type Command,
  type Emission,
  type Fact,
} from './facts.ts';

/**
 * The only way to the database. `inCompany` opens a transaction that sees one company's rows, keeps
 * what is to be audited, streamed and commanded, and writes it last, so that either all of it
 * happened or none. Row level security does the rest (ADR 0003).
 */

export type Database = Sql<{ bigint: number }>;
type Connection = TransactionSql<{ bigint: number }>;

const CONNECT_TIMEOUT_SECONDS = 10;
/** The driver's own waits grow to 20 s, while requests hang and after the database is back. */
const RECONNECT_SECONDS_MAX = 0.1;
/** A lock or a plan that takes longer is given up, and its rows with it. */
const STATEMENT_TIMEOUT_MS = 15_000;
const BIGINT_OID = 20;

/**
 * At its default of 100 the driver sends BEGIN on a connection it has not reserved as soon as that many
 * statements wait on it (its issue 1189): others then work inside that transaction. Never reached.
 */
const PIPELINE = { max_pipeline: 1_000_000_000 }; // an option that the driver's types leave out
/** PostgreSQL's warning that a transaction was begun inside another (SQLSTATE active_sql_transaction). */
const NESTED_BEGIN = '25001';

/** `log` gets the one notice that means a fault of ours. */
export const connect = (
  url: string,
  poolSize: number,
  log?: { error: (fields: object, message: string) => void },
): Database =>
  postgres(url, {
    max: poolSize,
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

const parseBigint = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint out of range: ${text}`);
  return value;
};

export interface Transaction {
  sql: Connection;
  actor: Actor;
  /** Sends a statement whose answer is not needed: a failure of it fails the commit. */
  send: (statement: PendingQuery<Row[]>) => void;
  /** Reports a fact, once. Its declaration decides what it becomes (src/domain/shared/events.ts). */
  emit: <Data>(event: EventDeclaration<Data>, emission: Emission<Data>) => void;
  command: (command: Command) => void;
}

/** What a committed transaction leaves behind, for counters, the relay and the sealer. */
export interface Committed {
  companyId: number;
  commandCount: number;
  facts: readonly Fact[];
}

/**
 * Runs `work` in one transaction of one company. Twice: as harmless as `work` is. `onCommit` gets
 * what was committed; if the process dies before it, sweeps find the rows.
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
    const entered = connection`
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
        emit: (event, emission) => facts.push(factOf(event, emission)),
        command: (command) => commands.push(command),
      });
    // Sent first, whatever `work` does first; not awaited, which would cost a round trip.
    const [, value] = await Promise.all([entered.execute(), run().finally(close)]);
    if (facts.length + commands.length > 0) send(recordFacts(connection, actor, facts, commands));
    // Not awaited, which would cost a round trip: the commit follows at once, and the answers below.
    const answers = Promise.all(sent);
    answers.catch(() => undefined); // if the connection fails, the commit says so first
    return { value, answers };
  });
  // If one of them failed, PostgreSQL has rolled back at the commit without an error.
  await result.answers;
  onCommit({ companyId: actor.companyId, commandCount: commands.length, facts });
  return result.value;
};

/** A statement fails when its socket breaks; that the connection is gone is heard when the socket closes. */
const LOSS_TURN_COUNT = 3;

/**
 * The driver's `begin`, for connections that break (its issues 1186 and 1216). When one does, `begin`
 * fails, but the driver would still send what is to come, its own commit or rollback included: to
 * nobody, which blocks that connection for good, or into whichever transaction, of whichever company,
 * has it by then. So nothing is sent over a lost connection, and the driver never hears that a body
 * has ended that lost its own.
 */
const begin = async <T>(
  database: Database,
  body: (connection: Connection) => Promise<T>,
): Promise<T> => {
  let hasBegun = false;
  const beginOnce = async (): Promise<T> => {
    let isLost = false;
    const begun = database.begin(async (connection) => {
      hasBegun = true;
      const { sql, close } = closable(connection);
      begun.catch(() => {
        isLost = true;
        close();
      });
      // Wrapped, as the driver awaits the items of a list by themselves.
      const ended = await body(sql).then(
        (value) => ({ value }),
        async (error: unknown) => {
          for (let turn = 0; turn < LOSS_TURN_COUNT; turn += 1) await nextTurn();
          if (!isLost) throw error;
          return null;
        },
      );
      return isLost || ended === null ? new Promise<never>(() => undefined) : ended;
    });
    return (await begun).value;
  };
  return onLiveConnection(beginOnce, () => !hasBegun);
};

const LOST_COUNT_MAX = 2;
const LOSS_CODES = ['57P01', '57P02', '25P03', '25P04', 'CONNECTION_CLOSED', 'ECONNRESET', 'EPIPE'];

/**
 * Asks again if the connection was lost: the driver also fails the first words over the successor of
 * a lost one, with the old error. For what is harmless twice.
 */
export const onLiveConnection = async <T>(
  ask: () => Promise<T>,
  isHarmless: () => boolean = () => true,
): Promise<T> => {
  for (let lostCount = 0; ;) {
    try {
      return await ask();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      lostCount += 1;
      if (!LOSS_CODES.includes(code) || lostCount > LOST_COUNT_MAX || !isHarmless()) throw error;
    }
  }
};

/**
 * The connection as `work` sees it: of no use once `work` has ended. A branch that outlives it would
 * otherwise speak within whichever transaction, of whichever company, has the connection next.
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

/** jsonb parameter: any plain object or list of them. */
export const json = (sql: Connection | Database, value: object) =>
  sql.json(value as unknown as postgres.JSONValue);
