import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { createActivities } from '../../../src/activities/index.ts';
import type { Activities } from '../../../src/activities/index.ts';
import { leadCreated } from '../../../src/domain/leads/events.ts';
import { encrypt } from '../../../src/domain/shared/secrets.ts';
import { webhookSecretContext } from '../../../src/domain/webhooks/deliveries.ts';
import type { Clock } from '../../../src/deps.ts';
import { inCompany } from '../../../src/platform/database.ts';
import { createHttpClient } from '../../../src/platform/http-client.ts';
import { startTestApi, type TestApi, type TestCompany } from '../api.ts';
import { startReceiver, type Receiver } from './receiver.ts';

/** Webhooks, their events and their receiver, without Temporal: a test runs the activities itself. */

type WebhookApi = Pick<TestApi, 'superuser' | 'database' | 'deps' | 'company'>;

interface WebhookInput {
  url: string;
  company?: TestCompany;
  events?: string[];
  isActive?: boolean;
  formId?: number | null;
  callCentreId?: number | null;
  ratePerSecond?: number | null;
  attemptCountMax?: number;
  headers?: Record<string, string>;
}

export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

export const insertWebhook = async (
  { superuser: sql, deps, company: mine }: WebhookApi,
  input: WebhookInput,
): Promise<{ id: number; secret: string }> => {
  const { id: companyId, owner } = input.company ?? mine;
  const secret = newSecret();
  const [row] = await sql`
    insert into webhooks (
      company_id, user_id, name, url, events, secret_encrypted, headers_encrypted, is_active,
      form_id, call_centre_id, rate_limit_per_second, attempt_count_max
    )
    values (
      ${companyId}, ${owner.id}, ${`Essai ${input.url}`}, ${input.url},
      ${input.events ?? ['LeadCreated']},
      ${encrypt(deps.encryptionKeys, secret, webhookSecretContext(companyId, 'secret_encrypted'))},
      ${
        input.headers === undefined
          ? null
          : encrypt(
              deps.encryptionKeys,
              JSON.stringify(input.headers),
              webhookSecretContext(companyId, 'headers_encrypted'),
            )
      },
      ${input.isActive ?? true}, ${input.formId ?? null}, ${input.callCentreId ?? null},
      ${input.ratePerSecond ?? null}, ${input.attemptCountMax ?? 8}
    )
    returning id
  `;
  return { id: Number(row?.['id']), secret };
};

interface LeadInput {
  company?: TestCompany;
  formId?: number | null;
  callCentreId?: number | null;
  count?: number;
}

/** Commits LeadCreated events in one transaction. Out: their ids. */
export const emitLeads = async (
  { database, superuser: sql, company: mine, deps }: WebhookApi,
  { company = mine, formId = null, callCentreId = null, count = 1 }: LeadInput = {},
): Promise<string[]> => {
  if (leadCreated.example === null) throw new Error('LeadCreated has an example');
  const { example } = leadCreated;
  const [last] = await sql`select coalesce(max(sequence), 0) as sequence from events`;
  await inCompany(
    database,
    { companyId: company.id, userId: company.owner.id },
    (tx) => {
      for (let index = 0; index < count; index += 1) {
        tx.emit(leadCreated, {
          subjectId: 1_000 + index,
          audience: { userId: null, callCentreId },
          formId,
          data: { ...example, form_id: formId, call_centre_id: callCentreId },
          occurredAt: deps.clock.now(),
        });
      }
      return Promise.resolve();
    },
    deps.announce,
  );
  const rows = await sql`
    select id from events where sequence > ${Number(last?.['sequence'])} order by sequence
  `;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows.slice())
    .map(({ id }) => id);
};

const DeliveryRow = z.object({
  id: z.string(),
  event_id: z.string(),
  webhook_id: z.number(),
  status: z.string(),
  outcome_code: z.string().nullable(),
  round: z.number(),
  attempt_count: z.number(),
  next_attempt_at: z.date().nullable(),
});

export const deliveriesOf = async (
  { superuser: sql }: WebhookApi,
  eventIds: readonly string[],
): Promise<z.infer<typeof DeliveryRow>[]> =>
  z.array(DeliveryRow).parse(
    (
      await sql`
        select id, event_id, webhook_id, status, outcome_code, round, attempt_count,
          next_attempt_at
        from webhook_deliveries
        where event_id = any(${eventIds}::uuid[])
        order by event_id, webhook_id
      `
    ).slice(),
  );

export interface WebhookWorld extends TestApi {
  receiver: Receiver;
  activities: Activities;
  /** Attempts what is due of the events. */
  attempt: (eventIds: readonly string[]) => ReturnType<Activities['attemptDeliveries']>;
  /** Moves the clock of Relais, not that of PostgreSQL. */
  advance: (ms: number) => void;
  /** The activities of a second worker, with its own memory. */
  secondWorker: () => Activities;
  activitiesWith: (clock: Clock) => Activities;
}

export const startWebhookWorld = async (): Promise<WebhookWorld> => {
  const receiver = await startReceiver();
  const api = await startTestApi({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
  let offsetMs = 0;
  api.deps.clock = { now: () => new Date(Date.now() + offsetMs) };
  const http = createHttpClient({ allowLoopback: true });
  const activitiesWith = (clock: Clock): Activities =>
    createActivities({ ...api.deps, clock, http, mail: undefined, announce: () => undefined });
  const work = (): Activities => activitiesWith(api.deps.clock);
  const activities = work();
  return {
    ...api,
    receiver,
    activities,
    attempt: (eventIds) => activities.attemptDeliveries({ companyId: api.company.id, eventIds }),
    advance: (ms) => {
      offsetMs += ms;
    },
    secondWorker: work,
    activitiesWith,
    stop: async () => {
      await http.close();
      await receiver.stop();
      await api.stop();
    },
  };
};
