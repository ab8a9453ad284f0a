import { setImmediate as nextTurn } from 'node:timers/promises';
import postgres, { type PendingQuery, type Row, type Sql, type TransactionSql } from 'postgres';
import type { ActionEnd } from '../domain/actions/statuses.ts';
import type { StreamTopic } from '../domain/shared/stream-topics.ts';
import { WORKFLOW_QUEUES, type SignalName, type WorkflowName } from '../ids.ts';

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

export const connect = (url: string, poolSize: number): Database =>
  postgres(url, {
    max: poolSize,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    backoff: (attempt) => Math.min(0.05 * 2 ** attempt, RECONNECT_SECONDS_MAX),
    onnotice: () => undefined,
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

/** In whose name a transaction works. */
export interface Actor {
  companyId: number;
  userId: number | null;
  apiKeyId?: number | null;
  requestId?: string | null;
  ip?: string | null;
}

/** A thing somebody did: printed in the audit trail with its actor. `before`/`after` hold what changed. */
export interface AuditEntry {
  operation: string;
  resourceType: string;
  resourceId: string | number;
  before?: object | null;
  after?: object | null;
}

/** Something open consoles should hear of. `userId` and `callCentreId` decide who may. */
export interface StreamEvent {
  topic: StreamTopic;
  resourceId: string | number;
  userId: number | null;
  callCentreId: number | null;
  data: object;
}

interface CommandTarget {
  workflowId: string;
  input: object;
  /** What the run is about, for search: `candidat/42`. Never personal data. */
  subject: string;
}

/** "Start or signal this workflow", committed with the data it is about. */
export type Command = CommandTarget &
  ({ operation: 'start'; name: WorkflowName } | { operation: 'signal'; name: SignalName });

export interface Transaction {
  sql: Connection;
  actor: Actor;
  /** Sends a statement whose answer nobody waits for: it is heard with the commit, or fails it. */
  send: (statement: PendingQuery<Row[]>) => void;
  audit: (entry: AuditEntry) => void;
  stream: (event: StreamEvent) => void;
  command: (command: Command) => void;
  /** Says that an action has ended, for whoever counts. */
  settled: (end: ActionEnd) => void;
}

/** What a committed transaction leaves to be announced: nothing is announced before the commit. */
export interface Committed {
  companyId: number;
  commandCount: number;
  streamEventCount: number;
  ends: readonly ActionEnd[];
}

/**
 * Runs `work` in one transaction of one company. Twice: as harmless as `work` is. `onCommit` hears
 * what was committed; a process that dies before it leaves the rows for the sweeps.
 */
export const inCompany = async <T>(
  database: Database,
  actor: Actor,
  work: (transaction: Transaction) => Promise<T>,
  onCommit: (committed: Committed) => void = () => undefined,
): Promise<T> => {
  const audits: AuditEntry[] = [];
  const streams: StreamEvent[] = [];
  const commands: Command[] = [];
  const ends: ActionEnd[] = [];
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
        audit: (entry) => audits.push(entry),
        stream: (event) => streams.push(event),
        command: (command) => commands.push(command),
        settled: (end) => ends.push(end),
      });
    // Sent first, whatever `work` does first; not awaited, which would cost a round trip.
    const [, value] = await Promise.all([entered.execute(), run().finally(close)]);
    if (commands.length > 0) send(insertCommands(connection, actor, commands));
    if (audits.length + streams.length > 0) {
      send(recordChanges(connection, actor, audits, streams));
    }
    // Not awaited either: the commit follows at once, so that the company's head, which every writer
    // of the company waits for, is not held for a round trip. Heard below.
    const answers = Promise.all(sent);
    answers.catch(() => undefined); // if the connection fails, the commit says so first
    return { value, answers };
  });
  // Had one of them failed, the commit would have undone everything without a word.
  await result.answers;
  onCommit({
    companyId: actor.companyId,
    commandCount: commands.length,
    streamEventCount: streams.length,
    ends,
  });
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

const insertCommands = (sql: Connection, actor: Actor, commands: Command[]) => {
  const rows = commands.map((command) => ({
    ...command,
    taskQueue: command.operation === 'start' ? WORKFLOW_QUEUES[command.name] : null,
  }));
  return sql`
    insert into commands (company_id, workflow_id, operation, name, task_queue, input, subject)
    select ${actor.companyId}::bigint, command ->> 'workflowId', command ->> 'operation',
      command ->> 'name', command ->> 'taskQueue', command -> 'input', command ->> 'subject'
    from jsonb_array_elements(${json(sql, rows)}) as command
  `;
};

const recordChanges = (
  sql: Connection,
  actor: Actor,
  audits: AuditEntry[],
  streams: StreamEvent[],
) => {
  const entries = audits.map((entry) => ({
    operation: entry.operation,
    resource_type: entry.resourceType,
    resource_id: String(entry.resourceId),
    user_id: actor.userId,
    api_key_id: actor.apiKeyId ?? null,
    request_id: actor.requestId ?? null,
    ip: actor.ip ?? null,
    before: entry.before ?? null,
    after: entry.after ?? null,
  }));
  const events = streams.map((event) => ({
    topic: event.topic,
    resource_id: String(event.resourceId),
    user_id: event.userId,
    call_centre_id: event.callCentreId,
    data: event.data,
  }));
  return sql`
    select record_changes(
      ${json(sql, entries)},
      ${json(sql, events)}
    )
  `;
};

/** jsonb parameter: any plain object or list of them. */
export const json = (sql: Connection | Database, value: object) =>
  sql.json(value as unknown as postgres.JSONValue);
