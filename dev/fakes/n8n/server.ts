/**
 * The n8n dispatcher's HTTP contract without n8n: what a plain `npm start` runs, and what tests run against.
 * Addresses: POST /webhook/crm-action; GET /healthz; GET and POST /control, GET /control/journal.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Answer, CheckSettings, DispatchRequest } from './checks.ts';
import { checkRequest } from './checks.ts';
import { Journal } from './journal.ts';
import type { Outcome } from './routes.ts';
import { outcomeOf, routeOf } from './routes.ts';
import type { RunSettings } from './runs.ts';
import { runRoute } from './runs.ts';
import type { Simulation } from './simulation.ts';
import { NORMAL, SIMULATION_MODES, simulationSchema, Simulator } from './simulation.ts';

const BODY_SIZE_MAX_BYTES = 1024 * 1024;
const REMEMBERED_IDS_MAX = 10_000;
const RUNS_MAX = 20_000;
const HANG_MS = 20_000; // beyond the 15 s that Relais waits
const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

export interface StandInSettings extends CheckSettings, RunSettings {
  port: number;
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
  const app = createApp(settings, journal, simulator, stopping.signal);
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    webhookUrl: `${url}/webhook/crm-action`,
    journal,
    simulator,
    async stop() {
      stopping.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

function createApp(
  settings: StandInSettings,
  journal: Journal,
  simulator: Simulator,
  signal: AbortSignal,
): Hono {
  const app = new Hono();
  const dispatcher = new Dispatcher(settings, journal, simulator, signal);
  const limit = bodyLimit({
    maxSize: BODY_SIZE_MAX_BYTES,
    onError: (c) => c.json({ code: 413, message: 'The request body is too large.' }, 413),
  });
  app.post('/webhook/crm-action', limit, async (c) => {
    const rawBody = await c.req.text();
    return reply(await dispatcher.handle(c.req.raw.headers, rawBody));
  });
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  // A page in a browser could reach loopback under a name of its own; it is not to steer this server.
  app.use('/control/*', async (c, next) => {
    const host = (c.req.header('host') ?? '').replace(/:\d+$/, '');
    if (LOOPBACK_HOSTS.has(host)) return next();
    return c.json({ code: 'host_refused', message: 'Only loopback names reach /control.' }, 403);
  });
  app.get('/control', (c) => c.json({ current: simulator.state, modes: SIMULATION_MODES }));
  app.post('/control', limit, async (c) => {
    const parsed = simulationSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) {
      return c.json({ code: 'control_malformed', modes: SIMULATION_MODES }, 400);
    }
    simulator.set(parsed.data);
    return c.json({ current: simulator.state });
  });
  app.get('/control/journal', (c) => c.json({ data: journal.entries }));
  app.notFound((c) => reply(notRegistered(c.req.method, c.req.path)));
  return app;
}

class Dispatcher {
  /** Ids of the requests that were taken; the oldest are forgotten first. */
  readonly #seen = new Set<string>();
  #runCount = 0;
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
    this.#settings = settings;
    this.#journal = journal;
    this.#simulator = simulator;
    this.#signal = signal;
  }

  async handle(headers: Headers, rawBody: string): Promise<Answer> {
    const verdict = checkRequest(this.#settings, headers, rawBody, Date.now());
    if (verdict.kind === 'refused') {
      this.#record(verdict.answer, { webhookId: headers.get('webhook-id') ?? undefined });
      return verdict.answer;
    }
    const { request } = verdict;
    const isDuplicate = this.#seen.has(request.webhookId);
    const simulation = isDuplicate ? NORMAL : this.#simulator.decide(request);
    const answer = isDuplicate
      ? { status: 200, body: { message: 'Workflow was already started', duplicate: true } }
      : await this.#take(request, simulation);
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
    this.#remember(request.webhookId);
    const route = routeOf(request);
    const run = this.#run(request, outcomeOf(request, route), simulation);
    if (mode === 'early') await run; // else it goes on after the answer
    if (mode === 'hang') await sleep(delayMs ?? HANG_MS, undefined, { signal: this.#signal });
    return { status: 200, body: { message: 'Workflow was started', route } };
  }

  async #run(request: DispatchRequest, outcome: Outcome, simulation: Simulation): Promise<void> {
    this.#runCount += 1;
    try {
      await runRoute(request, outcome, simulation, this.#settings, this.#journal, this.#signal);
    } finally {
      this.#runCount -= 1;
    }
  }

  #remember(webhookId: string): void {
    this.#seen.add(webhookId);
    if (this.#seen.size <= REMEMBERED_IDS_MAX) return;
    const [oldest] = this.#seen;
    if (oldest !== undefined) this.#seen.delete(oldest);
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

function simulated(status: number): Answer {
  return { status, body: { code: 'simulated', message: 'Refus simulé à la demande.' } };
}

/** What n8n says of an address without an active workflow. */
function notRegistered(method: string, path: string): Answer {
  const name = path.replace(/^\/webhook\//, '');
  const message = `The requested webhook "${method} ${name}" is not registered.`;
  return { status: 404, body: { code: 404, message, hint: 'The workflow must be active.' } };
}

function reply({ status, body }: Answer): Response {
  return Response.json(body, { status });
}
