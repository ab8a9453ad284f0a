import {
  afterFailure,
  afterSuccess,
  TRIAL_LEASE_MS,
  turnOf,
  type Circuit,
  type CircuitNotice,
  type Judged,
} from '../../domain/case-modules/circuit.ts';
import {
  CONTRACT_VERSION,
  MODULE_ANSWER_SIZE_MAX_BYTES,
  MODULE_PATHS,
  MODULE_TIMEOUT_MS,
  type ModuleRequest,
  type ReadAnswer,
} from '../../domain/case-modules/contract.ts';
import { caseModuleFailing, caseModuleRecovered } from '../../domain/case-modules/events.ts';
import type { ModuleFailure, ModuleKind } from '../../domain/case-modules/kinds.ts';
import { createMasker } from '../../domain/shared/masking.ts';
import { classOfStatus } from '../../domain/webhooks/error-classes.ts';
import type { Deps } from '../../deps.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import type { Actor } from '../../platform/facts.ts';
import { countModuleCall, type Metrics } from '../../platform/metrics.ts';
import { sendSigned, type SendOutcome } from '../../platform/signed-sender.ts';
import {
  findModule,
  saveOutcome,
  takeTrial,
  type CaseModuleRow,
} from '../../queries/case-modules.ts';
import { listOwners } from '../../queries/mailboxes/health.ts';
import { CASE_CATEGORY } from '../cases/facts.ts';
import { readModuleSecret } from './secrets.ts';

/** One call of a module: a turn by its circuit, a signed request, and what came of it. No transaction spans the call. */

export type ModuleDeps = Pick<Deps, 'database' | 'http' | 'encryptionKeys' | 'clock'> & {
  metrics: Metrics;
  announce: (committed: Committed) => void;
};

/** What is expected of a module. Errors are only those of the database. */
export type ModuleResult<A> =
  | { kind: 'answered'; value: A; isCut: boolean; durationMs: number }
  /** The company has no such module, or it is not enabled. */
  | { kind: 'off' }
  | ModuleUnavailable;

export interface ModuleUnavailable {
  kind: 'unavailable';
  code: ModuleFailure;
  /** Null: nothing was sent, or nothing came back. */
  status: number | null;
  durationMs: number | null;
  /** With `answer_invalid`: what is not as the contract says. */
  invalidFields: string[];
  /** With `circuit_open`. */
  retryAt: Date | null;
}

export interface ModuleCall<A> {
  request: ModuleRequest;
  /** `webhook-id`: the same for a repeat of the call, so that the module can answer as before. Without a dot. */
  requestId: string;
  read: (body: string) => ReadAnswer<A>;
  /** A person tries it: also while it is not enabled, or its circuit is open. */
  isTest?: boolean;
  /** For all of the call. Default: `MODULE_TIMEOUT_MS`. */
  timeoutMs?: number;
}

/** Errors: none for what a module does. Twice: the module is asked again, with the same `webhook-id`. */
export const callModule = async <A>(
  deps: ModuleDeps,
  actor: Actor,
  call: ModuleCall<A>,
): Promise<ModuleResult<A>> => {
  const { kind } = call.request;
  const { isTest = false } = call;
  const turn = await transact(deps, actor, (tx) => takeTurn(tx, kind, deps.clock.now(), isTest));
  if (turn.kind === 'off') return turn;
  const result = turn.kind === 'taken' ? await send(deps, actor, call, turn.row) : turn;
  countModuleCall(deps.metrics, kind, result.kind === 'answered' ? 'answered' : result.code);
  if (turn.kind === 'taken' && isOfModule(result)) {
    const { row, isTrial } = turn;
    const outcome = { kind, version: row.version, result, isTrial, isTest, now: deps.clock.now() };
    await transact(deps, actor, (tx) => recordOutcome(tx, outcome));
  }
  return result;
};

/** Without the encryption key nothing was sent: it says nothing about the module. */
const isOfModule = (result: Settled<unknown>): boolean =>
  result.kind === 'answered' || result.code !== 'secret_unreadable';

const send = async <A>(
  deps: ModuleDeps,
  { companyId }: Actor,
  { request, requestId, read, timeoutMs = MODULE_TIMEOUT_MS }: ModuleCall<A>,
  row: CaseModuleRow,
): Promise<Settled<A>> => {
  const { kind } = request;
  const keeper = { keys: deps.encryptionKeys, companyId, kind };
  const secret = readModuleSecret(keeper, row.secret_encrypted);
  if (secret === null) return unavailable('secret_unreadable');
  const outcome = await sendSigned(deps, {
    url: `${row.base_url}${MODULE_PATHS[kind]}`,
    headers: {
      Accept: 'application/json',
      'User-Agent': 'Relais-Modules',
      'Relais-Contract': CONTRACT_VERSION,
    },
    secrets: [secret],
    id: requestId,
    body: JSON.stringify(request.body),
    timeoutMs,
    // One byte more tells a larger answer from one that is just as large as allowed.
    responseSizeMaxBytes: MODULE_ANSWER_SIZE_MAX_BYTES + 1,
  });
  // It knows the secret, and may repeat it.
  const mask = createMasker([secret, secret.replace(/^whsec_/, '')]);
  return resultOf(outcome, timeoutMs, (body) => read(mask(body)));
};

