/**
 * The n8n dispatcher's HTTP contract without n8n: what a plain `npm start` runs, and what tests run against.
 * Addresses: POST /webhook/crm-action; GET /healthz; GET and POST /control, GET /control/journal.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, CheckSettings, DispatchRequest } from './checks.ts';
import { checkRequest } from './checks.ts';
import { claimDispatch } from './claims.ts';
import { Journal } from './journal.ts';
import { startReceiver, WEBHOOK_PATH, type Behaviour, type FakeAnswer } from './receiver.ts';
import { KeptRuns } from './kept-runs.ts';
import type { Outcome } from './routes.ts';
import { outcomeOf, routeOf } from './routes.ts';
import type { RunSettings } from './runs.ts';
import { runRoute } from './runs.ts';
import type { Simulation } from './simulation.ts';
import { SIMULATION_MODES, simulationSchema, Simulator } from './simulation.ts';

const RUNS_MAX = 20_000;
const HANG_MS = 20_000; // beyond the 15 s that Relais waits
const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

export interface StandInSettings extends CheckSettings, RunSettings {
  port: number;
  /** Keeps the runs under way here, so that they survive a kill. */
  keptRunsDirectory?: string;
}

export interface StandIn {
  url: string;
  webhookUrl: string;
  journal: Journal;
  simulator: Simulator;
  /** Ends at once: runs under way are dropped, as a crash of n8n would. */
  stop(): Promise<void>;
}

export async function startStandIn(settings: StandInSettings): Promise<StandIn> {
  const journal = new Journal();
  const simulator = new Simulator();
  const stopping = new AbortController();
  const dispatcher = new Dispatcher(settings, journal, simulator, stopping.signal);
  const control = createControl(journal, simulator);
  const { url, stop } = await startReceiver(async (request) => {
    const { method, path, headers, text } = request;
    if (method === 'POST' && path === WEBHOOK_PATH) {
      return reply(await dispatcher.handle(headersOf(headers), text));
    }
    if (method === 'GET' && path === '/healthz') return json(200, { status: 'ok' });
    if (path === '/control' || path.startsWith('/control/')) return control(request);
    return reply(notRegistered(method, path));
  }, settings.port);
  dispatcher.resume();
  return {
    url,
    webhookUrl: `${url}${WEBHOOK_PATH}`,
    journal,
    simulator,
    async stop() {
      stopping.abort();
      await stop();
    },
  };
}

/** `/control`: steers how it misbehaves. A page in a browser could reach loopback under a name of its own. */
function createControl(journal: Journal, simulator: Simulator): Behaviour {
  return ({ method, path, headers, text }) => {
    const host = (headers.host ?? '').replace(/:\d+$/, '');
    if (!LOOPBACK_HOSTS.has(host)) {
      return json(403, {
        code: 'host_refused',
        message: 'Only loopback names reach /control.',
      });
    }
    if (method === 'GET' && path === '/control/journal')
      return json(200, { data: journal.entries });
    if (path !== '/control') return reply(notRegistered(method, path));
    if (method === 'POST') {
      const parsed = simulationSchema.safeParse(parseJson(text));
      if (!parsed.success) return json(400, { code: 'control_malformed', modes: SIMULATION_MODES });
      simulator.set(parsed.data);
      return json(200, { current: simulator.state });
    }
    return json(200, { current: simulator.state, modes: SIMULATION_MODES });
  };
}

class Dispatcher {
  #runCount = 0;
  readonly #kept: KeptRuns;
  readonly #settings: StandInSettings;
  readonly #journal: Journal;
  readonly #simulator: Simulator;
  readonly #signal: AbortSignal;

  constructor(
    settings: StandInSettings,
    journal: Journal,
    simulator: Simulator,
    signal: AbortSignal,
  ) {
    this.#kept = new KeptRuns(settings.keptRunsDirectory);
    this.#settings = settings;
    this.#journal = journal;
    this.#simulator = simulator;
    this.#signal = signal;
  }

  /** Continues the runs of a stand-in that was killed, from their beginning: their claim stands, and Relais
   * drops repeated callbacks. */
  resume(): void {
    for (const { request, simulation } of this.#kept.all) {
      void this.#run(request, outcomeOf(request, routeOf(request)), simulation);
    }
  }

  async handle(headers: Headers, rawBody: string): Promise<Answer> {
    const verdict = checkRequest(this.#settings, headers, rawBody, Date.now());
    if (verdict.kind === 'refused') {
      this.#record(verdict.answer, { webhookId: headers.get('webhook-id') ?? undefined });
      return verdict.answer;
    }
    const { request } = verdict;
    const simulation = this.#simulator.decide(request);
    const answer = await this.#take(request, simulation);
    this.#record(answer, { ...request, mode: simulation.mode });
    return answer;
  }

  async #take(request: DispatchRequest, simulation: Simulation): Promise<Answer> {
    const { mode, status, delayMs } = simulation;
    if (mode === 'refuse') return simulated(status ?? 422);
    if (mode === 'error') return simulated(status ?? 500);
    if (mode === 'inactive') return notRegistered('POST', '/webhook/crm-action');
    if (this.#runCount >= RUNS_MAX) {
      return { status: 503, body: { code: 503, message: 'Too many runs are under way.' } };
    }
    const claim = await claimDispatch(request, this.#signal);
    if (claim === 409) {
      return { status: 200, body: { message: 'Workflow was already started', duplicate: true } };
    }
    if (claim !== 200) return CLAIM_FAILED;
    const route = routeOf(request);
    const run = this.#run(request, outcomeOf(request, route), simulation);
    if (mode === 'early') await run; // else it goes on after the answer
    if (mode === 'hang') await sleep(delayMs ?? HANG_MS, undefined, { signal: this.#signal });
    return { status: 200, body: { message: 'Workflow was started', route } };
  }

  async #run(request: DispatchRequest, outcome: Outcome, simulation: Simulation): Promise<void> {
    this.#runCount += 1;
    this.#kept.keep(request, simulation);
    try {
      await runRoute(request, outcome, simulation, this.#settings, this.#journal, this.#signal);
      if (!this.#signal.aborted) this.#kept.forget(request);
    } finally {
      this.#runCount -= 1;
    }
  }

  #record(
    { status, body }: Answer,
    request: { webhookId: string | undefined; actionType?: string; mode?: string },
  ): void {
    const { webhookId, actionType, mode } = request;
    const answer = String(status < 300 ? body['message'] : body['code']);
    this.#journal.record({
      kind: 'request',
      webhookId,
      actionType,
      status,
      answer,
      ...(mode === undefined ? {} : { mode }),
    });
  }
}

/** Nothing was done, so Relais may send it again. */
const CLAIM_FAILED: Answer = {
  status: 503,
  body: {
    code: 'claim_failed',
    message: "Relais n'a pas pu être interrogé.",
    claim: 'released',
  },
};

function simulated(status: number): Answer {
  return { status, body: { code: 'simulated', message: 'Refus simulé à la demande.' } };
}

/** What n8n says of an address without an active workflow. */
function notRegistered(method: string, path: string): Answer {
  const name = path.replace(/^\/webhook\//, '');
  const message = `The requested webhook "${method} ${name}" is not registered.`;
  return { status: 404, body: { code: 404, message, hint: 'The workflow must be active.' } };
}

function reply({ status, body }: Answer): FakeAnswer {
  return json(status, body);
}

function json(status: number, body: object): FakeAnswer {
  return { status, body: JSON.stringify(body) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headersOf(headers: IncomingHttpHeaders): Headers {
  return new Headers(
    Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
