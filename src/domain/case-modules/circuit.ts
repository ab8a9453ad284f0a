import { MODULE_TIMEOUT_MS } from './contract.ts';

/**
 * The circuit of a module. After several failures in a row it opens: for a minute nothing is sent. Then one call is
 * tried; its success closes the circuit, its failure opens it for another minute.
 */

export const FAILURE_COUNT_MAX = 5;
export const OPEN_MS = 60_000;
/** What came of a trial is known by then. After it another call may try: the process may have died. */
export const TRIAL_LEASE_MS = MODULE_TIMEOUT_MS + 5_000;
/** Owners are told once of a module that fails again and again. */
const TOLD_AGAIN_MS = 60 * 60 * 1000;

export interface Circuit {
  failureCount: number;
  /** Null: it is closed. */
  openedAt: Date | null;
  /** Null: it is closed. */
  retryAt: Date | null;
  toldAt: Date | null;
}

export const CLOSED: Circuit = { failureCount: 0, openedAt: null, retryAt: null, toldAt: null };

export type CircuitNotice = 'failing' | 'recovered';

export interface Judged {
  circuit: Circuit;
  /** What owners are told. */
  notice: CircuitNotice | null;
}

/** `trial`: this call may try. `wait`: none may until then. */
export type Turn = { kind: 'closed' | 'trial' } | { kind: 'wait'; until: Date };

export const turnOf = ({ retryAt }: Pick<Circuit, 'retryAt'>, now: Date): Turn => {
  if (retryAt === null) return { kind: 'closed' };
  return retryAt <= now ? { kind: 'trial' } : { kind: 'wait', until: retryAt };
};

/** Of any call, also one that began before the circuit opened: the module answers. */
export const afterSuccess = (circuit: Circuit): Judged => {
  const { openedAt, toldAt } = circuit;
  const isKnown = openedAt !== null && toldAt !== null && toldAt >= openedAt;
  return { circuit: { ...CLOSED, toldAt }, notice: isKnown ? 'recovered' : null };
};

/** Calls that were under way when the circuit opened do not keep it open for longer. */
export const afterFailure = (
  circuit: Circuit,
  { now, isTrial }: { now: Date; isTrial: boolean },
): Judged => {
  const failed = { ...circuit, failureCount: circuit.failureCount + 1 };
  const isOpen = circuit.openedAt !== null;
  if (isOpen ? !isTrial : failed.failureCount < FAILURE_COUNT_MAX) {
    return { circuit: failed, notice: null };
  }
  const opened = {
    ...failed,
    openedAt: circuit.openedAt ?? now,
    retryAt: new Date(now.getTime() + OPEN_MS),
  };
  const { toldAt } = circuit;
  const isNews = !isOpen && (toldAt === null || now.getTime() - toldAt.getTime() > TOLD_AGAIN_MS);
  return isNews
    ? { circuit: { ...opened, toldAt: now }, notice: 'failing' }
    : { circuit: opened, notice: null };
};
