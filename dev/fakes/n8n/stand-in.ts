/**
 * The n8n dispatcher's HTTP contract without n8n: what a plain `npm start` runs, and what tests run against.
 * Addresses: POST /webhook/crm-action; GET /healthz; GET and POST /control, GET /control/journal.
 */
import { appendFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, CheckSettings, DispatchRequest } from './checks.ts';
import { checkRequest } from './checks.ts';
import { claimOf } from './claims.ts';
import { Journal } from './journal.ts';
import { startReceiver, WEBHOOK_PATH, type Behaviour, type FakeAnswer } from './receiver.ts';
import { KeptRuns, type KeptRun } from './kept-runs.ts';
import { isAnswer, postToRelais, postUntilAnswered } from './post.ts';
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
  /** Gets a line for each execution that begins its work: the `webhook-id`, and what it claimed it under. */
  executionsFile?: string;
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
    return reply(isActive(path, simulator) ? otherMethod(method) : notRegistered(method, path));
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

  /** Runs the kept executions of a killed stand-in again. Their callbacks may repeat; Relais drops repeats. */
  resume(): void {
    for (const run of this.#kept.all) {
      this.#claimAgain(run).catch((error: unknown) => {
        if (!this.#signal.aborted) throw error;
      });
    }
  }

  /** The kill may have come before the claim, so it claims under the same name. Without an answer, the next start does. */
  async #claimAgain(run: KeptRun): Promise<void> {
    const claim = await postUntilAnswered(claimOf(run, this.#signal));
    if (claim === 200) await this.#run(run);
    else if (isAnswer(claim)) this.#kept.forget(run);
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
    const run = { claimedBy: crypto.randomUUID(), request, simulation };
    this.#kept.keep(run); // before the claim: a claim without an execution would wait for its deadline
    const claim = await postToRelais(claimOf(run, this.#signal));
    if (claim !== 200) {
      this.#kept.forget(run);
      return claim === 409 ? DUPLICATE : claimFailed(run);
    }
    const running = this.#run(run);
    if (mode === 'early') await running; // else it goes on after the answer
    if (mode === 'hang') await sleep(delayMs ?? HANG_MS, undefined, { signal: this.#signal });
    return { status: 200, body: { message: 'Workflow was started', route: routeOf(request) } };
  }

  async #run(run: KeptRun): Promise<void> {
    const { request, simulation } = run;
    const outcome = outcomeOf(request, routeOf(request));
    this.#runCount += 1;
    try {
      this.#recordExecution(run);
      await runRoute(request, outcome, simulation, this.#settings, this.#journal, this.#signal);
      if (!this.#signal.aborted) this.#kept.forget(run);
    } finally {
      this.#runCount -= 1;
    }
  }

  #recordExecution({ request, claimedBy }: KeptRun): void {
    const file = this.#settings.executionsFile;
    if (file !== undefined) appendFileSync(file, `${request.webhookId} ${claimedBy}\n`);
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

const DUPLICATE: Answer = {
  status: 200,
  body: { message: 'Workflow was already started', duplicate: true },
};

/** Nothing was done, so Relais may send it again. */
function claimFailed({ claimedBy }: KeptRun): Answer {
  return {
    status: 503,
    body: {
      code: 'claim_failed',
      message: "Relais n'a pas pu être interrogé.",
      claim: 'released',
      claimedBy,
    },
  };
}

function simulated(status: number): Answer {
  return { status, body: { code: 'simulated', message: 'Refus simulé à la demande.' } };
}

const isActive = (path: string, { state }: Simulator): boolean =>
  path === WEBHOOK_PATH && !(state.mode === 'inactive' && state.remaining > 0);

/** What n8n says of an active workflow to a method it does not take. */
function otherMethod(method: string): Answer {
  const message = `This webhook is not registered for ${method} requests. Did you mean to make a POST request?`;
  return { status: 404, body: { code: 404, message } };
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
