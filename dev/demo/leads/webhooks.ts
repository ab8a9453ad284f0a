import { z } from 'zod';
import { newWebhookSecret } from '../../../src/domain/shared/signatures.ts';
import type { EncryptionKey } from '../../../src/domain/shared/secrets.ts';
import type { Transaction } from '../../../src/platform/database.ts';
import { insertWebhook } from '../../../src/queries/webhooks/endpoints.ts';
import { encryptSecret } from '../../../src/services/webhooks/secrets.ts';
import type { Chance } from '../chance.ts';
import { DAY_MS } from '../decisions.ts';
import { insert, insertNotices, iso, type Fact } from '../rows.ts';
import { deliveryOf, type Fate, type Subscriber } from './deliveries.ts';

/** Two webhooks to the receiver of `npm start`: one that works, and one whose path always fails. */

const LEAD_EVENTS = [
  'LeadCreated',
  'LeadEmailConfirmed',
  'LeadAssigned',
  'LeadStatusUpdated',
  'LeadConverted',
];
const RETRIED_SHARE = 0.06;
const WORKING = { name: 'CRM de l’agence', path: '/leads' };
const FAILING = { name: 'Tableau de bord de Marseille', path: '/fails' };
const HOUR_MS = 3_600_000;

interface WebhooksInput {
  nowMs: number;
  userId: number;
  keys: readonly EncryptionKey[];
  receiverUrl: string;
  /** Whose conversions the failing webhook gets. */
  callCentreId: number;
  facts: readonly Fact[];
}

export const addWebhooks = async (
  tx: Transaction,
  chance: Chance,
  input: WebhooksInput,
): Promise<void> => {
  const { nowMs, callCentreId } = input;
  const sequences = await sequencesOf(tx);
  const sent = input.facts.filter(
    ({ event, at }) => event.data !== null && at < nowMs - HOUR_MS / 60,
  );
  const since = (days: number) => sent.filter(({ at }) => at > nowMs - days * DAY_MS);

  const working = await addWebhook(tx, input, {
    ...WORKING,
    events: LEAD_EVENTS,
    attemptCountMax: 8,
    daysAgo: 21,
  });
  const refusedAt = nowMs - 4 * DAY_MS;
  const isRefused = since(21).findLast(({ at }) => at < refusedAt);
  await addDeliveries(tx, chance, working, {
    sequences,
    facts: since(21),
    fateOf: (fact) =>
      fact === isRefused ? 'refused' : chance.happens(RETRIED_SHARE) ? 'retried' : 'delivered',
  });
  await setHealth(tx, { webhook_id: working.webhookId, succeeded_at: iso(nowMs) });

  const failing = await addWebhook(
    tx,
    { ...input, callCentreId },
    {
      ...FAILING,
      events: ['LeadConverted'],
      attemptCountMax: 3,
      daysAgo: 9,
      callCentreId,
    },
  );
  const failsFrom = nowMs - 2 * DAY_MS;
  const conversions = since(9).filter(
    (fact) =>
      fact.event.name === 'LeadConverted' &&
      fact.callCentreId === callCentreId &&
      fact.at < nowMs - HOUR_MS,
  );
  await addDeliveries(tx, chance, failing, {
    sequences,
    facts: conversions,
    fateOf: ({ at }) => (at < failsFrom ? 'delivered' : 'unavailable'),
  });
  await reportFailure(tx, failing, {
    ...input,
    failed: conversions.filter(({ at }) => at >= failsFrom),
    succeededAt: conversions.findLast(({ at }) => at < failsFrom)?.at,
  });
};

