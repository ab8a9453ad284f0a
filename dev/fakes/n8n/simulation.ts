/**
 * How the stand-in can be told to misbehave: for one action by its `metadonnees.simulation`, for the next
 * requests whatever they are by `POST /control`. The first wins.
 */
import { z } from 'zod';

const TIMES_MAX = 1_000_000;
const DELAY_MAX_MS = 10 * 60_000;
const COUNTED_ACTIONS_MAX = 10_000;

export const SIMULATION_MODES = {
  normal: 'takes the action, tells the progress, then the result',
  fail: 'ends with status "failed"',
  stall: 'takes the action, tells the progress, and never ends',
  twice: 'sends the same final callback twice',
  contradict: 'sends "succeeded", then "failed" with another callbackId',
  early: 'sends every callback before it answers the request',
  refuse: 'answers 422 (or `status`) and does nothing: a final refusal',
  error: 'answers 500 (or `status`) to the first `times` attempts, then behaves',
  inactive: 'answers 404 as n8n does for an inactive workflow, to the first `times` attempts',
  hang: 'takes the action, but answers only after `delayMs` (20 s): the answer is lost to the caller',
} as const;

const modes = z.enum([
  'normal',
  'fail',
  'stall',
  'twice',
  'contradict',
  'early',
  'refuse',
  'error',
  'inactive',
  'hang',
]);

export const simulationSchema = z.object({
  mode: modes,
  /** Requests concerned: attempts of the action, or with /control the next ones. */
  times: z.int().min(1).max(TIMES_MAX).default(1),
  /** Before the result, instead of the usual delay; with `hang` before the answer. */
  delayMs: z.int().min(0).max(DELAY_MAX_MS).optional(),
  status: z.int().min(400).max(599).optional(),
});
export type Simulation = z.infer<typeof simulationSchema>;

export const NORMAL: Simulation = { mode: 'normal', times: 1 };

const metadataSchema = z.looseObject({ simulation: simulationSchema });

/** Decides how to treat each request. One per server. */
export class Simulator {
  #next: Simulation = NORMAL;
  #remaining = 0;
  /** Attempts that each action's own simulation has spoilt, oldest dropped first. */
  #spoilt = new Map<string, number>();

  get state(): Simulation & { remaining: number } {
    return { ...this.#next, remaining: this.#remaining };
  }

  set(simulation: Simulation): void {
    this.#next = simulation;
    this.#remaining = simulation.mode === 'normal' ? 0 : simulation.times;
  }

  decide(request: { webhookId: string; metadonnees?: unknown }): Simulation {
    const own = metadataSchema.safeParse(request.metadonnees).data?.simulation;
    if (own !== undefined) return this.#countAttempt(request.webhookId, own);
    if (this.#remaining === 0) return NORMAL;
    this.#remaining -= 1;
    return this.#next;
  }

  #countAttempt(webhookId: string, simulation: Simulation): Simulation {
    if (simulation.mode !== 'error' && simulation.mode !== 'inactive') return simulation;
    const count = this.#spoilt.get(webhookId) ?? 0;
    if (count >= simulation.times) return NORMAL;
    this.#spoilt.set(webhookId, count + 1);
    if (this.#spoilt.size > COUNTED_ACTIONS_MAX) {
      const [oldest] = this.#spoilt.keys();
      if (oldest !== undefined) this.#spoilt.delete(oldest);
    }
    return simulation;
  }
}
