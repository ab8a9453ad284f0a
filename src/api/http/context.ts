import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import type { Actor } from '../../platform/facts.ts';
import type { Caller } from '../../domain/shared/permissions.ts';
import type { Deps } from '../../deps.ts';
import type { Metrics } from '../../platform/metrics.ts';

/** What a route may use, and what is known of its request. */

export interface ApiDeps extends Pick<
  Deps,
  'config' | 'database' | 'http' | 'encryptionKeys' | 'files' | 'models' | 'clock' | 'log'
> {
  metrics: Metrics;
  /** Called after each commit, so that relay and stream need not wait for their sweep. */
  announce: (committed: Committed) => void;
  /** Whether Temporal answered last time; null before the first call. */
  isTemporalReachable: () => boolean | null;
}

export interface Variables {
  requestId: string;
  ip: string;
  caller?: Caller;
  /** What the caller sent: an API key, or the token of a session. */
  credential?: string;
  /** A key or token was sent that is not valid. */
  hasWrongCredential?: boolean;
  /** Aborted, with the error, when the request was answered because it took too long. */
  deadline: AbortSignal;
  /** Set by an upload: drops what was not read of it, so that the client can read the answer. */
  endUpload?: () => Promise<void>;
  /** Logs a failure that comes after the status was sent. */
  reportFailure: (error: unknown) => void;
}

export interface Env {
  Variables: Variables;
}

export const actorOf = (caller: Caller, variables: Pick<Variables, 'requestId' | 'ip'>): Actor => ({
  companyId: caller.companyId,
  userId: caller.userId,
  apiKeyId: caller.apiKeyId,
  requestId: variables.requestId,
  ip: variables.ip,
});

/** One transaction in the name of the actor. */
export const transact = <T>(
  deps: Pick<ApiDeps, 'database' | 'announce'>,
  actor: Actor,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> => inCompany(deps.database, actor, work, deps.announce);

/** What a handler gives back: the body, and headers of its own. */
export interface Answer {
  /** Instead of that of the route: what it started has ended meanwhile. */
  status?: 200;
  body?: object;
  headers?: Record<string, string>;
}
