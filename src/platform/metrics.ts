import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import manifest from '../../package.json' with { type: 'json' };
import { actionSettled } from '../domain/actions/events.ts';
import { AI_FAILURES, type AiFailure } from '../domain/ai/outcomes.ts';
import {
  MODULE_FAILURES,
  MODULE_KINDS,
  type ModuleFailure,
  type ModuleKind,
} from '../domain/case-modules/kinds.ts';
import { CLAIM_REFUSALS } from '../domain/actions/claims.ts';
import { SETTLED_STATUSES } from '../domain/actions/statuses.ts';
import { WORKFLOW_QUEUES } from '../ids.ts';
import type { Committed, PoolUse } from './database.ts';
import type { Fact } from './facts.ts';
import type { DatabaseState } from './probes.ts';
import { MAIL_OUTCOMES } from './mail/contract.ts';
import { SCAN_OUTCOMES } from './scanner/contract.ts';
import { DISPATCH_ERRORS, type DispatchVerdict } from '../domain/actions/dispatch.ts';
import { WEBHOOK_ERROR_CLASSES, type WebhookErrorClass } from '../domain/webhooks/error-classes.ts';
import { EVENTS } from '../domain/shared/events.ts';

const { version } = manifest;

/** Prometheus metrics of one process. No label ever holds a company, a person or an address. */