/** The receiver may listen on another port than at the start before. */
export const moveWebhooks = async (
  { sql, actor }: Transaction,
  receiverUrl: string,
): Promise<void> => {
  for (const { name, path } of [WORKING, FAILING]) {
    await sql`
      update webhooks
      set url = ${receiverUrl + path}::text
      where company_id = ${actor.companyId}::bigint
        and name = ${name}::text
        and url like ${`http://127.0.0.1:%${path}`}::text
        and url <> ${receiverUrl + path}::text
    `;
  }
};

const addWebhook = async (
  tx: Transaction,
  { nowMs, userId, keys, receiverUrl }: WebhooksInput,
  webhook: {
    name: string;
    path: string;
    events: readonly string[];
    attemptCountMax: number;
    daysAgo: number;
    callCentreId?: number;
  },
): Promise<Subscriber> => {
  const { sql, actor } = tx;
  const secret = newWebhookSecret();
  const { name, events, attemptCountMax } = webhook;
  const webhookId = await insertWebhook(tx, {
    userId,
    formId: null,
    callCentreId: webhook.callCentreId ?? null,
    name,
    description: 'Récepteur de démonstration de npm start',
    url: receiverUrl + webhook.path,
    events,
    headersEncrypted: null,
    rateLimitPerSecond: null,
    attemptCountMax,
    isActive: true,
    secretEncrypted: encryptSecret({ keys, companyId: actor.companyId }, secret),
  });
  const createdAt = iso(nowMs - webhook.daysAgo * DAY_MS);
  await sql`
    update webhooks
    set created_at = ${createdAt}::timestamptz, updated_at = ${createdAt}::timestamptz
    where company_id = ${actor.companyId}::bigint and id = ${webhookId}::bigint
  `;
  return { webhookId, secret, attemptCountMax };
};

const addDeliveries = async (
  tx: Transaction,
  chance: Chance,
  subscriber: Subscriber,
  input: {
    sequences: ReadonlyMap<string, number>;
    facts: readonly Fact[];
    fateOf: (fact: Fact) => Fate;
  },
): Promise<void> => {
  const made = input.facts.map((fact) =>
    deliveryOf(chance, subscriber, {
      fact,
      sequence: input.sequences.get(fact.eventId ?? '') ?? 0,
      fate: input.fateOf(fact),
    }),
  );
  await insert(
    tx,
    'webhook_deliveries',
    made.map(({ delivery }) => delivery),
  );
  await insert(
    tx,
    'webhook_attempts',
    made.flatMap(({ attempts }) => attempts),
  );
};

const SequenceRow = z.object({ id: z.string(), sequence: z.number() });

const sequencesOf = async ({ sql, actor }: Transaction): Promise<Map<string, number>> => {
  const rows = await sql`
    select id, sequence
    from events
    where company_id = ${actor.companyId}::bigint and subject_type = 'lead'
  `;
  return new Map(
    z
      .array(SequenceRow)
      .parse([...rows])
      .map(({ id, sequence }) => [id, sequence]),
  );
};

const setHealth = (tx: Transaction, row: Record<string, unknown>): Promise<void> =>
  insert(tx, 'webhook_health', [
    {
      circuit: 'closed',
      failing_since: null,
      failure_notified_at: null,
      succeeded_at: null,
      ...row,
    },
  ]);

interface Outcomes {
  failed: readonly Fact[];
  succeededAt: number | undefined;
}

/** Its owner was told when it started to fail. */
const reportFailure = async (
  tx: Transaction,
  { webhookId }: Subscriber,
  { nowMs, userId, failed, succeededAt }: WebhooksInput & Outcomes,
): Promise<void> => {
  const at = failed[0]?.at ?? nowMs - HOUR_MS;
  await setHealth(tx, {
    webhook_id: webhookId,
    succeeded_at: succeededAt === undefined ? null : iso(succeededAt),
    failing_since: iso(at),
    failure_notified_at: iso(at),
  });
  await insertNotices(tx, [
    {
      at,
      userId,
      categorie: 'WEBHOOK',
      type: 'WEBHOOK_FAILING',
      level: 'warning',
      code: 'webhook_failing',
      params: { name: FAILING.name },
      subjectType: 'webhook',
      subjectId: String(webhookId),
      readAt: null,
    },
  ]);
};
