import { v7 as uuidv7 } from 'uuid';
import { leadCreated } from '../../../src/domain/leads/events.ts';
import { newWebhookSecret } from '../../../src/domain/shared/signatures.ts';
import type { DeliveryOutcome, DeliveryStatus } from '../../../src/domain/webhooks/deliveries.ts';
import type { WebhookErrorClass } from '../../../src/domain/webhooks/error-classes.ts';
import { inCompany } from '../../../src/platform/database.ts';
import { insertWebhook, type WebhookFields } from '../../../src/queries/webhooks/endpoints.ts';
import { encryptHeaders, encryptSecret } from '../../../src/services/webhooks/secrets.ts';
import type { TestApi, TestCompany } from '../api.ts';

/** Webhooks, their deliveries and attempts, as the api and the worker write them. */

type Part = Pick<TestApi, 'database' | 'deps' | 'superuser'>;

export const insertTestWebhook = (
  { database, deps }: Part,
  { id: companyId, owner }: TestCompany,
  fields: Partial<WebhookFields> = {},
): Promise<number> => {
  const keeper = { keys: deps.encryptionKeys, companyId };
  return inCompany(database, { companyId, userId: owner.id }, (tx) =>
    insertWebhook(tx, {
      userId: owner.id,
      formId: null,
      callCentreId: null,
      name: 'CRM',
      description: null,
      url: 'https://127.0.0.1/hook', // never called: loopback is refused
      events: ['LeadCreated'],
      headersEncrypted: encryptHeaders(keeper, { Authorization: 'Bearer un-jeton-du-crm' }),
      rateLimitPerSecond: null,
      attemptCountMax: 8,
      isActive: true,
      ...fields,
      secretEncrypted: encryptSecret(keeper, newWebhookSecret()),
    }),
  );
};

/** An event as `tx.emit` stores it. Out: its id. */
export const insertTestEvent = async (
  { superuser: sql }: Part,
  { id: companyId }: TestCompany,
  { at = new Date(), type = 'LeadCreated' }: { at?: Date; type?: string } = {},
): Promise<string> => {
  const id = uuidv7({ msecs: at.getTime() });
  await sql`
    insert into events (id, company_id, type, subject_type, subject_id, data, occurred_at)
    values (
      ${id}, ${companyId}, ${type}, 'lead', '1',
      ${sql.json(JSON.parse(JSON.stringify(leadCreated.example)))}, ${at}
    )
  `;
  return id;
};

interface DeliveryInput {
  webhookId: number;
  at?: Date;
  type?: string;
  status?: DeliveryStatus;
  outcome?: DeliveryOutcome | null;
  attempts?: readonly AttemptInput[];
}

interface AttemptInput {
  round?: number;
  at?: Date;
  status?: number | null;
  errorClass?: WebhookErrorClass | null;
  durationMs?: number;
  responseBody?: string;
}

const OUTCOMES = {
  pending: null,
  succeeded: 'delivered',
  failed: 'attempts_exhausted',
  cancelled: 'webhook_disabled',
} as const satisfies Record<DeliveryStatus, DeliveryOutcome | null>;

/** A delivery of a new event, which failed unless told otherwise. */
export const insertTestDelivery = async (
  part: Part,
  company: TestCompany,
  { webhookId, at = new Date(), type = 'LeadCreated', status = 'failed', ...rest }: DeliveryInput,
): Promise<{ id: string; eventId: string }> => {
  const { superuser: sql } = part;
  const { attempts = [], outcome = OUTCOMES[status] } = rest;
  const eventId = await insertTestEvent(part, company, { at, type });
  const id = uuidv7({ msecs: at.getTime() });
  const settledAt = status === 'pending' ? null : at;
  await sql`
    insert into webhook_deliveries (
      id, company_id, webhook_id, event_id, event_type, status, outcome_code, attempt_count,
      next_attempt_at, created_at, settled_at
    )
    values (
      ${id}, ${company.id}, ${webhookId}, ${eventId}, ${type}, ${status}, ${outcome},
      ${attempts.length}, ${at}, ${at}, ${settledAt}
    )
  `;
  for (const [index, attempt] of attempts.entries()) {
    await sql`
      insert into webhook_attempts (
        company_id, delivery_id, round, attempt, webhook_id, started_at, duration_ms, status,
        error_class, request_headers, response_headers, response_body
      )
      values (
        ${company.id}, ${id}, ${attempt.round ?? 1}, ${index + 1}, ${webhookId},
        ${attempt.at ?? at}, ${attempt.durationMs ?? 20}, ${attempt.status ?? null},
        ${attempt.errorClass ?? null}, ${sql.json({ 'webhook-id': eventId })},
        ${sql.json({})}, ${attempt.responseBody ?? null}
      )
    `;
  }
  return { id, eventId };
};

/** One row of each table of webhooks. */
export const insertWebhookRows = async (
  part: Part,
  company: TestCompany,
): Promise<{ webhookId: number; deliveryId: string }> => {
  const webhookId = await insertTestWebhook(part, company);
  const { id: deliveryId } = await insertTestDelivery(part, company, {
    webhookId,
    attempts: [{ errorClass: 'egress_refused' }],
  });
  await part.superuser`
    insert into webhook_health (company_id, webhook_id) values (${company.id}, ${webhookId})
  `;
  return { webhookId, deliveryId };
};