export const createMetrics = () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  registerVersion(registers);
  return {
    registry,
    dispatchAttempts: createAttemptCounter(registers),
    claimsRefused: createRefusedClaimCounter(registers),
    events: createEventCounters(registers),
    mails: createMailCounter(registers),
    moduleCalls: createModuleCallCounter(registers),
    modelCalls: createModelCallCounter(registers),
    modelTokens: createModelTokenCounter(registers),
    replyAttempts: createReplyAttemptCounter(registers),
    fileScans: createFileScanCounter(registers),
    webhookAttempts: createWebhookAttemptCounter(registers),
    webhookCircuitsOpen: createCircuitGauge(registers),
    mailboxesInTrouble: createMailboxGauge(registers),
    mailsUnread: createUnreadGauge(registers),
    requests: new Histogram({
      name: 'relais_http_request_duration_seconds',
      help: 'Duration of answered requests.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    settleSeconds: createSettleHistogram(registers),
    runsReconciled: createReconciledCounter(registers),
    ...createDatabaseGauges(registers),
    commands: new Counter({
      name: 'relais_commands_total',
      help: 'Commands carried out or postponed by the relay.',
      labelNames: ['outcome'] as const,
      registers,
    }),
    commandsWaiting: new Gauge({
      name: 'relais_commands_waiting',
      help: 'Commands committed but not yet carried out.',
      registers,
    }),
    oldestCommandSeconds: new Gauge({
      name: 'relais_commands_oldest_seconds',
      help: 'Age of the oldest waiting command.',
      registers,
    }),
    temporalUp: new Gauge({
      name: 'relais_temporal_up',
      help: '1 if Temporal answered the last check.',
      registers,
    }),
    actionsOpen: new Gauge({
      name: 'relais_actions_open',
      help: 'Actions that have not settled, by status.',
      labelNames: ['status'] as const,
      registers,
    }),
    quietestActionSeconds: new Gauge({
      name: 'relais_actions_open_quiet_seconds',
      help: 'How long nothing has happened to the quietest open action, by status.',
      labelNames: ['status'] as const,
      registers,
    }),
    streamClients: new Gauge({
      name: 'relais_stream_clients',
      help: 'Open console streams.',
      registers,
    }),
    streamClientsDropped: new Counter({
      name: 'relais_stream_clients_dropped_total',
      help: 'Streams closed because the client read too slowly.',
      registers,
    }),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;

const registerVersion = (registers: Registry[]): void => {
  new Gauge({
    name: 'relais_build_info',
    help: '1, with the version of Relais and of Node.',
    labelNames: ['version', 'node'] as const,
    registers,
  }).set({ version, node: process.version }, 1);
};

const createDatabaseGauges = (registers: Registry[]) => ({
  databaseUp: new Gauge({
    name: 'relais_database_up',
    help: '1 if PostgreSQL answered the last check.',
    registers,
  }),
  databaseWritable: new Gauge({
    name: 'relais_database_writable',
    help: '0 if PostgreSQL refuses every write: its disk is full, it is read-only, or it is away.',
    registers,
  }),
  databaseConnectionsMax: new Gauge({
    name: 'relais_database_pool_size',
    help: 'DATABASE_POOL_SIZE: connections that this process may open.',
    registers,
  }),
  databaseTransactions: new Gauge({
    name: 'relais_database_transactions',
    help: 'Transactions of this process: running on a connection, or waiting for one.',
    labelNames: ['state'] as const,
    registers,
  }),
});

/** Each series starts at 0: Prometheus ignores the first increment of a series that was absent. */
const createAttemptCounter = (registers: Registry[]) => {
  const counter = new Counter({
    name: 'relais_dispatch_attempts_total',
    help: 'Attempts to hand an action to n8n, by outcome.',
    labelNames: ['outcome', 'error_code'] as const,
    registers,
  });
  counter.inc({ outcome: 'accepted', error_code: '' }, 0);
  for (const [code, outcome] of Object.entries(DISPATCH_ERRORS)) {
    counter.inc({ outcome, error_code: code }, 0);
  }
  return counter;
};

const createRefusedClaimCounter = (registers: Registry[]) => {
  const counter = new Counter({
    name: 'relais_claims_refused_total',
    help: 'Claims of a dispatch refused with 409, by reason: each is work that n8n did not repeat.',
    labelNames: ['reason'] as const,
    registers,
  });
  for (const reason of CLAIM_REFUSALS) counter.inc({ reason }, 0);
  return counter;
};

/** One counter for each event that declares one. Key: the event's name. */
const createEventCounters = (registers: Registry[]): Map<string, Counter> =>
  new Map(
    EVENTS.flatMap(({ name, counter }): [string, Counter][] => {
      if (counter === null) return [];
      const labelNames = Object.keys(counter.initialLabels[0] ?? {});
      const made = new Counter({ name: counter.name, help: counter.help, labelNames, registers });
      for (const labels of counter.initialLabels) made.inc(labels, 0);
      return [[name, made]];
    }),
  );

/** From one second to two days: a route may wait that long for its answer. */
const SETTLE_BUCKETS_SECONDS = [1, 2, 5, 10, 30, 60, 300, 1_800, 7_200, 28_800, 86_400, 172_800];

const createSettleHistogram = (registers: Registry[]) => {
  const histogram = new Histogram({
    name: 'relais_action_settle_seconds',
    help: 'Time from accepting an action to its outcome, of actions that no user retried.',
    labelNames: ['status'] as const,
    buckets: SETTLE_BUCKETS_SECONDS,
    registers,
  });
  for (const status of SETTLED_STATUSES) histogram.zero({ status });
  return histogram;
};

const createReconciledCounter = (registers: Registry[]) => {
  const counter = new Counter({
    name: 'relais_runs_reconciled_total',
    help: 'Open rows whose run was missing or had ended, and that the reconciler repaired.',
    labelNames: ['workflow', 'state'] as const,
    registers,
  });
  for (const workflow of Object.keys(WORKFLOW_QUEUES)) {
    for (const state of ['missing', 'ended']) counter.inc({ workflow, state }, 0);
  }
  return counter;
};

const createMailCounter = (registers: Registry[]) => {
  const counter = new Counter({
    name: 'relais_mails_total',
    help: 'Mails passed to the mail server, by outcome.',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of MAIL_OUTCOMES) counter.inc({ outcome }, 0);
  return counter;
};

/** Apart from `relais_mails_total`: these go over the servers of mailboxes, which companies choose. */
const createReplyAttemptCounter = (registers: Registry[]) => {
  const counter = new Counter({
    name: 'relais_reply_attempts_total',
    help: 'Replies passed to the servers of mailboxes, by outcome.',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of MAIL_OUTCOMES) counter.inc({ outcome }, 0);
  return counter;
};

const createModuleCallCounter = (registers: Registry[]) => {
  const counter = new Counter({
    name: 'relais_case_module_calls_total',
    help: 'Calls of a module of cases: answered, or why not.',
    labelNames: ['kind', 'outcome'] as const,
    registers,
  });
  for (const kind of MODULE_KINDS) {
    for (const outcome of ['answered', ...MODULE_FAILURES]) counter.inc({ kind, outcome }, 0);
  }
  return counter;
};

const createFileScanCounter = (registers: Registry[]) => {
  const counter = new Counter({
    name: 'relais_file_scans_total',
    help: 'Files passed to the virus scanner, by outcome.',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of SCAN_OUTCOMES) counter.inc({ outcome }, 0);
  return counter;
};

const createModelCallCounter = (registers: Registry[]) => {
  const counter = new Counter({
    name: 'relais_ai_calls_total',
    help: 'Calls of a language model, by outcome; also those that were refused before.',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of ['succeeded', ...AI_FAILURES]) counter.inc({ outcome }, 0);
  return counter;
};

const createModelTokenCounter = (registers: Registry[]) => {
  const counter = new Counter({
    name: 'relais_ai_tokens_total',
    help: 'Tokens that language models read and wrote, as their servers report.',
    labelNames: ['direction'] as const,
    registers,
  });
  for (const direction of ['input', 'output']) counter.inc({ direction }, 0);
  return counter;
};

const createWebhookAttemptCounter = (registers: Registry[]) => {
  const counter = new Counter({
    name: 'relais_webhook_attempts_total',
    help: 'Attempts to deliver an event to a webhook: delivered, or why not.',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of ['delivered', ...WEBHOOK_ERROR_CLASSES]) counter.inc({ outcome }, 0);
  return counter;
};

const createCircuitGauge = (registers: Registry[]) =>
  new Gauge({
    name: 'relais_webhook_circuits_open',
    help: 'Active webhooks whose circuit is open: their attempts fail, and one at a time is tried.',
    registers,
  });

const createMailboxGauge = (registers: Registry[]) =>
  new Gauge({
    name: 'relais_mailboxes_in_trouble',
    help: 'Active mailboxes that do not synchronise: stopped as their server refused the credentials, failing, or late.',
    labelNames: ['reason'] as const,
    registers,
  });

const createUnreadGauge = (registers: Registry[]) =>
  new Gauge({
    name: 'relais_mailbox_messages_unread',
    help: 'Messages of mailboxes that could not be read: tried again (pending), or given up until a person acts (quarantined).',
    labelNames: ['outcome'] as const,
    registers,
  });

/** Counts the facts of a committed transaction. */
export const countFacts = (metrics: Metrics, { facts }: Pick<Committed, 'facts'>): void => {
  for (const { event, emission } of facts) {
    if (event.counter !== null) {
      metrics.events.get(event.name)?.inc(event.counter.labels(emission.data));
    }
    if (event.name === actionSettled.name) observeSettled(metrics, emission);
  }
};

/** The id of an action is a UUIDv7: its first 48 bits are the time of its making in milliseconds. */
const observeSettled = (
  { settleSeconds }: Metrics,
  { data, occurredAt = new Date() }: Fact['emission'],
): void => {
  const { action_id: actionId, round, status } = SettledData.parse(data);
  if (round > 1) return; // a user's pause before the retry would count too
  const acceptedMs = Number.parseInt(actionId.replaceAll('-', '').slice(0, 12), 16);
  settleSeconds.observe({ status }, Math.max(0, occurredAt.getTime() - acceptedMs) / 1000);
};

const SettledData = z.object({
  action_id: z.string(),
  round: z.number(),
  status: z.enum(SETTLED_STATUSES),
});

export const setPoolUse = (metrics: Metrics, { size, running, waiting }: PoolUse): void => {
  metrics.databaseConnectionsMax.set(size);
  metrics.databaseTransactions.set({ state: 'running' }, running);
  metrics.databaseTransactions.set({ state: 'waiting' }, waiting);
};

export const countAttempt = ({ dispatchAttempts }: Metrics, verdict: DispatchVerdict): void => {
  const { outcome } = verdict;
  const code = outcome === 'accepted' ? '' : verdict.errorCode;
  const isKnown = code === '' || Object.hasOwn(DISPATCH_ERRORS, code);
  dispatchAttempts.inc({ outcome, error_code: isKnown ? code : 'network_error' });
};

/** In: null for a delivery that its receiver accepted. */
export const countWebhookAttempt = (
  { webhookAttempts }: Metrics,
  errorClass: WebhookErrorClass | null,
): void => webhookAttempts.inc({ outcome: errorClass ?? 'delivered' });

export const countModuleCall = (
  { moduleCalls }: Metrics,
  kind: ModuleKind,
  outcome: 'answered' | ModuleFailure,
): void => moduleCalls.inc({ kind, outcome });

/** In: null if the server reported none. */
export const countModelCall = (
  { modelCalls, modelTokens }: Metrics,
  outcome: 'succeeded' | AiFailure,
  usage: { inputTokens: number; outputTokens: number } | null,
): void => {
  modelCalls.inc({ outcome });
  modelTokens.inc({ direction: 'input' }, usage?.inputTokens ?? 0);
  modelTokens.inc({ direction: 'output' }, usage?.outputTokens ?? 0);
};

export const setDatabaseState = (metrics: Metrics, state: DatabaseState): void => {
  metrics.databaseUp.set(state === 'unreachable' ? 0 : 1);
  metrics.databaseWritable.set(state === 'writable' ? 1 : 0);
};

/** Removes the gauges read from the database: better no value than a stale one. */
export const clearDatabaseGauges = (metrics: Metrics): void => {
  const { commandsWaiting, oldestCommandSeconds, webhookCircuitsOpen } = metrics;
  for (const gauge of [commandsWaiting, oldestCommandSeconds, webhookCircuitsOpen]) gauge.remove();
  const { actionsOpen, quietestActionSeconds, mailboxesInTrouble, mailsUnread } = metrics;
  for (const gauge of [actionsOpen, quietestActionSeconds, mailboxesInTrouble, mailsUnread]) {
    gauge.reset();
  }
};
