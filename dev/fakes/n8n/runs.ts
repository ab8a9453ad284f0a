/** One run of a route: a wait, the progress, a wait, the result; each callback retried until Relais has it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DispatchRequest } from './checks.ts';
import type { Journal } from './journal.ts';
import { postUntilAnswered } from './post.ts';
import type { Outcome } from './routes.ts';
import type { Simulation } from './simulation.ts';

const REQUEST_TIMEOUT_MS = 10_000;
const PROGRESS_SHARE = 0.3; // of the delay, before the progress is told

export interface RunSettings {
  /** A run takes a random time between the two. */
  delayMinMs: number;
  delayMaxMs: number;
}

interface Callback {
  callbackId: string;
  status: 'progress' | 'succeeded' | 'failed';
  message: string;
  statutDossier?: string;
  data?: Record<string, unknown>;
}

/** Resolves when every callback is delivered or given up. Never rejects. */
export async function runRoute(
  request: DispatchRequest,
  outcome: Outcome,
  simulation: Simulation,
  settings: RunSettings,
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  const isEarly = simulation.mode === 'early';
  const delayMs = isEarly ? 0 : delayOf(simulation, settings);
  const send = (callback: Callback) => deliver(request, callback, journal, signal);
  try {
    await sleep(delayMs * PROGRESS_SHARE, undefined, { signal });
    if (outcome.progress !== undefined) {
      const callbackId = `${request.webhookId}:progress`;
      await send({ callbackId, status: 'progress', message: outcome.progress });
    }
    if (simulation.mode === 'stall') return;
    await sleep(delayMs * (1 - PROGRESS_SHARE), undefined, { signal });
    for (const callback of finalCallbacks(request.webhookId, outcome, simulation)) {
      await send(callback);
    }
  } catch (error) {
    if (!signal.aborted) throw error; // only a stop of the server ends a run early
  }
}

function delayOf(simulation: Simulation, { delayMinMs, delayMaxMs }: RunSettings): number {
  if (simulation.delayMs !== undefined && simulation.mode !== 'hang') return simulation.delayMs;
  return delayMinMs + Math.random() * (delayMaxMs - delayMinMs);
}

function finalCallbacks(webhookId: string, outcome: Outcome, { mode }: Simulation): Callback[] {
  const { progress: _, ...result } = outcome;
  const callback: Callback = { callbackId: `${webhookId}:final`, ...result };
  const failure: Callback = {
    callbackId: callback.callbackId,
    status: 'failed',
    message: 'Échec simulé à la demande',
    data: { simulation: true },
  };
  if (mode === 'fail') return [failure];
  if (mode === 'twice') return [callback, callback];
  if (mode === 'contradict') return [callback, { ...failure, callbackId: `${webhookId}:other` }];
  return [callback];
}

async function deliver(
  { callback: { url, token } }: DispatchRequest,
  callback: Callback,
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  const { callbackId, status: state } = callback;
  const post = { url, token, body: callback, timeoutMs: REQUEST_TIMEOUT_MS, signal };
  await postUntilAnswered(post, (attempt) =>
    journal.record({ kind: 'callback', callbackId, state, ...attempt }),
  );
}