type TakenTurn =
  { kind: 'taken'; row: CaseModuleRow; isTrial: boolean } | { kind: 'off' } | ModuleUnavailable;

const takeTurn = async (
  tx: Transaction,
  kind: ModuleKind,
  now: Date,
  isTest: boolean,
): Promise<TakenTurn> => {
  const row = await findModule(tx, { kind });
  if (row === undefined || !(row.is_enabled || isTest)) return { kind: 'off' };
  const turn = turnOf({ retryAt: row.retry_at }, now);
  if (turn.kind === 'closed' || isTest) return { kind: 'taken', row, isTrial: false };
  if (turn.kind === 'wait') return unavailable('circuit_open', { retryAt: turn.until });
  const leaseUntil = new Date(now.getTime() + TRIAL_LEASE_MS);
  return (await takeTrial(tx, { kind, now, leaseUntil }))
    ? { kind: 'taken', row, isTrial: true }
    : unavailable('circuit_open', { retryAt: leaseUntil });
};

const unavailable = (
  code: ModuleFailure,
  known: Partial<Omit<ModuleUnavailable, 'kind' | 'code'>> = {},
): ModuleUnavailable => ({
  kind: 'unavailable',
  code,
  status: null,
  durationMs: null,
  invalidFields: [],
  retryAt: null,
  ...known,
});

type Settled<A> = Exclude<ModuleResult<A>, { kind: 'off' }>;

const resultOf = <A>(
  outcome: SendOutcome,
  timeoutMs: number,
  read: ModuleCall<A>['read'],
): Settled<A> => {
  const { durationMs } = outcome;
  if (outcome.kind === 'failed') return unavailable(outcome.errorClass, { durationMs });
  const { status, body } = outcome;
  const errorClass = classOfStatus(status);
  if (errorClass !== null) return unavailable(errorClass, { status, durationMs });
  if (Buffer.byteLength(body) > MODULE_ANSWER_SIZE_MAX_BYTES) {
    return unavailable('answer_too_large', { status, durationMs });
  }
  const answer = read(body);
  if (answer.kind === 'read') {
    return { kind: 'answered', value: answer.value, isCut: answer.isCut, durationMs };
  }
  // What arrived until the time was over is a part of an answer.
  if (durationMs >= timeoutMs) return unavailable('timeout', { status, durationMs });
  return unavailable('answer_invalid', {
    status,
    durationMs,
    invalidFields: answer.fields,
  });
};

/** Only of the module that was called: not if a person changed it meanwhile. A failed test does not open the circuit. */
const recordOutcome = async (
  tx: Transaction,
  input: {
    kind: ModuleKind;
    version: number;
    result: Settled<unknown>;
    isTrial: boolean;
    isTest: boolean;
    now: Date;
  },
): Promise<void> => {
  const { kind, result, now, isTrial, isTest } = input;
  const row = await findModule(tx, { kind, isLocked: true });
  if (row === undefined || row.version !== input.version) return;
  const failure = result.kind === 'answered' ? null : result.code;
  const before = {
    failureCount: row.failure_count,
    openedAt: row.opened_at,
    retryAt: row.retry_at,
    toldAt: row.told_at,
  };
  const { circuit, notice } = judged(before, failure, { now, isTrial, isTest });
  await saveOutcome(tx, { kind, circuit, failure, now });
  if (notice !== null) await tellOwners(tx, kind, notice);
};

const judged = (
  circuit: Circuit,
  failure: ModuleFailure | null,
  { isTest, ...call }: { now: Date; isTrial: boolean; isTest: boolean },
): Judged => {
  if (failure === null) return afterSuccess(circuit);
  return isTest ? { circuit, notice: null } : afterFailure(circuit, call);
};

const tellOwners = async (
  tx: Transaction,
  kind: ModuleKind,
  notice: CircuitNotice,
): Promise<void> =>
  tx.emit(notice === 'failing' ? caseModuleFailing : caseModuleRecovered, {
    subjectId: kind,
    notify: { userIds: await listOwners(tx), category: CASE_CATEGORY, params: { kind } },
  });

const transact = <T>(
  { database, announce }: Pick<ModuleDeps, 'database' | 'announce'>,
  actor: Actor,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => inCompany(database, actor, work, announce);
