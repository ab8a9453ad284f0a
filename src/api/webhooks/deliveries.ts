import type { z } from '@hono/zod-openapi';
import { webhookBody } from '../../domain/webhooks/body.ts';
import {
  DeliveryAcceptedOut,
  DeliveryDetailOut,
  DeliveryOut,
  DeliveryParams,
  DeliveryQuery,
} from '../../domain/webhooks/delivery-shapes.ts';
import { webhookDeliveryRead, webhookDeliveryRetried } from '../../domain/webhooks/events.ts';
import { WebhookParams } from '../../domain/webhooks/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { Uuid } from '../../domain/shared/values.ts';
import { AppError } from '../../errors.ts';
import { deliveryWorkflowId } from '../../ids.ts';
import {
  findDelivery,
  listAttempts,
  listDeliveries,
  type FoundDeliveryRow,
  type ListedDeliveryRow,
  type ShownAttemptRow,
} from '../../queries/webhooks/deliveries.ts';
import { lockDelivery } from '../../queries/webhooks/delivery-rows.ts';
import { retryDelivery } from '../../services/webhooks/retry.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LoadRequest } from '../http/spec.ts';
import { foundWebhook, requireWebhook } from './find.ts';
import { requireReadable } from './readable.ts';

/** Endpoints to look at the deliveries of a webhook, and to send one again. */

export const webhookDeliveryEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  read(deps),
  retry(deps),
];

const found = ({ tx, params }: LoadRequest<typeof DeliveryParams>) =>
  findDelivery(tx, { webhookId: params.id, id: params.delivery_id });

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.list_deliveries',
      method: 'get',
      path: '/api/webhooks/{id}/deliveries',
      permission: 'webhooks:read',
      summary: 'List the deliveries of a webhook, newest first',
      params: WebhookParams,
      load: foundWebhook(deps),
      query: DeliveryQuery,
      status: 200,
      answer: pageOf(DeliveryOut),
    },
    async ({ query, read }) => {
      const beforeId = decodeCursor(query.cursor, Uuid);
      const rows = await read((tx, webhook) =>
        listDeliveries(tx, {
          webhookId: webhook.id,
          status: query.status,
          eventType: query.event_type,
          eventId: query.event_id,
          since: query.since,
          until: query.until,
          beforeId,
          limit: query.limit + 1,
        }),
      );
      const page = toPage(rows, query.limit, (row) => row.id);
      return { body: { ...page, data: page.data.map(deliveryOut) } };
    },
  );

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.read_delivery',
      method: 'get',
      path: '/api/webhooks/{id}/deliveries/{delivery_id}',
      permission: 'webhooks:read',
      summary: 'One delivery, with what was sent and each attempt',
      description:
        'Needs the permission to read the record of its event. Each read is recorded in the audit trail: the body may hold personal data.',
      params: DeliveryParams,
      load: found,
      status: 200,
      answer: DeliveryDetailOut,
    },
    async ({ caller, read }) =>
      read(async (tx, delivery) => {
        requireReadable(caller, [delivery.event_type], () => 'event_type');
        const attempts = await listAttempts(tx, delivery.id);
        tx.emit(webhookDeliveryRead, {
          subjectId: delivery.webhook_id,
          after: { delivery_id: delivery.id },
        });
        return { body: detailOut(delivery, attempts) };
      }),
  );

const retry = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.retry_delivery',
      method: 'post',
      path: '/api/webhooks/{id}/deliveries/{delivery_id}/retry',
      permission: 'webhooks:send',
      summary: 'Send a delivery again',
      description:
        'Makes an attempt now and begins a new round, so that no scheduled attempt is used up. While the circuit is open it probes the endpoint: its success sends what waits, its failure leaves the circuit as it is. One at a time: `attempt` tells if this one waits. Needs the permission to read the record of its event. Refused with 409 if the webhook is inactive.',
      params: DeliveryParams,
      load: found,
      status: 202,
      answer: DeliveryAcceptedOut,
    },
    async ({ caller, write }) =>
      write(async (tx, { id, webhook_id: webhookId, event_type: type }) => {
        requireReadable(caller, [type], () => 'event_type');
        requireActive(await requireWebhook(deps, tx, webhookId));
        const before = await lockDelivery(tx, id);
        if (before === undefined) throw new Error('a delivery that was found must be there');
        const attempt = await retryDelivery(tx, before, deps.clock.now());
        tx.emit(webhookDeliveryRetried, {
          subjectId: webhookId,
          before: { delivery_id: id, status: before.status, round: before.round },
          after: { attempt },
        });
        return {
          body: {
            id,
            status: 'pending',
            attempt,
            workflow_id: deliveryWorkflowId(before.event_id),
          },
          headers: { Location: `/api/webhooks/${webhookId}/deliveries/${id}` },
        };
      }),
  );

/** Errors: `conflict`. */
export const requireActive = ({ is_active: isActive }: { is_active: boolean }): void => {
  if (!isActive) throw new AppError('conflict', 'the webhook is inactive: switch it on first');
};

const commonOut = (row: ListedDeliveryRow | FoundDeliveryRow) => ({
  id: row.id,
  event_id: row.event_id,
  event_type: row.event_type,
  subject: {
    type: row.subject_type,
    id: row.subject_id,
    entity:
      row.entity_type === null || row.entity_ref === null
        ? null
        : { type: row.entity_type, ref: row.entity_ref },
  },
  sequence: row.sequence,
  status: row.status,
  outcome_code: row.outcome_code,
  round: row.round,
  attempt_count: row.attempt_count,
  next_attempt_at: row.status === 'pending' ? (row.next_attempt_at?.toISOString() ?? null) : null,
  created_at: row.created_at.toISOString(),
  settled_at: row.settled_at?.toISOString() ?? null,
});

const deliveryOut = (row: ListedDeliveryRow): z.infer<typeof DeliveryOut> => ({
  ...commonOut(row),
  last_attempt:
    row.attempt_started_at === null
      ? null
      : {
          started_at: row.attempt_started_at.toISOString(),
          status: row.attempt_status,
          error_class: row.attempt_error_class,
          duration_ms: row.attempt_duration_ms,
        },
});

const detailOut = (
  row: FoundDeliveryRow,
  attempts: readonly ShownAttemptRow[],
): z.infer<typeof DeliveryDetailOut> => ({
  ...commonOut(row),
  body: webhookBody({
    id: row.event_id,
    type: row.event_type,
    occurredAt: row.occurred_at,
    sequence: row.sequence,
    data: row.data,
  }),
  attempts: attempts.map((attempt) => ({
    ...attempt,
    started_at: attempt.started_at.toISOString(),
  })),
});
